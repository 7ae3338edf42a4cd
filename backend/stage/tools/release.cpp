// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/tools/release.h"

#include "backend/stage/tools/encoding.h"

#include <chrono>
#include <ctime>

namespace stage::tools {

namespace {

std::string timestamp()
{
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char buffer[32];
    const auto length = std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%S", &parts);
    const auto nanos =
        std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count()
        % 1'000'000'000;
    char fraction[16];
    std::snprintf(fraction, sizeof fraction, ".%09lldZ", static_cast<long long>(nanos));
    return std::string(buffer, length) + fraction;
}

} // namespace

std::string manifestText(const Chart &chart, const std::vector<std::string> &crds,
                         const std::vector<Json> &manifests)
{
    std::string text;
    for (const std::string &crd : crds)
        text += "---\n# Source: " + chart.name + "/crds\n" + crd;
    for (const Json &object : manifests)
        text += "---\n# Source: " + chart.name + "/stand-in\n" + toYaml(object);
    return text;
}

Json releaseRecord(const Chart &chart, const Release &release, const std::string &manifest,
                   int revision, const std::string &status, const std::string &firstDeployed)
{
    const std::string now = timestamp();
    const std::string version = release.version.empty() ? "0.0.0" : release.version;
    return {{"name", release.name},
            {"namespace", release.ns},
            {"version", revision},
            {"info",
             {{"first_deployed", firstDeployed.empty() ? now : firstDeployed},
              {"last_deployed", now},
              {"deleted", ""},
              {"description", status == "deployed" ? "Install complete" : "Preparing"},
              {"status", status},
              {"notes", "A stand-in of this chart, by trustusbank-stage."}}},
            {"chart",
             {{"metadata",
               {{"name", chart.name},
                {"version", version},
                {"appVersion", chart.appVersion},
                {"apiVersion", "v2"},
                {"description", "Stand-in served by trustusbank-stage"},
                {"type", "application"}}},
              {"lock", nullptr},
              {"templates", Json::array()},
              {"values", chart.values},
              {"schema", nullptr},
              {"files", nullptr}}},
            {"config", release.values},
            {"manifest", manifest}};
}

Json releaseSecret(const Json &record)
{
    const std::string name = record.at("name");
    const int revision = record.at("version");
    const std::string inner = base64Encode(gzip(record.dump()));
    return {{"apiVersion", "v1"},
            {"kind", "Secret"},
            {"type", "helm.sh/release.v1"},
            {"metadata",
             {{"name", "sh.helm.release.v1." + name + ".v" + std::to_string(revision)},
              {"namespace", record.at("namespace")},
              {"labels",
               {{"name", name},
                {"owner", "helm"},
                {"status", record.at("info").at("status")},
                {"version", std::to_string(revision)},
                {"modifiedAt", std::to_string(std::time(nullptr))}}}}},
            {"data", {{"release", base64Encode(inner)}}}};
}

tl::expected<Json, std::string> releaseOf(const Json &secret)
{
    const Json data = secret.value("data", Json::object());
    const auto unpacked = gunzip(base64Decode(base64Decode(data.value("release", ""))));
    if (!unpacked)
        return tl::unexpected(unpacked.error());
    Json record = Json::parse(*unpacked, nullptr, false);
    if (record.is_discarded())
        return tl::unexpected(std::string("a release that is not JSON"));
    return record;
}

tl::expected<std::vector<Json>, std::string> releases(KubeApi &api, const std::string &ns)
{
    const std::string path =
        ns.empty() ? "/api/v1/secrets" : "/api/v1/namespaces/" + ns + "/secrets";
    auto answer = api.request("GET", path + "?labelSelector=owner%3Dhelm");
    if (!answer)
        return tl::unexpected(answer.error());
    if (!answer->ok())
        return tl::unexpected(answer->why());
    std::vector<Json> out;
    for (const Json &secret : answer->body.value("items", Json::array())) {
        if (auto record = releaseOf(secret))
            out.push_back(std::move(*record));
    }
    std::sort(out.begin(), out.end(), [](const Json &a, const Json &b) {
        return std::make_tuple(a.value("namespace", ""), a.value("name", ""), a.value("version", 0))
               < std::make_tuple(b.value("namespace", ""), b.value("name", ""),
                                 b.value("version", 0));
    });
    return out;
}

std::vector<Json> newest(const std::vector<Json> &records)
{
    std::vector<Json> out;
    for (const Json &record : records) {
        if (!out.empty() && out.back().at("name") == record.at("name")
            && out.back().at("namespace") == record.at("namespace"))
            out.back() = record;
        else
            out.push_back(record);
    }
    return out;
}

} // namespace stage::tools

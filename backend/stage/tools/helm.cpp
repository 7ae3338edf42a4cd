// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/tools/release.h"
#include "backend/stage/tools/tool.h"
#include "backend/stage/workloads/yaml.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

namespace stage::tools {

namespace {

const std::vector<std::string> withValue = {"--namespace",  "--kube-context", "--kubeconfig",
                                            "--version",    "--repo",         "--values",
                                            "--timeout",    "--output",       "--set",
                                            "--set-string", "--template",     "--description",
                                            "--revision",   "--history-max"};
const std::map<std::string, std::string> shorts = {{"-n", "--namespace"},      {"-f", "--values"},
                                                   {"-o", "--output"},         {"-i", "--install"},
                                                   {"-A", "--all-namespaces"}, {"-a", "--all"}};

int fail(ToolCall &call, const std::string &why)
{
    call.err << "Error: " << why << "\n";
    return 1;
}

std::string readAll(std::istream &in)
{
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

tl::expected<Json, std::string> userValues(const Arguments &arguments)
{
    Json values = Json::object();
    const auto [from, to] = arguments.flags.equal_range("--values");
    for (auto it = from; it != to; ++it) {
        std::string text;
        if (it->second == "-") {
            text = readAll(std::cin);
        } else {
            std::ifstream file(it->second);
            if (!file)
                return tl::unexpected("open " + it->second + ": no such file or directory");
            text = readAll(file);
        }
        auto json = workloads::yamlToJson(text);
        if (!json)
            return tl::unexpected("failed to parse " + it->second + ": " + json.error());
        if (!json->is_null())
            values = mergeValues(values, *json);
    }
    return values;
}

std::chrono::seconds timeoutOf(const Arguments &arguments)
{
    const auto given = workloads::duration(arguments.get("--timeout"), std::chrono::minutes(5));
    return std::chrono::duration_cast<std::chrono::seconds>(given);
}

/// Is a rolled-out kind settled, by the rules of kubectl rollout status?
bool settled(const Json &object)
{
    const Json status = object.value("status", Json::object());
    const Json metadata = object.value("metadata", Json::object());
    if (status.value("observedGeneration", 0) < metadata.value("generation", 0))
        return false;
    const std::string kind = object.value("kind", "");
    const int wanted = object.value("spec", Json::object()).value("replicas", 1);
    if (kind == "DaemonSet") {
        const int desired = status.value("desiredNumberScheduled", 0);
        return desired > 0 && status.value("updatedNumberScheduled", 0) >= desired
               && status.value("numberAvailable", 0) >= desired;
    }
    if (kind == "StatefulSet")
        return status.value("readyReplicas", 0) >= wanted;
    return status.value("updatedReplicas", 0) >= wanted
           && status.value("availableReplicas", 0) >= wanted
           && status.value("replicas", 0) <= status.value("updatedReplicas", 0);
}

tl::expected<void, std::string> waitReady(KubeApi &api, const std::vector<Json> &manifests,
                                          const std::string &ns, std::chrono::seconds limit)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    for (const Json &manifest : manifests) {
        const std::string kind = manifest.value("kind", "");
        if (kind != "Deployment" && kind != "StatefulSet" && kind != "DaemonSet")
            continue;
        const auto path = api.path(manifest, ns);
        if (!path)
            return tl::unexpected(path.error());
        while (true) {
            const auto answer = api.request("GET", *path);
            if (answer && answer->ok() && settled(answer->body))
                break;
            if (std::chrono::steady_clock::now() > end) {
                return tl::unexpected("timed out waiting for the condition: " + kind + " "
                                      + manifest.at("metadata").value("name", "")
                                      + " is not ready");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }
    return {};
}

/// The chart's CRDs as they are written: each text begins a document of the release's manifest.
tl::expected<std::vector<std::string>, std::string> crdTexts(const Chart &chart,
                                                             const std::string &resources)
{
    namespace fs = std::filesystem;
    std::vector<std::string> texts;
    for (const std::string &folder : chart.crds) {
        const std::string where = resources + "/demo/manifests/crds/" + folder;
        std::error_code error;
        for (const auto &entry : fs::directory_iterator(where, error)) {
            if (entry.path().extension() != ".yaml")
                continue;
            std::ifstream file(entry.path());
            texts.push_back(readAll(file));
        }
        if (error)
            return tl::unexpected("reading CRDs in " + where + ": " + error.message());
    }
    return texts;
}

tl::expected<void, std::string> applyCrds(KubeApi &api, const std::vector<std::string> &texts)
{
    for (const std::string &text : texts) {
        auto json = workloads::yamlToJson(text);
        if (!json)
            return tl::unexpected("a CRD of the chart: " + json.error());
        if (auto applied = api.apply(*json, "", "helm"); !applied)
            return tl::unexpected(applied.error());
    }
    return {};
}

int upgrade(ToolCall &call, KubeApi &api, const Arguments &arguments)
{
    if (arguments.words.size() != 3)
        return fail(call, "\"helm upgrade\" requires 2 arguments");
    Release release{arguments.words[1], arguments.get("--namespace", "default"),
                    arguments.get("--version"), Json::object()};
    const auto values = userValues(arguments);
    const auto chart = loadChart(call.resources + "/stage/charts", chartName(arguments.words[2]));
    if (!values || !chart)
        return fail(call, values ? chart.error() : values.error());
    release.values = *values;
    if (arguments.has("--create-namespace")) {
        const Json ns = {{"apiVersion", "v1"},
                         {"kind", "Namespace"},
                         {"metadata", {{"name", release.ns}}}};
        if (auto made = api.apply(ns, "", "helm"); !made)
            return fail(call, made.error());
    }
    const auto earlier = releases(api, release.ns);
    if (!earlier)
        return fail(call, earlier.error());
    int revision = 1;
    std::string first;
    for (const Json &record : *earlier) {
        if (record.value("name", "") != release.name)
            continue;
        const std::string status = record.at("info").value("status", "");
        if (status.rfind("pending", 0) == 0)
            return fail(
                call,
                "UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress");
        revision = record.value("version", 0) + 1;
        first = record.at("info").value("first_deployed", "");
        if (status == "deployed") {
            Json old = record;
            old["info"]["status"] = "superseded";
            if (auto kept = api.apply(releaseSecret(old), release.ns, "helm"); !kept)
                return fail(call, kept.error());
        }
    }
    const std::vector<Json> manifests = render(*chart, release);
    const auto crds = crdTexts(*chart, call.resources);
    if (!crds)
        return fail(call, crds.error());
    const std::string manifest = manifestText(*chart, *crds, manifests);
    auto record = [&](const std::string &status) {
        return api.apply(releaseSecret(
                             releaseRecord(*chart, release, manifest, revision, status, first)),
                         release.ns, "helm");
    };
    if (auto pending = record(revision == 1 ? "pending-install" : "pending-upgrade"); !pending)
        return fail(call, pending.error());
    tl::expected<void, std::string> done = applyCrds(api, *crds);
    for (auto object = manifests.begin(); done && object != manifests.end(); ++object) {
        if (auto applied = api.apply(*object, release.ns, "helm"); !applied)
            done = tl::unexpected(applied.error());
    }
    if (done && arguments.has("--wait"))
        done = waitReady(api, manifests, release.ns, timeoutOf(arguments));
    if (auto final = record(done ? "deployed" : "failed"); !final)
        return fail(call, final.error());
    if (!done)
        return fail(call, "UPGRADE FAILED: " + done.error());
    call.out << "Release \"" << release.name
             << "\" has been upgraded. Happy Helming!\nNAME: " << release.name
             << "\nNAMESPACE: " << release.ns << "\nSTATUS: deployed\nREVISION: " << revision
             << "\n";
    return 0;
}

Json listRow(const Json &record)
{
    const Json &info = record.at("info");
    const Json &metadata = record.at("chart").at("metadata");
    return {{"name", record.at("name")},
            {"namespace", record.at("namespace")},
            {"revision", std::to_string(record.value("version", 0))},
            {"updated", info.value("last_deployed", "")},
            {"status", info.value("status", "")},
            {"chart", metadata.value("name", "") + "-" + metadata.value("version", "")},
            {"app_version", metadata.value("appVersion", "")}};
}

int list(ToolCall &call, KubeApi &api, const Arguments &arguments)
{
    const bool all = arguments.has("--all-namespaces");
    const auto records = releases(api, all ? "" : arguments.get("--namespace", "default"));
    if (!records)
        return fail(call, records.error());
    Json rows = Json::array();
    for (const Json &record : newest(*records))
        rows.push_back(listRow(record));
    if (arguments.get("--output") == "json") {
        call.out << rows.dump() << "\n";
        return 0;
    }
    call.out << "NAME\tNAMESPACE\tREVISION\tUPDATED\tSTATUS\tCHART\tAPP VERSION\n";
    for (const Json &row : rows) {
        for (const char *column : {"name", "namespace", "revision", "updated", "status", "chart"})
            call.out << row.value(column, "") << "\t";
        call.out << row.value("app_version", "") << "\n";
    }
    return 0;
}

tl::expected<Json, std::string> one(KubeApi &api, const Arguments &arguments, std::size_t word)
{
    if (arguments.words.size() <= word)
        return tl::unexpected(std::string("this command needs a release's name"));
    const auto records = releases(api, arguments.get("--namespace", "default"));
    if (!records)
        return tl::unexpected(records.error());
    for (const Json &record : newest(*records)) {
        if (record.value("name", "") == arguments.words[word])
            return record;
    }
    return tl::unexpected(std::string("release: not found"));
}

int show(ToolCall &call, KubeApi &api, const Arguments &arguments)
{
    const bool get = arguments.words[0] == "get";
    const auto record = one(api, arguments, get ? 2 : 1);
    if (!record)
        return fail(call, record.error());
    const std::string what = get ? arguments.words[1] : "status";
    const bool json = arguments.get("--output") == "json";
    if (what == "values")
        call.out << (json ? record->at("config").dump() + "\n"
                          : "USER-SUPPLIED VALUES:\n" + toYaml(record->at("config")));
    else if (what == "manifest")
        call.out << record->at("manifest").get<std::string>();
    else if (json)
        call.out << record->dump() << "\n";
    else
        call.out << "NAME: " << record->at("name").get<std::string>()
                 << "\nSTATUS: " << record->at("info").value("status", "") << "\n";
    return 0;
}

int uninstall(ToolCall &call, KubeApi &api, const Arguments &arguments)
{
    const auto record = one(api, arguments, 1);
    if (!record) {
        if (arguments.has("--ignore-not-found") && record.error() == "release: not found")
            return 0;
        return fail(call, "uninstall: Release not loaded: " + record.error());
    }
    const std::string ns = record->at("namespace");
    std::istringstream lines(record->at("manifest").get<std::string>());
    std::string document;
    auto drop = [&]() {
        const std::string text = std::exchange(document, {});
        if (text.find("\nkind: CustomResourceDefinition\n") != std::string::npos)
            return; // kept, as charts' resource policies and crds folders have it
        const auto object = workloads::yamlToJson(text);
        if (!object || !object->is_object())
            return;
        if (const auto path = api.path(*object, ns))
            (void)api.request("DELETE", *path);
    };
    for (std::string line; std::getline(lines, line);) {
        if (line == "---")
            drop();
        else
            document += line + "\n";
    }
    drop();
    const std::string selector =
        "?labelSelector=owner%3Dhelm%2Cname%3D" + record->at("name").get<std::string>();
    const auto gone = api.request("DELETE", "/api/v1/namespaces/" + ns + "/secrets" + selector);
    if (!gone || !gone->ok())
        return fail(call, gone ? gone->why() : gone.error());
    call.out << "release \"" << record->at("name").get<std::string>() << "\" uninstalled\n";
    return 0;
}

} // namespace

int helm(ToolCall &call)
{
    const Arguments arguments = parseArguments(call.args, withValue, shorts);
    const std::string command = arguments.words.empty() ? "" : arguments.words[0];
    if (command == "version") {
        call.out << "version.BuildInfo{Version:\"v3.21.4\", GitCommit:\"stand-in by "
                    "trustusbank-stage\"}\n";
        return 0;
    }
    auto api =
        KubeApi::open(arguments.get("--kubeconfig"), arguments.get("--kube-context"), call.env);
    if (!api)
        return fail(call, api.error());
    if (command == "upgrade" || command == "install")
        return upgrade(call, *api, arguments);
    if (command == "list" || command == "ls")
        return list(call, *api, arguments);
    if (command == "status" || command == "get")
        return show(call, *api, arguments);
    if (command == "uninstall" || command == "delete")
        return uninstall(call, *api, arguments);
    return fail(call, "this helm is the stage's stand-in; it does not do \"" + command + "\"");
}

} // namespace stage::tools

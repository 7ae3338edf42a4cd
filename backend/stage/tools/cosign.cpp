// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/tools/encoding.h"
#include "backend/stage/tools/keys.h"
#include "backend/stage/tools/kubeapi.h"
#include "backend/stage/tools/tool.h"

#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <sys/stat.h>

namespace stage::tools {

namespace {

constexpr char signatureAnnotation[] = "dev.cosignproject.cosign/signature";
constexpr char payloadType[] = "application/vnd.dev.cosign.simplesigning.v1+json";
constexpr char manifestType[] = "application/vnd.oci.image.manifest.v1+json";
constexpr char configType[] = "application/vnd.oci.image.config.v1+json";

struct Reference {
    std::string host, name, tag, digest;
};

Reference parseReference(const std::string &text)
{
    Reference out;
    std::string rest = text;
    if (const auto at = rest.find('@'); at != std::string::npos) {
        out.digest = rest.substr(at + 1);
        rest.resize(at);
    }
    const auto slash = rest.find('/');
    out.host = rest.substr(0, slash);
    out.name = slash == std::string::npos ? "" : rest.substr(slash + 1);
    if (const auto colon = out.name.find(':'); colon != std::string::npos) {
        out.tag = out.name.substr(colon + 1);
        out.name.resize(colon);
    }
    return out;
}

std::string readFile(const std::string &path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The registry's side of signing; plain HTTP, as the demo's local registry speaks it.
class Signatures {
public:
    explicit Signatures(Reference reference)
        : m_reference(std::move(reference))
    {
    }

    tl::expected<std::string, std::string> digest()
    {
        if (!m_reference.digest.empty())
            return m_reference.digest;
        const auto answer = call("HEAD", "manifests/" + m_reference.tag, {}, {});
        if (!answer)
            return tl::unexpected(answer.error());
        if (answer->status != 200)
            return tl::unexpected("entity not found in registry: " + m_reference.name + ":"
                                  + m_reference.tag);
        return answer->headers.get("Docker-Content-Digest");
    }

    static std::string tagOf(const std::string &digest)
    {
        return "sha256-" + digest.substr(digest.find(':') + 1) + ".sig";
    }

    tl::expected<Json, std::string> manifest(const std::string &tag)
    {
        const auto answer = call("GET", "manifests/" + tag, {}, {});
        if (!answer)
            return tl::unexpected(answer.error());
        if (answer->status == 404)
            return Json();
        return Json::parse(answer->body, nullptr, false);
    }

    tl::expected<std::string, std::string> blob(const std::string &digest)
    {
        const auto answer = call("GET", "blobs/" + digest, {}, {});
        if (!answer || answer->status != 200)
            return tl::unexpected(answer ? "no blob " + digest : answer.error());
        return answer->body;
    }

    tl::expected<void, std::string> push(const std::string &bytes)
    {
        const auto start = call("POST", "blobs/uploads/", {}, {});
        if (!start || start->status != 202)
            return tl::unexpected(start ? "upload refused: " + start->body : start.error());
        std::string where = start->headers.get("Location");
        if (const auto scheme = where.find("://"); scheme != std::string::npos)
            where = where.substr(where.find('/', scheme + 3));
        where += (where.find('?') == std::string::npos ? "?" : "&");
        where += "digest=" + net::urlEncode(sha256Digest(bytes));
        const auto done = send("PUT", where, bytes, "application/octet-stream");
        if (!done || done->status != 201)
            return tl::unexpected(done ? "upload failed: " + done->body : done.error());
        return {};
    }

    tl::expected<void, std::string> putManifest(const std::string &tag, const std::string &bytes)
    {
        const auto answer = call("PUT", "manifests/" + tag, bytes, manifestType);
        if (!answer || answer->status != 201)
            return tl::unexpected(answer ? "signature refused: " + answer->body : answer.error());
        return {};
    }

    const Reference &reference() const { return m_reference; }

private:
    tl::expected<net::Response, std::string> call(const std::string &method,
                                                  const std::string &what, const std::string &body,
                                                  const std::string &type)
    {
        return send(method, "/v2/" + m_reference.name + "/" + what, body, type);
    }

    tl::expected<net::Response, std::string> send(const std::string &method,
                                                  const std::string &path, const std::string &body,
                                                  const std::string &type)
    {
        auto url = net::Url::parse("http://" + m_reference.host + path);
        if (!url)
            return tl::unexpected(url.error());
        if (url->host == "localhost")
            url->host = "127.0.0.1";
        net::Request request;
        request.method = method;
        request.body = body;
        request.headers.set("Accept", std::string(manifestType)
                                          + ", application/vnd.oci.image.index.v1+json");
        if (!type.empty())
            request.headers.set("Content-Type", type);
        return requestNow(*url, std::move(request));
    }

    Reference m_reference;
};

int fail(ToolCall &call, const std::string &why, int code = 1)
{
    call.err << "Error: " << why << "\nmain.go: error during command execution: " << why << "\n";
    return code;
}

Json layer(const std::string &payload, const std::string &signature)
{
    return {{"mediaType", payloadType},
            {"size", payload.size()},
            {"digest", sha256Digest(payload)},
            {"annotations", {{signatureAnnotation, signature}}}};
}

int signImage(ToolCall &call, const Arguments &arguments)
{
    const auto key =
        openPrivate(readFile(arguments.get("--key")), call.variable("COSIGN_PASSWORD"));
    if (!key)
        return fail(call, "signing: reading key: " + key.error());
    Signatures registry(parseReference(arguments.words.back()));
    const auto digest = registry.digest();
    if (!digest)
        return fail(call, digest.error());
    const Json payloadJson = {
        {"critical",
         {{"identity",
           {{"docker-reference", registry.reference().host + "/" + registry.reference().name}}},
          {"image", {{"docker-manifest-digest", *digest}}},
          {"type", "cosign container image signature"}}},
        {"optional", nullptr}};
    const std::string payload = payloadJson.dump();
    const std::string signature = base64Encode(sign(key->get(), payload));
    const std::string tag = Signatures::tagOf(*digest);
    auto manifest = registry.manifest(tag);
    if (!manifest)
        return fail(call, manifest.error());
    Json layers = manifest->is_object() ? manifest->value("layers", Json::array()) : Json::array();
    layers.push_back(layer(payload, signature));
    Json diffIds = Json::array();
    for (const Json &entry : layers)
        diffIds.push_back(entry.at("digest"));
    const std::string config = Json{{"architecture", ""},
                                    {"os", ""},
                                    {"created", "0001-01-01T00:00:00Z"},
                                    {"config", Json::object()},
                                    {"rootfs", {{"type", "layers"}, {"diff_ids", diffIds}}}}
                                   .dump();
    const Json out = {
        {"schemaVersion", 2},
        {"mediaType", manifestType},
        {"config",
         {{"mediaType", configType}, {"size", config.size()}, {"digest", sha256Digest(config)}}},
        {"layers", layers}};
    for (const std::string &bytes : {payload, config}) {
        if (auto pushed = registry.push(bytes); !pushed)
            return fail(call, pushed.error());
    }
    if (auto put = registry.putManifest(tag, out.dump()); !put)
        return fail(call, put.error());
    call.err << "Pushing signature to: " << registry.reference().host << "/"
             << registry.reference().name << "\n";
    return 0;
}

int verifyImage(ToolCall &call, const Arguments &arguments)
{
    const auto key = readPublic(readFile(arguments.get("--key")));
    if (!key)
        return fail(call, "loading public key: " + key.error());
    Signatures registry(parseReference(arguments.words.back()));
    const auto digest = registry.digest();
    if (!digest)
        return fail(call, digest.error(), 11);
    const auto manifest = registry.manifest(Signatures::tagOf(*digest));
    if (!manifest)
        return fail(call, manifest.error());
    const Json layers =
        manifest->is_object() ? manifest->value("layers", Json::array()) : Json::array();
    if (layers.empty())
        return fail(call, "no signatures found", 10);
    Json matching = Json::array();
    for (const Json &entry : layers) {
        const auto payload = registry.blob(entry.at("digest"));
        const Json parsed = payload ? Json::parse(*payload, nullptr, false) : Json();
        const std::string signature =
            base64Decode(entry.value("annotations", Json::object()).value(signatureAnnotation, ""));
        const bool names =
            parsed.is_object()
            && parsed.value(Json::json_pointer("/critical/image/docker-manifest-digest"), "")
                   == *digest;
        if (names && verify(key->get(), *payload, signature))
            matching.push_back(parsed);
    }
    if (matching.empty())
        return fail(
            call,
            "no matching signatures: invalid signature when validating ASN.1 encoded signature",
            12);
    call.err << "\nVerification for " << arguments.words.back()
             << " --\nThe following checks were performed on each of these signatures:\n"
                "  - The cosign claims were validated\n  - The signatures were verified against "
                "the specified public key\n";
    call.out << matching.dump() << "\n";
    return 0;
}

int generate(ToolCall &call, const Arguments &arguments)
{
    const std::string prefix = arguments.get("--output-key-prefix", "cosign");
    const Key key = newKey();
    {
        std::ofstream file(prefix + ".key");
        ::chmod((prefix + ".key").c_str(), S_IRUSR | S_IWUSR);
        file << sealPrivate(key.get(), call.variable("COSIGN_PASSWORD"));
        if (!file)
            return fail(call, "writing " + prefix + ".key");
    }
    std::ofstream file(prefix + ".pub");
    file << publicPem(key.get());
    call.err << "Private key written to " << prefix << ".key\nPublic key written to " << prefix
             << ".pub\n";
    return file ? 0 : 1;
}

} // namespace

int cosign(ToolCall &call)
{
    const Arguments arguments =
        parseArguments(call.args, {"--key", "--output", "--output-key-prefix"},
                       {{"-o", "--output"}, {"-y", "--yes"}});
    const std::string verb = arguments.words.empty() ? "" : arguments.words[0];
    if (verb == "version") {
        call.out << "GitVersion:    v2.6.1\nBuild: stand-in by trustusbank-stage\n";
        return 0;
    }
    if (verb == "generate-key-pair")
        return generate(call, arguments);
    if ((verb == "sign" || verb == "verify") && arguments.words.size() == 2)
        return verb == "sign" ? signImage(call, arguments) : verifyImage(call, arguments);
    call.err << "Error: this cosign is the stage's stand-in; it does not do \"" << verb << "\"\n";
    return 1;
}

} // namespace stage::tools

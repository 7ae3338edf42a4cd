// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/agents/controller/call.h"
#include "backend/stage/cluster/jsonpath.h"
#include "backend/stage/cluster/negotiate.h"
#include "backend/stage/cluster/repeats.h"
#include "backend/stage/cluster/selectors.h"
#include "backend/stage/cluster/yaml.h"
#include "backend/stage/mesh/gateway/cors.h"
#include "backend/stage/mesh/gateway/jsonrpc.h"
#include "backend/stage/mesh/gateway/jwt.h"
#include "backend/stage/mesh/gateway/session.h"
#include "backend/stage/net/client.h"
#include "backend/stage/nodes/spdy.h"
#include "backend/stage/nodes/tunnel.h"
#include "backend/stage/observe/logql.h"
#include "backend/stage/schema/cel.h"
#include "backend/stage/schema/protobuf.h"
#include "backend/stage/tools/release.h"
#include "backend/stage/workloads/converter.h"
#include "backend/stage/workloads/sse.h"
#include "backend/stage/workloads/yaml.h"
#include "tests/fuzz/runner.h"
#endif

#include <QRegularExpression>

using namespace stage;
using namespace std::string_literals;
using nlohmann::json;

namespace {

std::string source(const std::string &path)
{
    return fuzz::fileText(std::string(SOURCE_DIR) + "/" + path);
}

net::Request request(const std::string &method, const std::string &type, const std::string &body)
{
    net::Request out;
    out.method = method;
    out.headers.set("Content-Type", type);
    out.body = body;
    return out;
}

const std::string object =
    R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"a":"b"}},"data":{"a":"1","a":"2"}})";

std::string spdySample()
{
    nodes::spdy::Writer writer;
    return writer.synStream(1, {{"streamtype", "error"}, {"port", "80"}, {"requestid", "0"}})
           + writer.synStream(3, {{"streamtype", "data"}, {"port", "80"}, {"requestid", "0"}})
           + writer.data(3, "GET / HTTP/1.1\r\n\r\n", true) + writer.ping(5) + writer.reset(1, 5);
}

const std::vector<fuzz::Target> &targets()
{
    static const std::vector<fuzz::Target> all{
        {"cluster-yaml",
         {source("resources/demo/manifests/agents/agents.yaml"), object,
          "a: &x [1, *x]\nb: |\n  c\n",
          "a: &a [1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: "
          "[*c,*c,*c]\n"},
         [](const std::string &text) {
             std::vector<std::string> repeats;
             (void)cluster::jsonFromYaml(text, &repeats);
             (void)cluster::repeatedFields(text);
         }},
        {"request-body",
         {object, source("resources/demo/manifests/gateway/allowlists.yaml")},
         [](const std::string &text) {
             cluster::Repeats repeats;
             for (const char *type :
                  {"application/json", "application/yaml", "application/vnd.kubernetes.protobuf"})
                 (void)cluster::bodyOf(request("POST", type, text), &repeats);
             (void)cluster::negotiate(text);
             (void)cluster::aggregatedVersion(text);
         }},
        {"protobuf",
         {"k8s\0\n\x0b\n\x02v1\x12\x05"
          "Event\x12\x0c\n\x0a\n\x01"
          "a\x12\0\x1a\x01"
          "b\"\0"s},
         [](const std::string &text) { (void)schema::jsonFromProtobuf(text); }},
        {"selectors",
         {"app=a,env in (x,y),!old,tier notin (z)", "metadata.name=a,status.phase!=Running"},
         [](const std::string &text) { (void)cluster::LabelSelector::parse(text); }},
        {"jsonpath",
         {".status.conditions[?(@.type=='Ready')].status", ".spec.a[*].b",
          ".metadata.labels.a\\.b"},
         [](const std::string &text) { (void)cluster::jsonPath(json::parse(object), text); }},
        {"cel",
         {R"(mcp.tool.target == "a" && mcp.tool.name in ["x", "y"])",
          "has(self.a) ? self.b.all(x, x.startsWith('y')) : size(self.c) > 1 + 2 * 3",
          "self.matches('^[a-z]+$') || !(1.5e3 < 2u)"},
         [](const std::string &text) {
             if (const auto program = schema::cel::Program::compile(text))
                 (void)program->holds(json::parse(object));
         }},
        {"logql",
         {R"(sum by (pod) (rate({app="x",ns=~"a|b"} |= "error" !~ "y" [5m])))",
          R"({a="b"} |~ "(c|d)+")"},
         [](const std::string &text) { (void)observe::parseLogQl(text); }},
        {"jsonrpc",
         {R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"a","arguments":{}}})"},
         [](const std::string &text) { (void)mesh::gateway::readMessage(text); }},
        {"sse",
         {"event: message\ndata: {\"a\":1}\n\ndata: b\r\n\r\nid: 3\n: c\n\n"},
         [](const std::string &text) {
             workloads::SseParser parser;
             mesh::gateway::SseReader reader;
             for (std::size_t at = 0; at < text.size(); at += 7) {
                 (void)parser.feed(std::string_view(text).substr(at, 7));
                 (void)reader.feed(std::string_view(text).substr(at, 7));
             }
         }},
        {"gateway-session",
         {mesh::gateway::SessionId{{{"account-mcp", "abc"}, {"fx", ""}}, "n"}.encode()},
         [](const std::string &text) { (void)mesh::gateway::SessionId::decode(text); }},
        {"jwt",
         {"eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJpIiwiZXhwIjoxfQ.c2ln",
          R"({"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"},{"kty":"EC","kid":"b","x":"AA","y":"AA"}]})"},
         [](const std::string &text) {
             net::Request asked;
             asked.headers.set("Authorization", "Bearer " + text);
             static const std::string keys =
                 R"({"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]})";
             for (const std::string &inlined : {keys, text}) {
                 const json policy{{"providers", json::array({{{"issuer", "i"},
                                                               {"jwks", {{"inline", inlined}}}}})}};
                 (void)mesh::gateway::authenticate(policy, asked, 0);
             }
             asked.headers.set("Authorization",
                               "Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6ImIifQ.e30.AAAA");
             const json policy{
                 {"providers", json::array({{{"issuer", "i"}, {"jwks", {{"inline", text}}}}})}};
             (void)mesh::gateway::authenticate(policy, asked, 0);
         }},
        {"cors-origin",
         {"https://a.b:443", "http://*.x"},
         [](const std::string &text) {
             net::Request asked;
             asked.headers.set("Origin", text);
             (void)mesh::gateway::corsVerdict({{"allowOrigins", {text, "https://*.bank"}}}, asked);
         }},
        {"tunnel-frames",
         {"\0\x1f\x40"s, "\1connection refused"s, "0aGVsbG8="},
         [](const std::string &text) {
             (void)nodes::channelMessage(text, false);
             (void)nodes::channelMessage(text, true);
         }},
        {"spdy",
         {spdySample()},
         [](const std::string &text) {
             nodes::spdy::Reader reader;
             for (std::size_t at = 0; at < text.size(); at += 9)
                 (void)reader.feed(std::string_view(text).substr(at, 9));
         }},
        {"url",
         {"http://a.b:80/c?d=e%20f", "https://[::1]:8443/x"},
         [](const std::string &text) {
             (void)net::Url::parse(text);
             net::Request asked;
             asked.target = text;
             (void)asked.path();
             (void)asked.query();
         }},
        {"a2a-call",
         {R"({"jsonrpc":"2.0","id":"1","method":"message/send","params":{"message":{"role":"user","messageId":"m","parts":[{"kind":"text","text":"hi"}]}}})"},
         [](const std::string &text) {
             (void)agents::readCall(request("POST", "application/json", text));
         }},
        {"converter",
         {source("resources/demo/manifests/images/converter-real-rugpull.yaml"),
          source("resources/demo/manifests/images/converter-clean.yaml")},
         [](const std::string &text) { (void)workloads::readConverter(text); }},
        {"helm-release",
         {R"({"data":{"release":"SDRzSUFBQUFBQUFBL3dDSUFIai8="}})", "SDRzSUFBQUFBQUFBL3dDSUFIai8="},
         [](const std::string &text) {
             (void)tools::releaseOf({{"data", {{"release", text}}}});
         }}};
    return all;
}

} // namespace

/// Foreign bytes at the stage's readers: each is read or refused, and nothing worse.
class FuzzStage : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void reads_data() { fuzz::rows(targets()); }
    void reads() { fuzz::runRow(targets()); }
};

QTEST_GUILESS_MAIN(FuzzStage)
#include "tst_stage.moc"

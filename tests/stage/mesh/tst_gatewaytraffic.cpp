// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/mesh/gateway/policyfields.h"
#include "tests/stage/mesh/gatewaylab.h"
#include "tests/stage/mesh/tokens.h"
#endif

#include <QRegularExpression>
#include <QTest>

// Qt's word would hide Asio's emit().
#undef emit

using namespace gatewaylab;
using tokens::Signer;

namespace {

const std::string account = "/mcp/account";
const std::string issuer = "https://issuer.bank";

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

json claims()
{
    return {{"iss", issuer}, {"sub", "alice"}, {"aud", "bank"}, {"exp", now() + 600}};
}

json changed(json object, const json &patch)
{
    object.merge_patch(patch);
    return object;
}

json traffic(const char *field, json value)
{
    return {{"traffic", {{field, std::move(value)}}}};
}

/// Two keys of one issuer, and one that nobody knows.
struct Keys {
    Signer rsa{false, "rsa-1"}, elliptic{true, "ec-1"}, foreign{false, "rsa-1"}, unknown{true, "x"};

    json policy(const char *mode, json audiences = {"bank"}) const
    {
        json provider{{"issuer", issuer},
                      {"jwks",
                       {{"inline",
                         json{{"keys", json::array({rsa.jwk(), elliptic.jwk()})}}.dump()}}}};
        if (!audiences.is_null())
            provider["audiences"] = std::move(audiences);
        return {{"mode", mode}, {"providers", json::array({provider})}};
    }
};

const Keys &keys()
{
    static const Keys made;
    return made;
}

net::Response ping(Gateways &lab, const std::string &authorization, const std::string &session)
{
    net::Headers headers = Gateways::mcpHeaders(session);
    if (!authorization.empty())
        headers.set("Authorization", authorization);
    return lab.ask(lab.port, "POST", account, R"({"jsonrpc":"2.0","id":9,"method":"ping"})",
                   headers);
}

std::string joined(const net::Headers &headers)
{
    std::string out;
    for (const auto &[name, value] : headers) {
        if (name.starts_with("access-control-"))
            out += name.substr(15) + ": " + value + "\n";
    }
    return out;
}

} // namespace

/// traffic.jwtAuthentication and traffic.cors at the gateway, and what it says of the fields that
/// it does not act upon.
class TstGatewayTraffic : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void tokens_data();
    void tokens();
    void claimsServeRules();
    void anAnonymousRuleIsAnError();
    void aTokenGoesNoFurther();
    void aRefusalCostsNoToken();
    void cors_data();
    void cors();
    void corsComesFirst();
    void fields_data();
    void fields();
};

void TstGatewayTraffic::tokens_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("token");   // "" for none
    QTest::addColumn<QString>("refused"); // after "authentication failure: "; "" lets it pass
    const auto row = [](const char *name, const char *mode, const std::string &token,
                        const char *refused) {
        QTest::newRow(name) << QString::fromLatin1(mode) << QString::fromStdString(token)
                            << QString::fromUtf8(refused);
    };
    const Keys &k = keys();
    row("none, strict", "Strict", "", "no bearer token found");
    row("none, optional", "Optional", "", "");
    row("none, permissive", "Permissive", "", "");
    row("garbage (measured)", "Optional", "abc",
        "the token header is malformed: Error(InvalidToken)");
    row("garbage, permissive", "Permissive", "abc", "");
    row("RSA", "Strict", k.rsa.token(claims()), "");
    row("elliptic", "Strict", k.elliptic.token(claims()), "");
    row("no key id", "Strict", k.rsa.token(claims(), {{"kid", nullptr}}),
        "the token header does not specify a `kid`");
    row("a key that nobody knows", "Strict", k.unknown.token(claims()),
        "token uses the unknown key \"x\"");
    row("another's key by the same name", "Strict", k.foreign.token(claims()),
        "the token is invalid or malformed: Error(InvalidSignature)");
    row("another's, permissive", "Permissive", k.foreign.token(claims()), "");
    row("an algorithm of its own choice", "Strict", k.rsa.token(claims(), {{"alg", "HS256"}}),
        "the token is invalid or malformed: Error(InvalidAlgorithm)");
    row("none as algorithm", "Strict", k.rsa.token(claims(), {{"alg", "none"}}),
        "the token is invalid or malformed: Error(InvalidAlgorithm)");
    row("over", "Strict", k.rsa.token(changed(claims(), {{"exp", now() - 61}})),
        "the token is invalid or malformed: Error(ExpiredSignature)");
    row("over for less than a minute", "Strict",
        k.rsa.token(changed(claims(), {{"exp", now() - 30}})), "");
    row("never over", "Strict", k.rsa.token(changed(claims(), {{"exp", nullptr}})),
        "the token is invalid or malformed: Error(MissingRequiredClaim(\"exp\"))");
    row("another issuer", "Strict", k.rsa.token(changed(claims(), {{"iss", "https://else"}})),
        "the token is invalid or malformed: Error(InvalidIssuer)");
    row("for somebody else", "Strict", k.rsa.token(changed(claims(), {{"aud", "shop"}})),
        "the token is invalid or malformed: Error(InvalidAudience)");
    row("for several", "Strict",
        k.rsa.token(changed(claims(), {{"aud", json::array({"shop", "bank"})}})), "");
}

void TstGatewayTraffic::tokens()
{
    QFETCH(QString, mode);
    QFETCH(QString, token);
    QFETCH(QString, refused);
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    QVERIFY(lab.until([&] { return lab.log.size() == 2; }));
    lab.log.clear();
    lab.addPolicy("jwt", "account-mcp-route",
                  traffic("jwtAuthentication", keys().policy(mode.toLatin1().constData())));
    const net::Response response =
        ping(lab, token.isEmpty() ? "" : "Bearer " + token.toStdString(), session);
    if (refused.isEmpty()) {
        QVERIFY2(response.status == 200, response.body.c_str());
        return;
    }
    QCOMPARE(response.status, 401);
    QCOMPARE(response.headers.get("Content-Type"), std::string("text/plain"));
    QCOMPARE(QString::fromStdString(response.body),
             QStringLiteral("authentication failure: ") + refused);
    QVERIFY(lab.until([&] { return lab.log.size() == 1; }));
    const QString line = QString::fromStdString(lab.log[0]);
    QVERIFY2(line.contains(QStringLiteral("http.status=401 ")), qPrintable(line));
    QVERIFY2(line.contains(QStringLiteral(" protocol=http error=\"authentication failure: ")),
             qPrintable(line));
    QVERIFY2(line.contains(QStringLiteral(" reason=JwtAuth duration=")), qPrintable(line));
}

/// jwt.sub decides in both kinds of rules, and stands in the log.
void TstGatewayTraffic::claimsServeRules()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    lab.addPolicy("jwt", "account-mcp-route",
                  traffic("jwtAuthentication", keys().policy("Strict")));
    const std::string alice = "Bearer " + keys().rsa.token(claims());
    const std::string bob = "Bearer " + keys().rsa.token(changed(claims(), {{"sub", "bob"}}));
    net::Headers headers = Gateways::mcpHeaders();
    headers.set("Authorization", alice);
    const std::string session =
        lab.ask(lab.port, "POST", account, Gateways::initializeBody(), headers)
            .headers.get("mcp-session-id");
    lab.addPolicy("tools", "account-mcp-route",
                  Gateways::tools("Allow", {R"(jwt.sub == "alice" && mcp.tool.name == "boom")"}));
    QCOMPARE(lab.shownTools(account, session, {{"Authorization", alice}}), std::string("boom"));
    QCOMPARE(lab.shownTools(account, session, {{"Authorization", bob}}), std::string());
    lab.addPolicy("only-alice", "account-mcp-route",
                  traffic("authorization",
                          Gateways::authorization("Allow", {R"(jwt.sub == "alice")"})));
    QVERIFY(lab.until([&] { return lab.log.size() == 3; }));
    lab.log.clear();
    QCOMPARE(ping(lab, alice, session).status, 200);
    QCOMPARE(ping(lab, bob, session).status, 403);
    QVERIFY(lab.until([&] { return lab.log.size() == 2; }));
    QVERIFY2(lab.log[0].find(" http.status=200 jwt.sub=alice protocol=mcp") != std::string::npos,
             lab.log[0].c_str());
    QVERIFY2(lab.log[1].find(" http.status=403 jwt.sub=bob protocol=http") != std::string::npos,
             lab.log[1].c_str());
}

/// Without a token jwt.sub cannot be evaluated (measured): an allow on it allows nothing.
void TstGatewayTraffic::anAnonymousRuleIsAnError()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    lab.addPolicy("jwt", "account-mcp-route",
                  traffic("jwtAuthentication", keys().policy("Optional")));
    lab.addPolicy("tools", "account-mcp-route", Gateways::tools("Allow", {R"(jwt.sub == "x")"}));
    QCOMPARE(lab.shownTools(account, lab.open(account)), std::string());
}

void TstGatewayTraffic::aTokenGoesNoFurther()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    const std::string token = "Bearer " + keys().rsa.token(claims());
    (void)ping(lab, token, session);
    QCOMPARE(backend.asked.back().headers.get("Authorization"), token);
    lab.addPolicy("jwt", "account-mcp-route",
                  traffic("jwtAuthentication", keys().policy("Strict")));
    QCOMPARE(ping(lab, token, session).status, 200);
    QVERIFY(!backend.asked.back().headers.has("Authorization"));
}

/// JWT stands before the rate limit: who is refused uses nothing up.
void TstGatewayTraffic::aRefusalCostsNoToken()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    lab.addPolicy("jwt", "account-mcp-route",
                  traffic("jwtAuthentication", keys().policy("Strict")));
    lab.addPolicy("limit", "account-mcp-route",
                  traffic("rateLimit",
                          {{"local", json::array({{{"requests", 1}, {"unit", "Hours"}}})}}));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(ping(lab, "", session).status, 401);
    const std::string token = "Bearer " + keys().elliptic.token(claims());
    QCOMPARE(ping(lab, token, session).status, 200);
    QCOMPARE(ping(lab, token, session).status, 429);
}

void TstGatewayTraffic::cors_data()
{
    QTest::addColumn<QString>("policy");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("origin");
    QTest::addColumn<QString>("asked"); // Access-Control-Request-Method, a space, -Headers
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("headers");
    const auto row = [](const char *name, const char *policy, const char *method,
                        const char *origin, const char *asked, int status, const char *headers) {
        QTest::newRow(name) << QString::fromLatin1(policy) << QString::fromLatin1(method)
                            << QString::fromLatin1(origin) << QString::fromLatin1(asked) << status
                            << QString::fromLatin1(headers);
    };
    const char *bank =
        R"({"allowOrigins":["https://*.bank","http://localhost:3000"],"allowMethods":["GET","POST"],"allowHeaders":["x-a","x-b"],"maxAge":60})";
    row("no policy (measured)", "null", "OPTIONS", "https://chat.bank", "POST", 405, "");
    row("preflight", bank, "OPTIONS", "https://chat.bank", "POST x-a", 200,
        "allow-origin: https://chat.bank\nallow-methods: GET,POST\nallow-headers: "
        "x-a,x-b\nmax-age: 60\n");
    row("any labels to the left", bank, "OPTIONS", "https://a.b.bank", "POST", 200,
        "allow-origin: https://a.b.bank\nallow-methods: GET,POST\nallow-headers: x-a,x-b\nmax-age: "
        "60\n");
    row("the scheme's port goes without saying", bank, "OPTIONS", "https://chat.bank:443", "POST",
        200,
        "allow-origin: https://chat.bank:443\nallow-methods: GET,POST\nallow-headers: "
        "x-a,x-b\nmax-age: 60\n");
    row("another scheme", bank, "OPTIONS", "http://chat.bank", "POST", 200, "");
    row("another port", bank, "OPTIONS", "http://localhost:3001", "POST", 200, "");
    row("a name that only ends alike", bank, "OPTIONS", "https://evilbank", "POST", 200, "");
    row("no preflight, OPTIONS alone", bank, "OPTIONS", "https://chat.bank", "", 405,
        "allow-origin: https://chat.bank\n");
    row("a request", bank, "POST", "http://localhost:3000", "", 200,
        "allow-origin: http://localhost:3000\n");
    row("a request of a stranger", bank, "POST", "https://evil.example", "", 200, "");
    row("no origin", bank, "POST", "", "", 200, "");
    row("anybody, anything", R"({"allowOrigins":["*"],"allowMethods":["*"],"allowHeaders":["*"]})",
        "OPTIONS", "https://x", "PUT x-1, x-2", 200,
        "allow-origin: https://x\nallow-methods: PUT\nallow-headers: x-1, x-2\nmax-age: 5\n");
    row("anything, nothing asked for", R"({"allowOrigins":["*"],"allowHeaders":["*"]})", "OPTIONS",
        "https://x", "PUT", 200, "allow-origin: https://x\nallow-headers: *\nmax-age: 5\n");
    row("with credentials no bare star",
        R"({"allowOrigins":["*"],"allowHeaders":["*"],"allowCredentials":true})", "OPTIONS",
        "https://x", "PUT", 200, "allow-origin: https://x\nmax-age: 5\nallow-credentials: true\n");
    row("credentials and exposed names on an answer",
        R"({"allowOrigins":["*"],"allowCredentials":true,"exposeHeaders":["x-a","x-b"]})", "POST",
        "https://x", "", 200,
        "allow-origin: https://x\nallow-credentials: true\nexpose-headers: x-a,x-b\n");
}

void TstGatewayTraffic::cors()
{
    QFETCH(QString, policy);
    QFETCH(QString, method);
    QFETCH(QString, origin);
    QFETCH(QString, asked);
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    const std::string session = lab.open(account);
    const json cors = json::parse(policy.toStdString());
    if (!cors.is_null())
        lab.addPolicy("cors", "account-mcp-route", traffic("cors", cors));
    net::Headers headers = Gateways::mcpHeaders(session);
    if (!origin.isEmpty())
        headers.set("Origin", origin.toStdString());
    if (!asked.isEmpty())
        headers.set("Access-Control-Request-Method", asked.section(u' ', 0, 0).toStdString());
    if (asked.contains(u' '))
        headers.set("Access-Control-Request-Headers", asked.section(u' ', 1).toStdString());
    const std::string body = method == u"POST" ? R"({"jsonrpc":"2.0","id":9,"method":"ping"})" : "";
    const net::Response response = lab.ask(lab.port, method.toStdString(), account, body, headers);
    QTEST(response.status, "status");
    QTEST(QString::fromStdString(joined(response.headers)), "headers");
}

/// A preflight brings no token; it is answered before one is asked for. A refusal carries the
/// headers, or the page could not read why.
void TstGatewayTraffic::corsComesFirst()
{
    Backend backend;
    Gateways lab;
    lab.addBackend(backend);
    lab.addMcp("account-mcp", account);
    lab.startGateway();
    lab.addPolicy("jwt", "account-mcp-route",
                  traffic("jwtAuthentication", keys().policy("Strict")));
    lab.addPolicy("cors", "account-mcp-route", traffic("cors", {{"allowOrigins", {"*"}}}));
    net::Headers headers = Gateways::mcpHeaders();
    headers.set("Origin", "https://x");
    const net::Response refused = lab.ask(lab.port, "POST", account, "{}", headers);
    QCOMPARE(refused.status, 401);
    QCOMPARE(refused.headers.get("access-control-allow-origin"), std::string("https://x"));
    headers.set("Access-Control-Request-Method", "POST");
    QCOMPARE(lab.ask(lab.port, "OPTIONS", account, {}, headers).status, 200);
    QVERIFY(lab.until([&] { return lab.log.size() == 2; }));
    QVERIFY2(lab.log[1].find(" http.status=200 protocol=http reason=DirectResponse")
                 != std::string::npos,
             lab.log[1].c_str());
}

void TstGatewayTraffic::fields_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<QString>("unsupported");
    QTest::newRow("all that it does")
        << R"({"targetRefs":[{"kind":"Gateway","name":"g"}],"traffic":{"authorization":{"action":"Allow","policy":{"matchExpressions":["true"]}},"cors":{"maxAge":5},"jwtAuthentication":{"mode":"Strict","providers":[{"issuer":"i","audiences":["a"],"jwks":{"inline":"{}"}}]},"rateLimit":{"local":[{"requests":1,"unit":"Minutes"}]},"timeouts":{"request":"1s"}},"backend":{"mcp":{"authorization":{}}},"frontend":{"tracing":{"protocol":"GRPC"}}})"
        << "";
    QTest::newRow("keys from elsewhere")
        << R"({"traffic":{"jwtAuthentication":{"mcp":{},"providers":[{"issuer":"i","jwks":{"remote":{"jwksPath":"/k"}}}]}}})"
        << "traffic.jwtAuthentication.mcp traffic.jwtAuthentication.providers.jwks.remote";
    QTest::newRow("whole policies")
        << R"({"traffic":{"extAuth":{},"rateLimit":{"global":{}},"retry":{}},"backend":{"ai":{},"mcp":{"authentication":{}}},"frontend":{"accessLog":{}},"targetSelectors":[]})"
        << "backend.ai backend.mcp.authentication frontend.accessLog targetSelectors "
           "traffic.extAuth traffic.rateLimit.global traffic.retry";
    QTest::newRow("phases") << R"({"traffic":{"phase":"PreRouting","cors":{}}})"
                            << "traffic.phase";
    QTest::newRow("the usual phase") << R"({"traffic":{"phase":"PostRouting"}})"
                                     << "";
}

/// What a policy asks for in vain is named in its status, not left out.
void TstGatewayTraffic::fields()
{
    QFETCH(QString, spec);
    QString all;
    for (const std::string &one :
         stage::mesh::gateway::unsupportedFields(json::parse(spec.toStdString())))
        all += (all.isEmpty() ? QString() : QStringLiteral(" ")) + QString::fromStdString(one);
    QTEST(all, "unsupported");
}

QTEST_GUILESS_MAIN(TstGatewayTraffic)
#include "tst_gatewaytraffic.moc"

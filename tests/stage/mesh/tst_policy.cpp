// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/mesh/policy.h"
#endif

#include <QTest>

using namespace stage::mesh;

namespace {

const char *const converter = "trustusbank-bank-vendors/currency-converter";
const char *const gateway = "trustusbank-platform/trustusbank-agentgw";
const char *const stranger = "another-mesh/client";
const char *const outsider = ""; // no mutual TLS

const char *const passes = "";
const char *const denied = "explicitly denied by: external-attacker/p";
const char *const unmatched = "allow policies exist, but none allowed";
const char *const strict = "explicitly denied by: istio-system/istio_converted_static_strict";
const char *const converted =
    "explicitly denied by: external-attacker/converted_peer_authentication_p";

/// Who asks for PORT of mock-attacker (10.244.0.6, app=mock-attacker, tier=bad) in
/// external-attacker from 10.244.0.8, under which objects, and what ztunnel says. An object is an
/// AuthorizationPolicy named p in that namespace unless it says otherwise; one with mtls or
/// portLevelMtls is a PeerAuthentication.
struct Row {
    const char *name, *objects, *from;
    int port;
    const char *says;
};

const Row rows[] = {
    // No policy, empty policies.
    {"no policy, in the mesh", "[]", converter, 8080, passes},
    {"no policy, outside", "[]", outsider, 8080, passes},
    {"empty spec allows nothing", R"([{"spec":{}}])", converter, 8080, unmatched},
    {"empty spec, outside", R"([{"spec":{}}])", outsider, 8080, unmatched},
    {"no spec at all", R"([{}])", converter, 8080, unmatched},
    {"an empty list of rules", R"([{"spec":{"rules":[]}}])", converter, 8080, unmatched},
    {"an empty rule allows all", R"([{"spec":{"rules":[{}]}}])", converter, 8080, passes},
    {"an empty rule, outside", R"([{"spec":{"rules":[{}]}}])", outsider, 8080, passes},
    {"DENY without rules denies nothing", R"([{"spec":{"action":"DENY"}}])", converter, 8080,
     passes},
    {"DENY with an empty rule denies all", R"([{"spec":{"action":"DENY","rules":[{}]}}])",
     converter, 8080, denied},
    {"DENY with an empty rule, outside", R"([{"spec":{"action":"DENY","rules":[{}]}}])", outsider,
     8080, denied},
    // Principals.
    {"principal, exact",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"]}}]}]}}])",
     converter, 8080, passes},
    {"principal, another's",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"]}}]}]}}])",
     gateway, 8080, unmatched},
    {"principal, part of a name is not enough",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["cluster.local/ns/trustusbank-bank-vendors/sa/currency"]}}]}]}}])",
     converter, 8080, unmatched},
    {"principal is written without spiffe://",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["spiffe://cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"]}}]}]}}])",
     converter, 8080, unmatched},
    {"principal, prefix",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["cluster.local/ns/trustusbank-bank-vendors/*"]}}]}]}}])",
     converter, 8080, passes},
    {"principal, prefix of another",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["cluster.local/ns/trustusbank-bank-vendors/*"]}}]}]}}])",
     gateway, 8080, unmatched},
    {"principal, suffix",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["*/sa/currency-converter"]}}]}]}}])",
     converter, 8080, passes},
    {"principal, suffix of another",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["*/sa/currency-converter"]}}]}]}}])",
     gateway, 8080, unmatched},
    {"principal, presence", R"([{"spec":{"rules":[{"from":[{"source":{"principals":["*"]}}]}]}}])",
     converter, 8080, passes},
    {"principal, presence, outside",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["*"]}}]}]}}])", outsider, 8080,
     unmatched},
    {"notPrincipals, the one",
     R"([{"spec":{"rules":[{"from":[{"source":{"notPrincipals":["cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"]}}]}]}}])",
     converter, 8080, unmatched},
    {"notPrincipals, another",
     R"([{"spec":{"rules":[{"from":[{"source":{"notPrincipals":["cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"]}}]}]}}])",
     gateway, 8080, passes},
    {"notPrincipals, outside",
     R"([{"spec":{"rules":[{"from":[{"source":{"notPrincipals":["cluster.local/ns/trustusbank-bank-vendors/sa/currency-converter"]}}]}]}}])",
     outsider, 8080, passes},
    {"DENY whoever has no identity",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notPrincipals":["*"]}}]}]}}])",
     outsider, 8080, denied},
    {"DENY whoever has no identity, in the mesh",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notPrincipals":["*"]}}]}]}}])",
     converter, 8080, passes},
    // Namespaces; the measured DENY of the demo.
    {"namespace, exact",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-vendors"]}}]}]}}])",
     converter, 8080, passes},
    {"namespace, another",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-vendors"]}}]}]}}])",
     gateway, 8080, unmatched},
    {"namespace, prefix that is the whole",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-vendors*"]}}]}]}}])",
     converter, 8080, passes},
    {"namespace, suffix",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["*-vendors"]}}]}]}}])", converter,
     8080, passes},
    {"namespace, presence", R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["*"]}}]}]}}])",
     stranger, 8080, passes},
    {"namespace, presence, outside",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["*"]}}]}]}}])", outsider, 8080,
     unmatched},
    {"measured DENY, the converter",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-*","trustusbank-platform"]}}]}]}}])",
     converter, 8080, denied},
    {"measured DENY, the gateway",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-*","trustusbank-platform"]}}]}]}}])",
     gateway, 8080, denied},
    {"measured DENY, another namespace",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-*","trustusbank-platform"]}}]}]}}])",
     stranger, 8080, passes},
    {"measured DENY, outside",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-*","trustusbank-platform"]}}]}]}}])",
     outsider, 8080, passes},
    {"DENY notNamespaces, not among them",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notNamespaces":["trustusbank-platform"]}}]}]}}])",
     converter, 8080, denied},
    {"DENY notNamespaces, among them",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notNamespaces":["trustusbank-platform"]}}]}]}}])",
     gateway, 8080, passes},
    {"DENY notNamespaces, outside",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notNamespaces":["trustusbank-platform"]}}]}]}}])",
     outsider, 8080, denied},
    {"fields of a source are ANDed",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["trustusbank-*"],"notPrincipals":["*/sa/currency-converter"]}}]}]}}])",
     converter, 8080, unmatched},
    {"fields of a source are ANDed, both hold",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["trustusbank-*"],"notPrincipals":["*/sa/currency-converter"]}}]}]}}])",
     gateway, 8080, passes},
    // Addresses.
    {"address, exact",
     R"([{"spec":{"rules":[{"from":[{"source":{"ipBlocks":["10.244.0.8"]}}]}]}}])", outsider, 8080,
     passes},
    {"address, block",
     R"([{"spec":{"rules":[{"from":[{"source":{"ipBlocks":["10.244.0.0/29","10.244.0.8/30"]}}]}]}}])",
     converter, 8080, passes},
    {"address, another block",
     R"([{"spec":{"rules":[{"from":[{"source":{"ipBlocks":["10.244.0.0/29"]}}]}]}}])", converter,
     8080, unmatched},
    {"address, every one",
     R"([{"spec":{"rules":[{"from":[{"source":{"ipBlocks":["0.0.0.0/0"]}}]}]}}])", converter, 8080,
     passes},
    {"address, the other family",
     R"([{"spec":{"rules":[{"from":[{"source":{"ipBlocks":["::/0"]}}]}]}}])", converter, 8080,
     unmatched},
    {"notIpBlocks",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notIpBlocks":["10.244.0.0/16"]}}]}]}}])",
     converter, 8080, passes},
    {"notIpBlocks, not among them",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notIpBlocks":["192.168.0.0/16"]}}]}]}}])",
     converter, 8080, denied},
    // Service accounts.
    {"service account, whole",
     R"([{"spec":{"rules":[{"from":[{"source":{"serviceAccounts":["trustusbank-bank-vendors/currency-converter"]}}]}]}}])",
     converter, 8080, passes},
    {"service account, a bare name is the policy's namespace",
     R"([{"spec":{"rules":[{"from":[{"source":{"serviceAccounts":["currency-converter"]}}]}]}}])",
     converter, 8080, unmatched},
    {"service account, a bare name at home",
     R"([{"spec":{"rules":[{"from":[{"source":{"serviceAccounts":["helper"]}}]}]}}])",
     "external-attacker/helper", 8080, passes},
    {"service account, outside",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notServiceAccounts":["trustusbank-bank-vendors/currency-converter"]}}]}]}}])",
     outsider, 8080, denied},
    {"notServiceAccounts, the one",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"notServiceAccounts":["trustusbank-bank-vendors/currency-converter"]}}]}]}}])",
     converter, 8080, passes},
    // Ports.
    {"port", R"([{"spec":{"rules":[{"to":[{"operation":{"ports":["8080"]}}]}]}}])", converter, 8080,
     passes},
    {"port, another", R"([{"spec":{"rules":[{"to":[{"operation":{"ports":["8080"]}}]}]}}])",
     converter, 9999, unmatched},
    {"one of two ports",
     R"([{"spec":{"rules":[{"to":[{"operation":{"ports":["8080","9999"]}}]}]}}])", converter, 9999,
     passes},
    {"DENY notPorts, among them",
     R"([{"spec":{"action":"DENY","rules":[{"to":[{"operation":{"notPorts":["8080"]}}]}]}}])",
     converter, 8080, passes},
    {"DENY notPorts, another",
     R"([{"spec":{"action":"DENY","rules":[{"to":[{"operation":{"notPorts":["8080"]}}]}]}}])",
     converter, 9999, denied},
    // How rules are put together.
    {"any source will do",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["x"]}},{"source":{"namespaces":["another-mesh"]}}]}]}}])",
     stranger, 8080, passes},
    {"any operation will do",
     R"([{"spec":{"rules":[{"to":[{"operation":{"ports":["1"]}},{"operation":{"ports":["8080"]}}]}]}}])",
     stranger, 8080, passes},
    {"source and operation",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["another-mesh"]}}],"to":[{"operation":{"ports":["8080"]}}]}]}}])",
     stranger, 8080, passes},
    {"source but no operation",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["another-mesh"]}}],"to":[{"operation":{"ports":["8080"]}}]}]}}])",
     stranger, 9999, unmatched},
    {"any rule will do",
     R"([{"spec":{"rules":[{"from":[{"source":{"namespaces":["x"]}}]},{"to":[{"operation":{"ports":["9999"]}}]}]}}])",
     stranger, 9999, passes},
    {"DENY before ALLOW",
     R"([{"spec":{"rules":[{}]}},{"metadata":{"name":"p"},"spec":{"action":"DENY","rules":[{"from":[{"source":{"namespaces":["another-mesh"]}}]}]}}])",
     stranger, 8080, denied},
    {"one of two ALLOW policies",
     R"([{"metadata":{"name":"q"},"spec":{}},{"spec":{"rules":[{"from":[{"source":{"namespaces":["another-mesh"]}}]}]}}])",
     stranger, 8080, passes},
    {"a DENY that does not match allows nothing by itself",
     R"([{"spec":{"action":"DENY","rules":[{"to":[{"operation":{"ports":["1"]}}]}]}},{"metadata":{"name":"q"},"spec":{}}])",
     stranger, 8080, unmatched},
    // Conditions.
    {"when source.namespace",
     R"([{"spec":{"rules":[{"when":[{"key":"source.namespace","values":["another-*"]}]}]}}])",
     stranger, 8080, passes},
    {"when source.namespace, not",
     R"([{"spec":{"rules":[{"when":[{"key":"source.namespace","notValues":["another-*"]}]}]}}])",
     stranger, 8080, unmatched},
    {"when source.principal",
     R"([{"spec":{"rules":[{"when":[{"key":"source.principal","values":["*/sa/client"]}]}]}}])",
     stranger, 8080, passes},
    {"when source.ip",
     R"([{"spec":{"action":"DENY","rules":[{"when":[{"key":"source.ip","values":["10.244.0.0/16"]}]}]}}])",
     outsider, 8080, denied},
    {"when destination.ip",
     R"([{"spec":{"action":"DENY","rules":[{"when":[{"key":"destination.ip","values":["10.244.0.6"]}]}]}}])",
     outsider, 8080, denied},
    {"when destination.port, another",
     R"([{"spec":{"action":"DENY","rules":[{"when":[{"key":"destination.port","values":["9999"]}]}]}}])",
     outsider, 8080, passes},
    {"all conditions must hold",
     R"([{"spec":{"rules":[{"when":[{"key":"source.namespace","values":["another-mesh"]},{"key":"destination.port","values":["9999"]}]}]}}])",
     stranger, 8080, unmatched},
    {"values but for notValues",
     R"([{"spec":{"rules":[{"when":[{"key":"source.namespace","values":["another-*"],"notValues":["another-mesh"]}]}]}}])",
     stranger, 8080, unmatched},
    // Where a policy applies.
    {"another namespace's", R"([{"metadata":{"namespace":"trustusbank-platform"},"spec":{}}])",
     converter, 8080, passes},
    {"the root namespace's is everybody's",
     R"([{"metadata":{"namespace":"istio-system"},"spec":{"action":"DENY","rules":[{}]}}])",
     converter, 8080, "explicitly denied by: istio-system/p"},
    {"the root namespace's, by label",
     R"([{"metadata":{"namespace":"istio-system"},"spec":{"selector":{"matchLabels":{"tier":"bad"}}}}])",
     converter, 8080, unmatched},
    {"the root namespace's, another label",
     R"([{"metadata":{"namespace":"istio-system"},"spec":{"selector":{"matchLabels":{"tier":"good"}}}}])",
     converter, 8080, passes},
    {"by label",
     R"([{"spec":{"selector":{"matchLabels":{"app":"mock-attacker"}},"action":"DENY","rules":[{}]}}])",
     converter, 8080, denied},
    {"by another label",
     R"([{"spec":{"selector":{"matchLabels":{"app":"account-mcp"}},"action":"DENY","rules":[{}]}}])",
     converter, 8080, passes},
    {"by two labels, one of them missing",
     R"([{"spec":{"selector":{"matchLabels":{"app":"mock-attacker","version":"v1"}}}}])", converter,
     8080, passes},
    {"a waypoint's, by Gateway",
     R"([{"spec":{"targetRefs":[{"group":"gateway.networking.k8s.io","kind":"Gateway","name":"waypoint"}],"action":"DENY","rules":[{}]}}])",
     converter, 8080, passes},
    {"a waypoint's, by Service",
     R"([{"spec":{"targetRefs":[{"group":"","kind":"Service","name":"mock-attacker"}]}}])",
     converter, 8080, passes},
    {"a waypoint's, in the old spelling",
     R"([{"spec":{"targetRef":{"group":"gateway.networking.k8s.io","kind":"Gateway","name":"waypoint"}}}])",
     converter, 8080, passes},
    {"on trial",
     R"([{"metadata":{"annotations":{"istio.io/dry-run":"true"}},"spec":{"action":"DENY","rules":[{}]}}])",
     converter, 8080, passes},
    {"AUDIT judges nothing", R"([{"spec":{"action":"AUDIT","rules":[{}]}}])", converter, 8080,
     passes},
    // HTTP attributes at this level, measured.
    {"DENY of hosts alone denies nothing",
     R"([{"spec":{"action":"DENY","rules":[{"to":[{"operation":{"hosts":["mock-attacker.external-attacker.svc.cluster.local"]}}]}]}}])",
     converter, 8080, passes},
    {"DENY of hosts from somebody denies nothing",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"namespaces":["trustusbank-bank-vendors"]}}],"to":[{"operation":{"hosts":["*"]}}]}]}}])",
     converter, 8080, passes},
    {"DENY of methods, paths and a port denies the port",
     R"([{"spec":{"action":"DENY","rules":[{"to":[{"operation":{"methods":["POST"],"paths":["/exfil"],"ports":["8080"]}}]}]}}])",
     converter, 8080, denied},
    {"DENY of methods, paths and a port, another port",
     R"([{"spec":{"action":"DENY","rules":[{"to":[{"operation":{"methods":["POST"],"paths":["/exfil"],"ports":["8080"]}}]}]}}])",
     converter, 9999, passes},
    {"ALLOW with methods allows nothing",
     R"([{"spec":{"rules":[{"from":[{"source":{"principals":["*"]}}],"to":[{"operation":{"methods":["GET"]}}]}]}}])",
     converter, 8080, unmatched},
    {"ALLOW with methods, and a rule without",
     R"([{"spec":{"rules":[{"to":[{"operation":{"methods":["GET"]}}]},{"from":[{"source":{"principals":["*"]}}]}]}}])",
     converter, 8080, passes},
    {"ALLOW when a header",
     R"([{"spec":{"rules":[{"when":[{"key":"request.headers[x-token]","values":["a"]}]}]}}])",
     converter, 8080, unmatched},
    {"ALLOW of remote addresses",
     R"([{"spec":{"rules":[{"from":[{"source":{"remoteIpBlocks":["0.0.0.0/0"]}}]}]}}])", converter,
     8080, unmatched},
    {"DENY when a header denies nothing",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"principals":["*"]}}],"when":[{"key":"request.headers[x-token]","values":["a"]}]}]}}])",
     converter, 8080, passes},
    {"DENY of a JWT alone denies nothing",
     R"([{"spec":{"action":"DENY","rules":[{"from":[{"source":{"requestPrincipals":["*"]}}]}]}}])",
     converter, 8080, passes},
    // Mutual TLS.
    {"STRICT, outside", R"([{"spec":{"mtls":{"mode":"STRICT"}}}])", outsider, 8080, strict},
    {"STRICT, in the mesh", R"([{"spec":{"mtls":{"mode":"STRICT"}}}])", converter, 8080, passes},
    {"STRICT, another namespace's",
     R"([{"metadata":{"namespace":"trustusbank-platform"},"spec":{"mtls":{"mode":"STRICT"}}}])",
     outsider, 8080, passes},
    {"STRICT for the whole mesh",
     R"([{"metadata":{"namespace":"istio-system"},"spec":{"mtls":{"mode":"STRICT"}}}])", outsider,
     8080, strict},
    {"a namespace opens what the mesh closes",
     R"([{"metadata":{"namespace":"istio-system"},"spec":{"mtls":{"mode":"STRICT"}}},{"spec":{"mtls":{"mode":"PERMISSIVE"}}}])",
     outsider, 8080, passes},
    {"UNSET inherits",
     R"([{"metadata":{"namespace":"istio-system"},"spec":{"mtls":{"mode":"STRICT"}}},{"spec":{"mtls":{"mode":"UNSET"}}}])",
     outsider, 8080, strict},
    {"a workload closes what its namespace opens",
     R"([{"metadata":{"name":"ns"},"spec":{"mtls":{"mode":"PERMISSIVE"}}},{"spec":{"selector":{"matchLabels":{"app":"mock-attacker"}},"mtls":{"mode":"STRICT"}}}])",
     outsider, 8080, strict},
    {"a workload opens what its namespace closes",
     R"([{"metadata":{"name":"ns"},"spec":{"mtls":{"mode":"STRICT"}}},{"spec":{"selector":{"matchLabels":{"app":"mock-attacker"}},"mtls":{"mode":"DISABLE"}}}])",
     outsider, 8080, passes},
    {"a port is open under STRICT",
     R"([{"spec":{"selector":{"matchLabels":{"app":"mock-attacker"}},"mtls":{"mode":"STRICT"},"portLevelMtls":{"8080":{"mode":"DISABLE"}}}}])",
     outsider, 8080, passes},
    {"the other ports are not",
     R"([{"spec":{"selector":{"matchLabels":{"app":"mock-attacker"}},"mtls":{"mode":"STRICT"},"portLevelMtls":{"8080":{"mode":"DISABLE"}}}}])",
     outsider, 9999, converted},
    {"a port alone is STRICT",
     R"([{"spec":{"selector":{"matchLabels":{"app":"mock-attacker"}},"portLevelMtls":{"8080":{"mode":"STRICT"}}}}])",
     outsider, 8080, converted},
    {"a port alone, another",
     R"([{"spec":{"selector":{"matchLabels":{"app":"mock-attacker"}},"portLevelMtls":{"8080":{"mode":"STRICT"}}}}])",
     outsider, 9999, passes},
    {"ports need a selector", R"([{"spec":{"portLevelMtls":{"8080":{"mode":"STRICT"}}}}])",
     outsider, 8080, passes},
    {"STRICT allows nobody by itself",
     R"([{"spec":{"mtls":{"mode":"STRICT"}}},{"metadata":{"name":"q"},"spec":{}}])", converter,
     8080, unmatched},
};

Json completed(Json object)
{
    Json metadata{{"name", "p"}, {"namespace", "external-attacker"}};
    if (object.contains("metadata"))
        metadata.update(object["metadata"]);
    object["metadata"] = metadata;
    return object;
}

bool isPeerAuthentication(const Json &object)
{
    return object.contains("spec")
           && (object["spec"].contains("mtls") || object["spec"].contains("portLevelMtls"));
}

Verdict judge(const std::string &objects, const std::string &from, int port)
{
    std::vector<Policy> policies;
    std::vector<Json> peers;
    for (const Json &short_ : Json::parse(objects)) {
        const Json object = completed(short_);
        if (isPeerAuthentication(object))
            peers.push_back(object);
        else if (auto compiled = compile(object); compiled.policy)
            policies.push_back(std::move(*compiled.policy));
    }
    Attempt attempt;
    attempt.sourceIp = "10.244.0.8";
    attempt.destinationIp = "10.244.0.6";
    attempt.port = static_cast<std::uint16_t>(port);
    const auto slash = from.find('/');
    if (slash != std::string::npos) {
        attempt.sourceNamespace = from.substr(0, slash);
        attempt.sourceServiceAccount = from.substr(slash + 1);
    }
    const Labels labels{{"app", "mock-attacker"}, {"tier", "bad"}};
    return decide(attempt, policiesFor(policies, peers, "external-attacker", labels));
}

const char httpDeny[] =
    "ztunnel does not support HTTP attributes (found: hosts). In ambient mode you must use a "
    "waypoint proxy to enforce HTTP rules. DENY policy with HTTP attributes is enforced without "
    "the HTTP rules. This will be more restrictive than requested.";
const char httpWarning[] =
    "configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to "
    "the use of only HTTP attributes in a DENY rule; it is recommended to explicitly specify "
    "the port";
const char accepted[] =
    R"({"conditions":[{"message":"attached to ztunnel","observedGeneration":"1","reason":"Accepted","status":"True","type":"ZtunnelAccepted"}]})";
const char hostsOnly[] =
    R"({"spec":{"action":"DENY","rules":[{"to":[{"operation":{"hosts":["x"]}}]}]}})";

} // namespace

class TstPolicy : public QObject {
    Q_OBJECT
private slots:
    void judges_data();
    void judges();
    void saysWhatIsAttached();
    void saysWhatItCannotJudge();
    void warns_data();
    void warns();
};

void TstPolicy::judges_data()
{
    QTest::addColumn<QString>("objects");
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("says");
    for (const Row &row : rows)
        QTest::newRow(row.name) << row.objects << row.from << row.port << row.says;
}

void TstPolicy::judges()
{
    QFETCH(QString, objects);
    QFETCH(QString, from);
    QFETCH(int, port);
    QFETCH(QString, says);
    const Verdict verdict = judge(objects.toStdString(), from.toStdString(), port);
    QCOMPARE(QString::fromStdString(verdict.reason), says);
    QCOMPARE(verdict.allowed, says.isEmpty());
}

/// To the byte what kubectl showed.
void TstPolicy::saysWhatIsAttached()
{
    QCOMPARE(policyStatus(completed(Json::parse(R"({"spec":{}})"))).dump(), std::string(accepted));
    // A waypoint's policy is not ztunnel's to accept.
    QVERIFY(policyStatus(completed(Json::parse(
                             R"({"spec":{"targetRefs":[{"kind":"Service","name":"x"}]}})")))
                .is_null());
}

void TstPolicy::saysWhatItCannotJudge()
{
    const Json status = policyStatus(completed(Json::parse(hostsOnly)));
    const Json &condition = status.at("conditions").at(0);
    QCOMPARE(condition.at("reason").get<std::string>(), std::string("UnsupportedValue"));
    QCOMPARE(condition.at("status").get<std::string>(), std::string("True"));
    QCOMPARE(condition.at("message").get<std::string>(), std::string(httpDeny));
}

void TstPolicy::warns_data()
{
    QTest::addColumn<QString>("policy");
    QTest::addColumn<bool>("warned");
    QTest::newRow("hosts alone") << hostsOnly << true;
    QTest::newRow("a header alone")
        << R"({"spec":{"action":"DENY","rules":[{"when":[{"key":"request.headers[x]","values":["a"]}]}]}})"
        << true;
    QTest::newRow("hosts and a port")
        << R"({"spec":{"action":"DENY","rules":[{"to":[{"operation":{"hosts":["x"],"ports":["80"]}}]}]}})"
        << false;
    QTest::newRow("namespaces")
        << R"({"spec":{"action":"DENY","rules":[{"from":[{"source":{"namespaces":["x"]}}]}]}})"
        << false;
    QTest::newRow("everything") << R"({"spec":{"action":"DENY","rules":[{}]}})" << false;
    QTest::newRow("ALLOW of hosts")
        << R"({"spec":{"rules":[{"to":[{"operation":{"hosts":["x"]}}]}]}})" << false;
}

void TstPolicy::warns()
{
    QFETCH(QString, policy);
    QFETCH(bool, warned);
    const auto warnings = policyWarnings(completed(Json::parse(policy.toStdString())));
    QCOMPARE(warnings, warned ? std::vector<std::string>{httpWarning} : std::vector<std::string>());
}

QTEST_APPLESS_MAIN(TstPolicy)
#include "tst_policy.moc"

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/mesh/netpolicy.h"
#endif

#include <QTest>

using namespace stage::mesh;
using nlohmann::json;

namespace {

Party pod(const std::string &name, const std::string &ns, const std::string &ip)
{
    Party party;
    party.pod = name;
    party.ns = ns;
    party.ip = ip;
    party.labels = {{"app", name}};
    return party;
}

stage::cluster::Store cluster(const std::string &ns, const std::string &policy)
{
    stage::cluster::Store store;
    for (const char *name : {"vendors", "outside"})
        store.put({"namespaces", "", name},
                  {{"metadata", {{"name", name}, {"labels", {{"zone", name}}}}}});
    store.put({"pods", "outside", "attacker"},
              {{"metadata", {{"name", "attacker"}, {"namespace", "outside"}}},
               {"spec",
                {{"containers",
                  json::array({{{"ports", json::array({{{"name", "http"},
                                                        {"containerPort", 8080}}})}}})}}}});
    if (!policy.empty())
        store.put({"networkpolicies.networking.k8s.io", ns, "one"},
                  {{"metadata", {{"name", "one"}, {"namespace", ns}}},
                   {"spec", json::parse(policy)}});
    return store;
}

} // namespace

/// The converter calls the attacker at 10.244.0.6:8080, under one policy.
class NetPolicyTest : public QObject {
    Q_OBJECT
private slots:
    void judges_data()
    {
        QTest::addColumn<QByteArray>("ns");
        QTest::addColumn<QByteArray>("policy");
        QTest::addColumn<bool>("allowed");
        const auto egress = [](const char *name, const char *rules, bool allowed) {
            QTest::newRow(name) << QByteArray("vendors")
                                << QByteArray(R"({"podSelector": {}, "policyTypes": ["Egress"], )"
                                              R"("egress": )")
                                       + rules + "}"
                                << allowed;
        };
        QTest::newRow("none") << QByteArray("vendors") << QByteArray() << true;
        egress("nobody", "[]", false);
        egress("everybody", "[{}]", true);
        egress("names only", R"([{"ports": [{"protocol": "UDP", "port": 53},
                                            {"protocol": "TCP", "port": 53}]}])",
               false);
        egress("its port", R"([{"ports": [{"port": 8080}]}])", true);
        egress("its port by name", R"([{"ports": [{"port": "http"}]}])", true);
        egress("a range", R"([{"ports": [{"port": 8000, "endPort": 9000}]}])", true);
        egress("its port over UDP", R"([{"ports": [{"protocol": "UDP", "port": 8080}]}])", false);
        egress("pods of its own namespace", R"([{"to": [{"podSelector": {}}]}])", false);
        egress("the other namespace",
               R"([{"to": [{"namespaceSelector": {"matchLabels": {"zone": "outside"}}}]}])", true);
        egress("the namespace by its name", R"([{"to": [{"namespaceSelector": {"matchLabels":
               {"kubernetes.io/metadata.name": "outside"}}}]}])",
               true);
        egress("another pod of that namespace", R"([{"to": [{"namespaceSelector": {},
               "podSelector": {"matchExpressions": [{"key": "app", "operator": "NotIn",
               "values": ["attacker"]}]}}]}])",
               false);
        egress("its block", R"([{"to": [{"ipBlock": {"cidr": "10.244.0.0/16"}}]}])", true);
        egress("all of its block but it", R"([{"to": [{"ipBlock": {"cidr": "10.244.0.0/16",
               "except": ["10.244.0.6/32"]}}]}])",
               false);
        egress("one rule of two", R"([{"ports": [{"port": 53}]}, {"ports": [{"port": 8080}]}])",
               true);
        const auto row = [](const char *name, const char *ns, const char *policy, bool allowed) {
            QTest::newRow(name) << QByteArray(ns) << QByteArray(policy) << allowed;
        };
        row("another pod's", "vendors",
            R"({"podSelector": {"matchLabels": {"app": "probe"}}, "policyTypes": ["Egress"]})",
            true);
        row("what comes in at the caller", "vendors",
            R"({"podSelector": {}, "policyTypes": ["Ingress"]})", true);
        row("nothing may come in", "outside", R"({"podSelector": {}, "policyTypes": ["Ingress"]})",
            false);
        row("the vendors may come in", "outside",
            R"({"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from":
            [{"namespaceSelector": {"matchLabels": {"zone": "vendors"}}}]}]})",
            true);
        row("its address may come in", "outside",
            R"({"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from":
            [{"ipBlock": {"cidr": "10.244.0.8/32"}}]}]})",
            true);
        row("what the called one may call", "outside",
            R"({"podSelector": {}, "policyTypes": ["Egress"]})", true);
    }

    void judges()
    {
        QFETCH(QByteArray, ns);
        QFETCH(QByteArray, policy);
        const stage::cluster::Store store = cluster(ns.toStdString(), policy.toStdString());
        const Party converter = pod("converter", "vendors", "10.244.0.8");
        const Party attacker = pod("attacker", "outside", "10.244.0.6");
        QTEST(networkAllows(store, {converter, attacker, attacker.ip, 8080}), "allowed");
    }

    /// Of a name that is resolved elsewhere nothing is known but that it lies in everything.
    void outside()
    {
        const Party converter = pod("converter", "vendors", "10.244.0.8"), nobody;
        const std::string to = R"({"podSelector": {}, "policyTypes": ["Egress"], "egress":
                                  [{"to": [{"ipBlock": {"cidr": "%"}}]}]})";
        const auto allows = [&](const std::string &cidr) {
            std::string policy = to;
            policy.replace(policy.find('%'), 1, cidr);
            return networkAllows(cluster("vendors", policy),
                                 {converter, nobody, "api.example", 443});
        };
        QVERIFY(allows("0.0.0.0/0"));
        QVERIFY(!allows("10.0.0.0/8"));
    }
};

QTEST_GUILESS_MAIN(NetPolicyTest)
#include "tst_netpolicy.moc"

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN
#include "backend/stage/mesh/policy.h"
#include "tests/support/meshevaluator.h"
#endif

#include <QTest>
#include <random>

using namespace stage::mesh;
namespace reference = meshevaluator;

namespace {

constexpr int sets = 500;
const std::vector<std::string> namespaces{"bank", "bank-agents", "vendors", "istio-system"};
const std::vector<std::string> accounts{"converter", "agent", "agent-two"};

/// Policies as somebody in a hurry would write them; one seed is one set.
class Writer {
public:
    explicit Writer(unsigned seed)
        : m_random(seed)
    {
    }

    std::vector<Json> objects()
    {
        std::vector<Json> out;
        const int policies = below(5) + (chance(4) ? 0 : 1);
        for (int i = 0; i < policies; ++i)
            out.push_back(policy("policy-" + std::to_string(i)));
        const int peers = chance(2) ? 0 : below(4) + 1;
        for (int i = 0; i < peers; ++i)
            out.push_back(peer("peer-" + std::to_string(i), i));
        return out;
    }

private:
    int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }
    bool chance(int oneIn) { return below(oneIn) == 0; }
    std::string pick(const std::vector<std::string> &from)
    {
        return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
    }
    Json some(std::string (Writer::*what)())
    {
        Json out = Json::array();
        const int count = 1 + below(2);
        for (int i = 0; i < count; ++i)
            out.push_back((this->*what)());
        return out;
    }

    std::string cut(const std::string &value)
    {
        const std::size_t at = static_cast<std::size_t>(below(static_cast<int>(value.size())));
        switch (below(6)) {
        case 0: return "*";
        case 1: return "*" + value.substr(at);
        case 2: return value.substr(0, at + 1) + "*";
        default: return value;
        }
    }
    std::string ns() { return cut(pick(namespaces)); }
    std::string principal()
    {
        return cut("cluster.local/ns/" + pick(namespaces) + "/sa/" + pick(accounts));
    }
    std::string account() { return (chance(2) ? pick(namespaces) + "/" : "") + pick(accounts); }
    std::string port() { return pick({"8080", "9999", "15021"}); }
    std::string block()
    {
        return pick({"10.244.0.8", "10.244.0.0/24", "10.244.0.9/32", "10.244.0.6", "10.0.0.0/8",
                     "0.0.0.0/0", "192.168.0.0/16", "10.244.0.8/30"});
    }
    std::string word() { return pick({"GET", "/info*", "bank.example", "*"}); }

    void put(Json &holder, const char *wanted, const char *unwanted, std::string (Writer::*what)())
    {
        if (chance(2))
            holder[chance(3) ? unwanted : wanted] = some(what);
    }

    Json source()
    {
        Json out = Json::object();
        if (chance(4)) { // the API refuses them beside namespaces and principals
            out[chance(3) ? "notServiceAccounts" : "serviceAccounts"] = some(&Writer::account);
        } else {
            put(out, "namespaces", "notNamespaces", &Writer::ns);
            put(out, "principals", "notPrincipals", &Writer::principal);
        }
        if (chance(3))
            put(out, "ipBlocks", "notIpBlocks", &Writer::block);
        if (chance(12))
            put(out, "requestPrincipals", "notRequestPrincipals", &Writer::word);
        return out;
    }

    Json operation()
    {
        Json out = Json::object();
        put(out, "ports", "notPorts", &Writer::port);
        if (chance(6))
            put(out, "methods", "notMethods", &Writer::word);
        if (chance(10))
            put(out, "hosts", "notHosts", &Writer::word);
        return out;
    }

    Json condition()
    {
        static const std::vector<std::pair<const char *, std::string (Writer::*)()>> kinds{
            {"source.namespace", &Writer::ns},   {"source.principal", &Writer::principal},
            {"source.ip", &Writer::block},       {"destination.ip", &Writer::block},
            {"destination.port", &Writer::port}, {"request.headers[x]", &Writer::word}};
        const auto &[key, what] = kinds[static_cast<std::size_t>(below(chance(5) ? 6 : 5))];
        Json out{{"key", key}};
        const int which = below(3);
        if (which != 1)
            out["values"] = some(what);
        if (which != 0)
            out["notValues"] = some(what);
        return out;
    }

    Json rule()
    {
        Json out = Json::object();
        for (int i = below(3); i > 0; --i)
            out["from"].push_back({{"source", source()}});
        if (chance(3)) {
            for (int i = 1 + below(2); i > 0; --i)
                out["to"].push_back({{"operation", operation()}});
        }
        if (chance(4)) {
            for (int i = 1 + below(2); i > 0; --i)
                out["when"].push_back(condition());
        }
        return out;
    }

    Json labels()
    {
        Json out{{"app", pick({"attacker", "account"})}};
        if (chance(3))
            out["tier"] = "back";
        return out;
    }

    Json policy(const std::string &name)
    {
        Json spec = Json::object();
        const std::string action = pick({"ALLOW", "DENY", "DENY", "", "AUDIT"});
        if (!action.empty())
            spec["action"] = action;
        if (chance(3))
            spec["selector"]["matchLabels"] = labels();
        else if (chance(10))
            spec["targetRefs"].push_back({{"kind", "Service"}, {"name", "attacker"}});
        for (int i = below(4); i > 0; --i)
            spec["rules"].push_back(rule());
        Json metadata{{"name", name}, {"namespace", pick(namespaces)}};
        if (chance(20))
            metadata["annotations"] = {{"istio.io/dry-run", "true"}};
        return {{"kind", "AuthorizationPolicy"}, {"metadata", metadata}, {"spec", spec}};
    }

    Json mode() { return {{"mode", pick({"STRICT", "PERMISSIVE", "DISABLE", "UNSET"})}}; }

    Json peer(const std::string &name, int age)
    {
        Json spec = Json::object();
        const std::string ns = pick(namespaces);
        if (!chance(5))
            spec["mtls"] = mode();
        // Of the root namespace the reference page says only what one without a selector does.
        if (ns != "istio-system" && chance(2)) {
            spec["selector"]["matchLabels"] = labels();
            for (int i = below(3); i > 0; --i)
                spec["portLevelMtls"][port()] = mode();
        }
        const std::string born = "2026-11-2" + std::to_string(9 - age) + "T10:00:00Z";
        return {{"kind", "PeerAuthentication"},
                {"metadata", {{"name", name}, {"namespace", ns}, {"creationTimestamp", born}}},
                {"spec", spec}};
    }

    std::mt19937 m_random;
};

struct Case {
    reference::Caller caller;
    reference::Callee callee;
};

std::vector<Case> cases()
{
    std::vector<Case> out;
    std::vector<reference::Caller> callers{{"10.244.0.8", "", ""}, {"192.168.1.1", "", ""}};
    for (const std::string &ns : {namespaces[0], namespaces[1], namespaces[2]}) {
        for (const std::string &account : accounts)
            callers.push_back({ns == "bank" ? "10.244.0.8" : "10.244.1.9", ns, account});
    }
    const std::vector<std::map<std::string, std::string>> labels{
        {{"app", "attacker"}}, {{"app", "attacker"}, {"tier", "back"}}, {{"app", "account"}}};
    for (const reference::Caller &caller : callers) {
        for (const std::string &ns : {namespaces[0], namespaces[2]}) {
            for (const auto &set : labels) {
                for (const int port : {8080, 9999})
                    out.push_back({caller, {"10.244.0.6", ns, set, port}});
            }
        }
    }
    return out;
}

struct Ours {
    std::vector<Policy> policies;
    std::vector<Json> peers;
};

Ours compiled(const std::vector<Json> &objects)
{
    Ours out;
    for (const Json &object : objects) {
        if (object.at("kind") == "PeerAuthentication")
            out.peers.push_back(object);
        else if (auto one = compile(object); one.policy)
            out.policies.push_back(std::move(*one.policy));
    }
    return out;
}

Verdict ours(const Ours &set, const Case &one)
{
    Attempt attempt;
    attempt.sourceIp = one.caller.ip;
    attempt.sourceNamespace = one.caller.ns;
    attempt.sourceServiceAccount = one.caller.account;
    attempt.destinationIp = one.callee.ip;
    attempt.port = static_cast<std::uint16_t>(one.callee.port);
    return decide(attempt, policiesFor(set.policies, set.peers, one.callee.ns, one.callee.labels));
}

/// "" when the verdict is the reference's, its cause included.
std::string difference(const Verdict &verdict, const reference::Answer &answer)
{
    if (verdict.allowed != answer.allowed)
        return answer.allowed ? "should pass" : "should be refused";
    if (verdict.allowed)
        return {};
    if (verdict.policy.empty())
        return answer.denying.empty() && !answer.plaintextRefused ? "" : "a DENY matched";
    if (answer.denying.count(verdict.policy))
        return {};
    const bool converted = verdict.policy.find("converted_") != std::string::npos;
    return converted && answer.plaintextRefused ? "" : verdict.policy + " does not match";
}

struct Tally {
    int allowed = 0, denied = 0, unmatched = 0, plaintext = 0;
};

std::string compare(unsigned seed, Tally &tally)
{
    const std::vector<Json> objects = Writer(seed).objects();
    const Ours set = compiled(objects);
    for (const Case &one : cases()) {
        const Verdict verdict = ours(set, one);
        const reference::Answer answer = reference::evaluate(objects, one.caller, one.callee);
        const std::string fault = difference(verdict, answer);
        if (!fault.empty()) {
            return "seed " + std::to_string(seed) + ", from " + one.caller.ns + "/"
                   + one.caller.account + " at " + one.caller.ip + " to " + one.callee.ns + " "
                   + Json(one.callee.labels).dump() + ":" + std::to_string(one.callee.port) + ": "
                   + fault + " (we say: " + verdict.reason + ")\n" + Json(objects).dump(1);
        }
        tally.allowed += verdict.allowed;
        tally.denied += !answer.denying.empty();
        tally.plaintext += answer.plaintextRefused;
        tally.unmatched += !verdict.allowed && answer.denying.empty() && !answer.plaintextRefused;
    }
    return {};
}

} // namespace

class TstPolicySets : public QObject {
    Q_OBJECT
private slots:
    void judgesAsTheReference();
};

void TstPolicySets::judgesAsTheReference()
{
    Tally tally;
    for (unsigned seed = 1; seed <= sets; ++seed) {
        const std::string fault = compare(seed, tally);
        QVERIFY2(fault.empty(), fault.c_str());
    }
    // Every kind of verdict must have been asked for often.
    const int all = sets * static_cast<int>(cases().size());
    QVERIFY2(tally.allowed > all / 10, qPrintable(QString::number(tally.allowed)));
    QVERIFY2(tally.denied > all / 10, qPrintable(QString::number(tally.denied)));
    QVERIFY2(tally.unmatched > all / 10, qPrintable(QString::number(tally.unmatched)));
    QVERIFY2(tally.plaintext > all / 100, qPrintable(QString::number(tally.plaintext)));
}

QTEST_APPLESS_MAIN(TstPolicySets)
#include "tst_policysets.moc"

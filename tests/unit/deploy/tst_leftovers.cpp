// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/leftovers.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

namespace {

Bundle bundleOf(const QString &edition)
{
    Bundle bundle;
    bundle.edition = edition;
    bundle.vars = {{"ns",
                    {{"istio", "istio-system"},
                     {"platform", "trustusbank-platform"},
                     {"mcp", "trustusbank-bank-mcp"},
                     {"agents", "trustusbank-bank-agents"},
                     {"vendors", "trustusbank-bank-vendors"},
                     {"attacker", "external-attacker"}}}};
    return bundle;
}

Json named(const char *kind, const char *ns, const char *name, const char *manager = "kubectl")
{
    return {{"kind", kind},
            {"metadata",
             {{"name", name},
              {"namespace", ns},
              {"managedFields", Json::array({{{"manager", manager}}})}}}};
}

Json istiod(const char *image, const char *release = nullptr)
{
    Json made = named("Deployment", "istio-system", "istiod");
    made["spec"]["template"]["spec"]["containers"] = Json::array({{{"image", image}}});
    if (release)
        made["metadata"]["annotations"]["meta.helm.sh/release-name"] = release;
    return made;
}

Json waypoint(const char *name, const char *gatewayClass)
{
    Json made = named("Gateway", "trustusbank-bank-mcp", name);
    made["spec"]["gatewayClassName"] = gatewayClass;
    return made;
}

Json release(const char *name)
{
    Json made = named("Secret", "trustusbank-platform", "sh.helm.release.v1.x.v1", "helm");
    made["metadata"]["labels"] = {{"owner", "helm"}, {"name", name}};
    return made;
}

QString fateWord(Leftover::Fate fate)
{
    return fate == Leftover::Fate::Adopted   ? u"adopted"_s
           : fate == Leftover::Fate::Removed ? u"removed"_s
           : fate == Leftover::Fate::Kept    ? u"kept"_s
                                             : u"refused"_s;
}

} // namespace

/// A cluster that the old scripts made is known as one.
class LeftoversTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void judged_data()
    {
        QTest::addColumn<QString>("edition");
        QTest::addColumn<QString>("object");
        QTest::addColumn<QString>("verdict"); ///< "ID FATE", "" when it is none
        const auto row = [](const char *name, const Json &object, const char *verdict,
                            const char *edition = "solo") {
            QTest::newRow(name) << QString::fromLatin1(edition)
                                << QString::fromStdString(object.dump())
                                << QString::fromLatin1(verdict);
        };
        row("istioctl's Istio", istiod("docker.io/istio/pilot:1.29.2"), "istio refused");
        row("the same for an edition without a mesh", istiod("docker.io/istio/pilot:1.29.2"),
            "istio kept", "bare");
        row("helm's Istio", istiod("docker.io/istio/pilot:1.29.2", "istiod"), "istio adopted");
        row("Solo's Istio",
            istiod("us-docker.pkg.dev/soloio-img/istio/pilot:1.29.2-patch0-solo", "istiod"), "");
        row("a mirror", istiod("registry.bank.local/istio/pilot:1.29.2-solo", "istiod"), "");
        row("default-deny", named("AuthorizationPolicy", "trustusbank-bank-mcp", "default-deny"),
            "policies removed");
        row("our own default-deny",
            named("AuthorizationPolicy", "trustusbank-bank-mcp", "default-deny",
                  "trustusbank-cockpit"),
            "");
        row("somebody's policy", named("AuthorizationPolicy", "trustusbank-platform", "mine"), "");
        row("an allowlist of the old form",
            named("AgentgatewayPolicy", "trustusbank-platform", "ticket-mcp-allowlist"),
            "allowlists removed");
        row("our own allowlist",
            named("AgentgatewayPolicy", "trustusbank-platform", "ticket-mcp-allowlist",
                  "trustusbank-cockpit"),
            "");
        row("another policy of the gateway",
            named("AgentgatewayPolicy", "trustusbank-platform", "per-gateway-rate-limit"), "");
        row("waypoint", waypoint("waypoint", "istio-waypoint"), "waypoints removed");
        row("the demo's gateway",
            waypoint("trustusbank-agentgw", "enterprise-agentgateway-waypoint"), "");
        row("sniffer", named("Pod", "trustusbank-bank-agents", "hbone-sniffer"), "sniffer removed");
        row("OSS agentgateway", release("agentgateway-crds"), "agentgateway refused");
        row("our own agentgateway", release("enterprise-agentgateway"), "");
        row("OSS agentgateway, not needed", release("agentgateway-crds"), "agentgateway kept",
            "bare");
        row("no object", Json(7), "");
        row("nothing in it", Json::object(), "");
    }
    void judged()
    {
        QFETCH(QString, edition);
        QFETCH(QString, object);
        QFETCH(QString, verdict);
        const auto found = leftovers({Json::parse(object.toStdString())}, bundleOf(edition));
        QStringList words;
        for (const Leftover &each : found) {
            words << each.id + u' ' + fateWord(each.fate);
            QVERIFY(!each.title.isEmpty() && each.why.endsWith(u'.'));
            QCOMPARE(each.action.isEmpty(), each.fate != Leftover::Fate::Refused);
            QCOMPARE(each.objects.empty(), each.fate != Leftover::Fate::Removed);
        }
        QCOMPARE(words.join(u", "_s), verdict);
        QCOMPARE(changesAny(found),
                 verdict.endsWith(u"adopted"_s) || verdict.endsWith(u"removed"_s));
        QCOMPARE(leftoverText(found).isEmpty(), verdict.isEmpty());
        const auto fault = refusal(found);
        QCOMPARE(fault.has_value(), verdict.endsWith(u"refused"_s));
        if (fault)
            QVERIFY(fault->summary.contains(found[0].why) && fault->action == found[0].action);
    }

    /// Whichever agentgateway the bundle takes, the other one is what is left.
    void theOtherGateway()
    {
        Bundle bundle = bundleOf(u"solo"_s);
        bundle.vars["gateway"] = {{"release", "agentgateway"}};
        QVERIFY(leftovers({release("agentgateway"), release("agentgateway-crds")}, bundle).empty());
        const auto found = leftovers({release("enterprise-agentgateway-crds")}, bundle);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(fateWord(found[0].fate), u"refused"_s);
        QVERIFY2(found[0].title.contains(u"enterprise-agentgateway-crds"_s),
                 qPrintable(found[0].title));
    }

    /// Nothing of the plan begins before the old things are gone.
    void tidying()
    {
        Plan plan;
        plan.phases = {{u"00"_s, u"First"_s}};
        for (const std::vector<std::size_t> &needs :
             {std::vector<std::size_t>{}, std::vector<std::size_t>{0}}) {
            PlanStep step;
            step.spec.id = u"00."_s + QString::number(plan.steps.size() + 1);
            step.phase = u"00"_s;
            step.needs = needs;
            plan.steps.push_back(step);
        }
        QCOMPARE(withTidying(plan, {}).steps.size(), std::size_t(2));
        const auto found =
            leftovers({named("AuthorizationPolicy", "trustusbank-bank-mcp", "default-deny"),
                       named("AuthorizationPolicy", "trustusbank-bank-agents", "default-deny"),
                       waypoint("waypoint", "istio-waypoint")},
                      bundleOf(u"solo"_s));
        const Plan tidy = withTidying(plan, found);
        QCOMPARE(tidy.phases.size(), std::size_t(2));
        QCOMPARE(tidy.steps.size(), std::size_t(4));
        QCOMPARE(tidy.phases[0].id, u"old"_s);
        QCOMPARE(std::get<DeleteStep>(tidy.steps[0].spec.kind).objects.size(), std::size_t(2));
        QCOMPARE(tidy.steps[0].spec.doneWhen.size(), std::size_t(2));
        QCOMPARE(tidy.steps[2].needs, (std::vector<std::size_t>{0, 1}));
        QCOMPARE(tidy.steps[3].needs, std::vector<std::size_t>{2});
        QCOMPARE(startable(tidy, freshReports(tidy)), (std::vector<std::size_t>{0, 1}));
        QVERIFY2(tidy.steps[0].spec.title.contains(u"trustusbank-bank-mcp/default-deny"_s),
                 qPrintable(tidy.steps[0].spec.title));
    }
};

QTEST_GUILESS_MAIN(LeftoversTest)
#include "tst_leftovers.moc"

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/choice.h"

#include <QTest>

using namespace Qt::StringLiterals;
using forward::Objects;
using kube::PodPort;
using nlohmann::json;

namespace {

json service(const json &port = {{"name", "http"}, {"port", 80}, {"targetPort", "web"}})
{
    return {{"metadata", {{"name", "s"}}},
            {"spec", {{"selector", {{"app", "a"}}}, {"ports", {port}}}}};
}

/// FLAGS: r ready, e ending, o of another service, p without the port.
json pod(const std::string &name, const std::string &flags,
         const std::string &born = "2026-01-01T00:00:00Z")
{
    const auto has = [&](char flag) { return flags.find(flag) != std::string::npos; };
    json out = {{"metadata",
                 {{"name", name},
                  {"creationTimestamp", born},
                  {"labels", {{"app", has('o') ? "b" : "a"}}}}},
                {"spec",
                 {{"containers",
                   {{{"ports", json::array()}},
                    {{"ports", {{{"name", has('p') ? "x" : "web"}, {"containerPort", 8080}}}}}}}}},
                {"status",
                 {{"phase", "Running"},
                  {"conditions", {{{"type", "Ready"}, {"status", has('r') ? "True" : "False"}}}}}}};
    if (has('e'))
        out["metadata"]["deletionTimestamp"] = "2026-01-01T00:01:00Z";
    return out;
}

json slice(const std::vector<json> &endpoints, int port = 8080, const std::string &of = "s")
{
    return {{"metadata", {{"name", "s-1"}, {"labels", {{"kubernetes.io/service-name", of}}}}},
            {"ports", {{{"name", "http"}, {"port", port}}}},
            {"endpoints", endpoints}};
}
json endpoint(const std::string &name, const json &conditions = {{"ready", true}})
{
    return {{"addresses", {"10.0.0.1"}},
            {"conditions", conditions},
            {"targetRef", {{"kind", "Pod"}, {"name", name}}}};
}

} // namespace

Q_DECLARE_METATYPE(forward::Objects)

class ChoiceTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void choose_data()
    {
        QTest::addColumn<Objects>("objects");
        QTest::addColumn<QString>("current");
        QTest::addColumn<QString>("avoid");
        QTest::addColumn<QString>("target"); // "pod:port"
        QTest::addColumn<QString>("missing");
        const auto row = [](const char *name, const std::vector<json> &pods,
                            const std::vector<json> &slices, const QString &target,
                            const QString &missing = {}, const QString &current = {},
                            const QString &avoid = {}, const json &svc = service()) {
            Objects objects;
            if (!svc.is_null())
                objects.services[u"s"_s] = svc;
            for (const json &one : pods)
                objects.pods[QString::fromStdString(one["metadata"]["name"].get<std::string>())] =
                    one;
            for (const json &one : slices)
                objects.slices[QString::number(objects.slices.size())] = one;
            QTest::newRow(name) << objects << current << avoid << target << missing;
        };
        const std::string late = "2026-01-02T00:00:00Z";
        const QString none = u"a ready pod of service n/s (%1)"_s;
        row("a ready pod, port by name", {pod("a", "r")}, {}, u"a:8080"_s);
        row("port by number", {pod("a", "rp")}, {}, u"a:9"_s, {}, {}, {},
            service({{"port", 80}, {"targetPort", 9}}));
        row("port by default", {pod("a", "r")}, {}, u"a:80"_s, {}, {}, {}, service({{"port", 80}}));
        row("a pod without that name", {pod("a", "rp"), pod("b", "r")}, {}, u"b:8080"_s);
        row("the newest", {pod("a", "r", late), pod("b", "r")}, {}, u"a:8080"_s);
        row("sticks", {pod("a", "r", late), pod("b", "r")}, {}, u"b:8080"_s, {}, u"b:8080"_s);
        row("until it ends", {pod("a", "r", late), pod("b", "re")}, {}, u"a:8080"_s, {},
            u"b:8080"_s);
        row("or is not ready", {pod("a", "r"), pod("b", "", late)}, {}, u"a:8080"_s, {},
            u"b:8080"_s);
        row("or has another port", {pod("a", "r")}, {}, u"a:8080"_s, {}, u"a:80"_s);
        row("avoided", {pod("a", "r", late), pod("b", "r")}, {}, u"b:8080"_s, {}, u"a:8080"_s,
            u"a"_s);
        row("avoided, but the only one", {pod("a", "r")}, {}, u"a:8080"_s, {}, u"a:8080"_s, u"a"_s);
        row("of another service", {pod("a", "ro")}, {}, {}, none.arg(u"it has no pods"_s));
        row("none", {}, {}, {}, none.arg(u"it has no pods"_s));
        row("ending", {pod("a", "re")}, {}, {}, none.arg(u"pod a is ending"_s));
        row("not ready", {pod("a", "")}, {}, {}, none.arg(u"pod a is not ready"_s));
        json crashing = pod("a", "");
        crashing["status"]["containerStatuses"] = {
            {{"state", {{"waiting", {{"reason", "CrashLoopBackOff"}}}}}}};
        row("waiting for a reason", {crashing}, {}, {}, none.arg(u"pod a: CrashLoopBackOff"_s));
        json pending = pod("a", "");
        pending["status"] = {{"phase", "Pending"}};
        row("pending", {pending}, {}, {}, none.arg(u"pod a is Pending"_s));
        row("no service", {pod("a", "r")}, {}, {}, u"service n/s, which does not exist"_s, {}, {},
            json());
        row("no such port", {pod("a", "r")}, {}, {}, u"port 80 of service n/s (it has 81)"_s, {},
            {}, service({{"port", 81}}));
        json selectorless = service();
        selectorless["spec"].erase("selector");
        row("by slice alone", {pod("a", "ro")}, {slice({endpoint("a")}, 7)}, u"a:7"_s, {}, {}, {},
            selectorless);
        row("slice before the pod is known", {}, {slice({endpoint("a")})}, u"a:8080"_s);
        row("slice of another service", {}, {slice({endpoint("a")}, 8080, "t")}, {},
            none.arg(u"it has no pods"_s));
        row("the pod watch knows better", {pod("a", "e"), pod("b", "")},
            {slice({endpoint("a"), endpoint("b")})}, {},
            none.arg(u"pod a is ending, pod b is not ready"_s));
        row("slice not ready", {}, {slice({endpoint("a", {{"ready", false}})})}, {},
            none.arg(u"it has no pods"_s));
        row("slice ending", {}, {slice({endpoint("a", {{"ready", true}, {"terminating", true}})})},
            {}, none.arg(u"it has no pods"_s));
        row("slice says nothing of readiness", {}, {slice({endpoint("a", json::object())})},
            u"a:8080"_s);
        row("garbage", {json{{"metadata", {{"name", "a"}, {"labels", 1}}}, {"status", "x"}}},
            {json("x"), json{{"endpoints", 3}}}, {}, none.arg(u"it has no pods"_s));
    }
    void choose()
    {
        QFETCH(Objects, objects);
        QFETCH(QString, current);
        QFETCH(QString, avoid);
        QFETCH(QString, target);
        QFETCH(QString, missing);
        forward::Spec spec;
        spec.ns = u"n"_s;
        spec.service = u"s"_s;
        spec.servicePort = 80;
        std::optional<PodPort> now;
        if (!current.isEmpty())
            now = PodPort{u"n"_s, current.section(u':', 0, 0), current.section(u':', 1).toInt()};
        const forward::Choice choice =
            forward::choose(spec, objects, now,
                            avoid.isEmpty() ? QSet<QString>() : QSet<QString>{avoid});
        QCOMPARE(choice.target ? u"%1:%2"_s.arg(choice.target->pod).arg(choice.target->port)
                               : QString(),
                 target);
        QCOMPARE(choice.missing, missing);
        if (choice.target)
            QCOMPARE(choice.target->ns, u"n"_s);
    }
};

QTEST_GUILESS_MAIN(ChoiceTest)
#include "tst_choice.moc"

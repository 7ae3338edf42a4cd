// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/daemonset.h"

#include <QRegularExpression>
#include <QTest>

using namespace stage::nodes;

namespace {

Json daemonSet(const Json &rollingUpdate, const char *image)
{
    return {{"apiVersion", "apps/v1"},
            {"kind", "DaemonSet"},
            {"metadata", {{"name", "d"}, {"namespace", "n"}, {"uid", "u"}, {"generation", 2}}},
            {"spec",
             {{"selector", {{"matchLabels", {{"app", "d"}}}}},
              {"updateStrategy", {{"type", "RollingUpdate"}, {"rollingUpdate", rollingUpdate}}},
              {"template",
               {{"metadata", {{"labels", {{"app", "d"}}}}},
                {"spec", {{"containers", Json::array({{{"name", "c"}, {"image", image}}})}}}}}}}};
}

Object pod(const std::string &name, const std::string &revision, bool ready)
{
    return std::make_shared<const Json>(
        Json{{"metadata",
              {{"name", name},
               {"namespace", "n"},
               {"labels", {{"controller-revision-hash", revision}}}}},
             {"spec", {{"nodeName", "node-a"}}},
             {"status",
              {{"phase", "Running"},
               {"conditions",
                Json::array({{{"type", "Ready"}, {"status", ready ? "True" : "False"}}})}}}});
}

/// "create", "remove NAME", and the status's count of updated pods, one word after the other.
std::string told(const Plan &plan)
{
    std::string out;
    for (const auto &step : plan.steps) {
        if (std::holds_alternative<Create>(step))
            out += "create ";
        else if (const auto *gone = std::get_if<Remove>(&step))
            out += "remove " + gone->what.name + " ";
        else if (const auto *status = std::get_if<SetStatus>(&step))
            out += std::to_string(status->status.value("updatedNumberScheduled", 0)) + "/"
                   + std::to_string(status->status.value("currentNumberScheduled", 0)) + " ";
    }
    return out;
}

} // namespace

/// How a DaemonSet's pods are replaced on a node.
class TestDaemonSet : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void replaces_data()
    {
        QTest::addColumn<bool>("surge");
        QTest::addColumn<QString>("pods"); // "old:ready new:starting"
        QTest::addColumn<QString>("plan");
        QTest::newRow("nothing there") << true << ""
                                       << "create 0/0 ";
        QTest::newRow("the old one serves") << true << "old:ready"
                                            << "create 0/1 ";
        QTest::newRow("the new one starts beside it") << true << "old:ready new:starting"
                                                      << "0/1 ";
        QTest::newRow("the new one serves") << true << "old:ready new:ready"
                                            << "remove old 0/1 ";
        QTest::newRow("the old one serves nobody") << true << "old:starting"
                                                   << "remove old 0/1 ";
        QTest::newRow("all new") << true << "new:ready"
                                 << "1/1 ";
        QTest::newRow("without surge the old one goes first") << false << "old:ready"
                                                              << "remove old 0/1 ";
    }
    void replaces()
    {
        QFETCH(bool, surge);
        QFETCH(QString, pods);
        const Json strategy = surge ? Json{{"maxSurge", 1}, {"maxUnavailable", 0}}
                                    : Json{{"maxSurge", 0}, {"maxUnavailable", 1}};
        const Json self = daemonSet(strategy, "new");
        const auto revision = [&](bool old) {
            return templateHash(daemonSet(strategy, old ? "old" : "new").at("spec").at("template"));
        };
        std::vector<Object> there;
        for (const QString &one : pods.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            const QStringList parts = one.split(QLatin1Char(':'));
            there.push_back(pod(parts[0].toStdString(), revision(parts[0] == QLatin1String("old")),
                                parts[1] == QLatin1String("ready")));
        }
        const Object node =
            std::make_shared<const Json>(Json{{"metadata", {{"name", "node-a"}}},
                                              {"spec", Json::object()},
                                              {"status", {{"conditions", Json::array()}}}});
        const Plan plan = planDaemonSet(self, there, {node}, std::chrono::system_clock::now());
        QTEST(QString::fromStdString(told(plan)), "plan");
    }
};

QTEST_GUILESS_MAIN(TestDaemonSet)
#include "tst_daemonset.moc"

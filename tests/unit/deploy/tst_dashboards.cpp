// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/plan.h"
#include "tests/unit/deploy/demofiles.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <set>

using namespace Qt::StringLiterals;
using namespace deploy;
using namespace demofiles;

namespace {

struct Board {
    QString file, uid;
    QJsonArray panels;
};

std::vector<Board> boards()
{
    std::vector<Board> found;
    for (const QString &path : filesIn(u"dashboards"_s, u"*.json"_s)) {
        const QJsonObject board = QJsonDocument::fromJson(bytesOf(path)).object();
        found.push_back(
            {QFileInfo(path).fileName(), board[u"uid"_s].toString(), board[u"panels"_s].toArray()});
    }
    return found;
}

/// The metrics that a PromQL expression names: what is neither label, function nor keyword.
QStringList metricsOf(QString expr)
{
    static const QRegularExpression texts(u"\"[^\"]*\""_s);
    static const QRegularExpression away(
        u"\\{[^}]*\\}|\\[[^\\]]*\\]|\\b(by|without|on|ignoring)\\s*\\([^)]*\\)"
        "|\\boffset\\s+(\\$\\{[^}]*\\}|[0-9a-z]+)"_s);
    static const QRegularExpression name(u"[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[a-zA-Z0-9_:])"_s);
    static const QStringList words{u"or"_s, u"and"_s, u"unless"_s, u"bool"_s};
    expr.remove(texts).replace(away, u" "_s);
    QStringList found;
    for (auto at = name.globalMatch(expr); at.hasNext();) {
        const QString word = at.next().captured();
        if (!words.contains(word))
            found << word;
    }
    return found;
}

} // namespace

/// The four dashboards: each is loaded, each link leads somewhere, and each panel asks for what is
/// there.
class Dashboards : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void fourAndLoaded()
    {
        std::set<QString> uids;
        for (const Board &board : boards()) {
            QVERIFY2(!board.uid.isEmpty(), qPrintable(board.file));
            QVERIFY2(uids.insert(board.uid).second, qPrintable(board.file));
            std::set<int> panels;
            for (const auto &panel : board.panels)
                QVERIFY2(panels.insert(panel[u"id"_s].toInt()).second, qPrintable(board.file));
            QVERIFY2(!panels.empty(), qPrintable(board.file));
        }
        QCOMPARE(uids, (std::set<QString>{u"agent-decisions"_s, u"dora-evidence"_s,
                                          u"mesh-mtls-coverage"_s, u"otel-pipeline"_s}));
        // Each is loaded as it lies there.
        Choice choice;
        choice.edition = u"solo"_s;
        const auto bundle = loadBundle(root, choice);
        QVERIFY2(bundle, qPrintable(bundle ? QString() : bundle.error().summary));
        QStringList loaded;
        for (const PhaseSpec &phase : bundle->phases) {
            for (const StepSpec &step : phase.steps) {
                const auto *apply = std::get_if<ApplyStep>(&step.kind);
                for (const Json &each : apply ? apply->objects : std::vector<Json>()) {
                    if (each["metadata"]
                            .value("labels", Json::object())
                            .contains("grafana_dashboard"))
                        for (const auto &[file, text] : each["data"].items())
                            loaded << QString::fromStdString(file);
                }
            }
        }
        loaded.sort();
        QStringList files;
        for (const Board &board : boards())
            files << board.file;
        QCOMPARE(loaded, files);
    }

    /// No panel lies over another, and none hangs over the edge.
    void panelsDoNotOverlap()
    {
        constexpr int columns = 24;
        for (const Board &board : boards()) {
            std::set<std::pair<int, int>> taken;
            for (const auto &panel : board.panels) {
                const auto at = [&panel](const QString &key) {
                    return panel[u"gridPos"_s][key].toInt();
                };
                QVERIFY2(at(u"x"_s) + at(u"w"_s) <= columns, qPrintable(board.file));
                for (int x = at(u"x"_s); x < at(u"x"_s) + at(u"w"_s); ++x) {
                    for (int y = at(u"y"_s); y < at(u"y"_s) + at(u"h"_s); ++y)
                        QVERIFY2(taken.emplace(x, y).second,
                                 qPrintable(board.file + u": "_s + panel[u"title"_s].toString()));
                }
            }
        }
    }

    /// A link to a dashboard, wherever it stands, leads to one.
    void links()
    {
        std::set<QString> uids;
        for (const Board &board : boards())
            uids.insert(board.uid);
        static const QRegularExpression link(u"/d/([A-Za-z0-9_-]+)"_s);
        int links = 0;
        QStringList paths = filesIn(u"."_s, u"*.yaml"_s) + filesIn(u"dashboards"_s, u"*.json"_s);
        for (const QString &path : paths) {
            for (auto at = link.globalMatch(QString::fromUtf8(bytesOf(path))); at.hasNext();) {
                const QString uid = at.next().captured(1);
                QVERIFY2(uids.contains(uid), qPrintable(path + u": "_s + uid));
                ++links;
            }
        }
        QVERIFY(links > 12);
    }

    /// A panel on a metric that nothing emits would stay empty for ever. These are what ztunnel and
    /// agentgateway were seen to emit, and what kube-state-metrics does. istio_requests_total is
    /// not among them: it takes a waypoint.
    void noDeadMetric()
    {
        static const std::set<QString> known{u"istio_tcp_connections_opened_total"_s,
                                             u"istio_tcp_connections_failed_total"_s,
                                             u"agentgateway_requests_total"_s,
                                             u"agentgateway_mcp_requests_total"_s,
                                             u"kube_daemonset_status_number_ready"_s,
                                             u"kube_deployment_status_replicas_available"_s,
                                             u"kube_pod_container_info"_s,
                                             u"kube_pod_created"_s};
        std::set<QString> seen;
        for (const Board &board : boards()) {
            for (const auto &panel : board.panels) {
                for (const auto &target : panel[u"targets"_s].toArray()) {
                    if (target[u"datasource"_s][u"type"_s].toString() != u"prometheus")
                        continue;
                    const QStringList metrics = metricsOf(target[u"expr"_s].toString());
                    const QString where = board.file + u": "_s + panel[u"title"_s].toString();
                    QVERIFY2(!metrics.isEmpty(), qPrintable(where));
                    for (const QString &metric : metrics) {
                        QVERIFY2(known.contains(metric), qPrintable(where + u": "_s + metric));
                        seen.insert(metric);
                    }
                }
            }
        }
        QCOMPARE(seen, known);
    }

    /// The receiving ztunnel reports a refusal as DENY, the sending one as CONNECT: who asks the
    /// sender for DENY gets nothing.
    void refusalsAreTheReceivers()
    {
        for (const Board &board : boards()) {
            const QString text = QString::fromUtf8(bytesOf(root + u"/dashboards/"_s + board.file));
            static const QRegularExpression senders(
                u"\\{[^}]*reporter=\\\\\"source[^}]*response_flags=\\\\\"DENY"_s);
            QVERIFY2(!senders.match(text).hasMatch(), qPrintable(board.file));
        }
    }
};

QTEST_GUILESS_MAIN(Dashboards)
#include "tst_dashboards.moc"

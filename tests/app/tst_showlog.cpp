// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/showlog.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// What a show writes down besides its acts.
class ShowLogTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void forwardsThatHealed()
    {
        QTemporaryDir folder;
        core::SystemClock clock;
        forward::ForwardSet forwards(forward::toolsFor({}), {});
        const auto log = app::ShowLog::begin(folder.path(), u"c"_s, clock);
        QVERIFY(log);
        (*log)->follow(forwards);
        forward::Loss loss;
        loss.why = u"moved to another pod"_s;
        loss.lasted = 1500;
        loss.connections = 2;
        Q_EMIT forwards.healed(u"grafana"_s, loss);
        QVERIFY((*log)->state());
        QFile file((*log)->path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto lines = file.readAll().trimmed().split('\n');
        const auto line = nlohmann::json::parse(lines.back().toStdString());
        QVERIFY2(line["event"] == "heal" && line["what"] == "forward grafana"
                     && line["why"] == "moved to another pod" && line["seconds"] == 1.5
                     && line["lost"] == 2,
                 lines.back().constData());
    }
};

QTEST_GUILESS_MAIN(ShowLogTest)
#include "tst_showlog.moc"

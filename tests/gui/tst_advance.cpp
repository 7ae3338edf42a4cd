// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/gui/site.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Window;
using Json = app::Json;

namespace {

constexpr int cueTime = 30'000;

} // namespace

/// A bundle whose cues follow each other by themselves: which of them do, and what keeps them.
class TestAdvance : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(site::ourWarnings()); }
    void theNextCueFollows_data();
    void theNextCueFollows();

private:
    std::vector<std::pair<QString, QString>> went() const; ///< cues and why, of the log

    OwnHome m_home;
    QTemporaryDir m_bundle;
    std::unique_ptr<Window> m_window;
};

/// 1.2 follows 1.1 at once, 1.3 follows 1.2 two seconds after it; 1.3 has nothing to lead to.
void TestAdvance::initTestCase()
{
    QVERIFY(m_home.enter());
    QCOMPARE(QProcess::execute(u"cp"_s, {u"-r"_s, QStringLiteral(SOURCE_DIR "/resources/demo"),
                                         m_bundle.filePath(u"demo"_s)}),
             0);
    QFile acts(m_bundle.filePath(u"demo/acts.yaml"_s));
    QVERIFY(acts.open(QIODevice::ReadOnly));
    QString text = QString::fromUtf8(acts.readAll());
    acts.close();
    for (const auto &[cue, advance] :
         {std::pair{u"1.1"_s, u"on_verified"_s}, std::pair{u"1.2"_s, u"after 2s"_s},
          std::pair{u"1.3"_s, u"on_verified"_s}}) {
        const QString line = u"  - id: \"%1\"\n"_s.arg(cue);
        QVERIFY(text.contains(line));
        text.replace(line, line + u"    advance: %1\n"_s.arg(advance));
    }
    QVERIFY(acts.open(QIODevice::WriteOnly));
    acts.write(text.toUtf8());
    acts.close();
    app::Options options;
    options.ports = u"auto"_s;
    options.safeMode = true;
    options.demo = m_bundle.filePath(u"demo"_s);
    m_window = std::make_unique<Window>(options, nullptr, u"safe mode"_s);
    const QString trouble = rehearsal::begin(*m_window);
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
}

std::vector<std::pair<QString, QString>> TestAdvance::went() const
{
    std::vector<std::pair<QString, QString>> out;
    QFile log(m_window->performance()->logPath());
    if (!log.open(QIODevice::ReadOnly))
        return out;
    while (!log.atEnd()) {
        const Json line = Json::parse(log.readLine().toStdString(), nullptr, false);
        if (line.is_object() && line.value("event", "") == "go")
            out.emplace_back(QString::fromStdString(line.value("cue", "")),
                             QString::fromStdString(line.value("why", "")));
    }
    return out;
}

void TestAdvance::theNextCueFollows_data()
{
    QTest::addColumn<int>("press");    // a key once 1.2 is over
    QTest::addColumn<bool>("trouble"); // from then on no GO would be taken
    QTest::addColumn<QStringList>("fired");
    QTest::newRow("nobody does anything")
        << 0 << false << QStringList{u"1.1 clicker"_s, u"1.2 advance"_s, u"1.3 advance"_s};
    QTest::newRow("Back comes first") << static_cast<int>(Qt::Key_PageUp) << false
                                      << QStringList{u"1.1 clicker"_s, u"1.2 advance"_s};
    QTest::newRow("the cluster is another cockpit's")
        << 0 << true << QStringList{u"1.1 clicker"_s, u"1.2 advance"_s};
}

void TestAdvance::theNextCueFollows()
{
    QFETCH(int, press);
    QFETCH(bool, trouble);
    QFETCH(QStringList, fired);
    app::Performance &show = *m_window->performance();
    QTRY_VERIFY_WITH_TIMEOUT(!show.busy(), cueTime);
    show.standBy(u"1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!show.conditions().refusal(false), cueTime);
    QTest::qWait(static_cast<int>(widgets::GoGuard::lockOut.count()) + 20);
    const std::size_t before = went().size();
    QTest::keyClick(m_window.get(), Qt::Key_PageDown);
    const auto over = [&](const QString &cue) { return show.lastFired() == cue && !show.busy(); };
    QTRY_VERIFY_WITH_TIMEOUT(over(u"1.2"_s), cueTime);
    if (trouble)
        show.setTrouble([] { return u"only watching"_s; });
    if (press != 0)
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(press));
    if (press != 0 || trouble) {
        QTest::qWait(2500); // longer than 1.3 would have waited
    } else {
        QTRY_VERIFY_WITH_TIMEOUT(show.over(u"1"_s), cueTime);
        QTest::qWait(1000); // and act 2 begins with no GO of its own
    }
    QStringList seen;
    const auto all = went();
    for (std::size_t i = before; i < all.size(); ++i)
        seen << all[i].first + u' ' + all[i].second;
    show.setTrouble({});
    QCOMPARE(seen, fired);
}

QTEST_MAIN(TestAdvance)
#include "tst_advance.moc"

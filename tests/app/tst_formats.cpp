// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/hands.h"
#include "backend/show/player.h"
#include "tests/support/handclock.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace {

/// A world in which everything turns out as the story has it.
class Obliging final : public show::Stagehand {
    Q_OBJECT
public:
    Obliging(const show::Script &script, HandClock &clock)
        : m_script(script)
        , m_clock(clock)
    {
    }
    void perform(const show::Intent &, Done done) override { done(core::Outcome::done()); }
    void stop() override { }
    void beginAct(const QString &, Done done) override { done(core::Outcome::done()); }
    show::Measured measure(const show::Check &check) override
    {
        show::Measured out;
        out.value = check.expect.value;
        out.observedAt = m_clock.now();
        return out;
    }
    show::Json summary(const QString &act) override
    {
        return {{"story", m_script.act(act)->story.toStdString()}};
    }
    void look()
    {
        m_clock.advance(std::chrono::milliseconds(100));
        emit looked();
    }

private:
    const show::Script &m_script;
    HandClock &m_clock;
};

qsizetype words(const QString &text)
{
    return text.simplified().split(u' ', Qt::SkipEmptyParts).size();
}

} // namespace

/// The demo's own lengths: each adds up, each can be talked through, each plays to its end.
class FormatsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void targetsSumToTheTotal_data() { everyFormat(); }
    void targetsSumToTheTotal();
    void theTalkTrackHasNoGap_data() { everyFormat(); }
    void theTalkTrackHasNoGap();
    void itPlaysToItsEnd_data() { everyFormat(); }
    void itPlaysToItsEnd();
    void theDemoHasThree();

private:
    static core::Result<show::Script> scriptOf(const QString &edition, const QString &format)
    {
        deploy::Choice choice;
        choice.edition = edition;
        const auto bundle = deploy::loadBundle(QStringLiteral(SOURCE_RESOURCES "/demo"), choice);
        if (!bundle)
            return tl::unexpected(bundle.error());
        auto script = app::readActs(*bundle);
        if (script && !format.isEmpty())
            show::useFormat(*script, format);
        return script;
    }
    void everyFormat();
};

void FormatsTest::everyFormat()
{
    QTest::addColumn<QString>("edition");
    QTest::addColumn<QString>("format");
    const auto bundle = deploy::loadBundle(QStringLiteral(SOURCE_RESOURCES "/demo"), {});
    QVERIFY(bundle.has_value());
    for (const deploy::Edition &edition : bundle->editions) {
        const auto script = scriptOf(edition.id, {});
        QVERIFY2(script.has_value(), script ? "" : qPrintable(script.error().summary));
        if (script->formats.empty())
            QTest::addRow("%s, as it comes", qPrintable(edition.id)) << edition.id << QString();
        for (const show::Format &format : script->formats)
            QTest::addRow("%s, %s", qPrintable(edition.id), qPrintable(format.id))
                << edition.id << format.id;
    }
}

void FormatsTest::targetsSumToTheTotal()
{
    QFETCH(QString, edition);
    QFETCH(QString, format);
    const auto script = scriptOf(edition, format);
    seconds all = script->closing.target;
    for (const show::Act &act : script->acts) {
        seconds sum{0};
        for (const show::Cue &cue : act.cues) {
            QVERIFY2(cue.target > seconds(0), qPrintable(cue.id));
            sum += cue.target;
        }
        QCOMPARE(act.target.count(), sum.count());
        all += sum;
    }
    QCOMPARE(all.count(), script->total.count());
}

/// Every cue has its words and what to do, and a longer format has more to say at each than the
/// shortest: nobody stands there with a minute and the words of ten seconds.
void FormatsTest::theTalkTrackHasNoGap()
{
    QFETCH(QString, edition);
    QFETCH(QString, format);
    const auto script = scriptOf(edition, format);
    const auto shortest = scriptOf(edition, {});
    const bool first = format.isEmpty() || format == shortest->formats.front().id;
    for (std::size_t act = 0; act < script->acts.size(); ++act) {
        for (std::size_t i = 0; i < script->acts[act].cues.size(); ++i) {
            const show::Cue &cue = script->acts[act].cues[i];
            const show::Cue &least = shortest->acts[act].cues[i];
            QVERIFY2(words(cue.say) >= 8, qPrintable(cue.id));
            QVERIFY2(!cue.instruction.isEmpty(), qPrintable(cue.id));
            if (!first)
                QVERIFY2(words(cue.say) >= words(least.say) + 8, qPrintable(cue.id));
        }
    }
    QVERIFY(words(script->closing.say) >= 8);
    QVERIFY(!script->opening.instruction.isEmpty());
    QVERIFY(!script->answers.empty());
}

void FormatsTest::itPlaysToItsEnd()
{
    QFETCH(QString, edition);
    QFETCH(QString, format);
    const auto script = scriptOf(edition, format);
    HandClock clock;
    Obliging hands(*script, clock);
    show::Player player(*script, hands, clock, {});
    const QSignalSpy over(&player, &show::Player::actOver);
    for (const show::Act &act : script->acts) {
        QVERIFY(player.standBy(act.id));
        for (const show::Cue &cue : act.cues) {
            QVERIFY2(player.current() && player.current()->id == cue.id, qPrintable(cue.id));
            QVERIFY(player.go());
            for (int look = 0; look < 3000 && player.busy(); ++look)
                hands.look();
        }
        const qsizetype wanted = &act - script->acts.data() + 1;
        for (int look = 0; look < 3000 && over.size() < wanted; ++look)
            hands.look();
        QCOMPARE(over.size(), wanted);
        QVERIFY2(over.last().at(1).toBool(), qPrintable(act.id));
        for (const show::CueRecord &record : player.records())
            QCOMPARE(record.state, show::CueState::Done);
    }
}

void FormatsTest::theDemoHasThree()
{
    const auto script = scriptOf({}, {});
    QList<qint64> totals;
    for (const show::Format &format : script->formats)
        totals << format.total.count() / 60;
    QCOMPARE(totals, QList<qint64>({5, 20, 60}));
}

QTEST_GUILESS_MAIN(FormatsTest)
#include "tst_formats.moc"

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/startfacts.h"
#include "widgets/window/startscreen.h"

#include <QListWidget>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using widgets::Mark;

/// What the start screen says before anything is opened.
class StartTest : public QObject {
    Q_OBJECT

    static bool write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }
    static QStringList shown(const widgets::StartScreen &screen)
    {
        QStringList out;
        for (const widgets::Label *label : screen.findChildren<widgets::Label *>()) {
            if (label->isVisibleTo(&screen) && !label->fullText().isEmpty())
                out << label->fullText();
        }
        return out;
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void theNewestShowIsTold_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QString>("end"); // of the sentence; its time is the reader's
        const QByteArray ready =
            "{\"t\": \"2026-11-28T14:38:00.000Z\", \"context\": \"kind-bank\"}\n";
        const QByteArray first = "{\"event\": \"act\", \"id\": \"1\", \"story\": \"CLEAN\"}\n";
        const QByteArray second = "{\"event\": \"act\", \"id\": \"2\", \"story\": \"BREACHED\"}\n";
        const QByteArray end = "{\"event\": \"end\"}\n";
        QTest::newRow("whole") << ready + first + second + end << u"kind-bank: CLEAN, BREACHED"_s;
        QTest::newRow("no end") << ready + first << u"kind-bank: CLEAN, then broken off"_s;
        QTest::newRow("no act") << ready + end << u"kind-bank: no act was played"_s;
        QTest::newRow("cut") << ready + first.first(20)
                             << u"kind-bank: broken off in its first act"_s;
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("no log") << QByteArray("not json\n{}\n") << QString();
    }
    void theNewestShowIsTold()
    {
        QFETCH(QByteArray, log);
        QFETCH(QString, end);
        const QTemporaryDir folder;
        QVERIFY(write(folder.filePath(u"2026-11-27T09-00-00-000Z.jsonl"_s),
                      "{\"event\": \"act\", \"story\": \"BLOCKED\"}\n"));
        QVERIFY(write(folder.filePath(u"2026-11-28T14-38-00-000Z.jsonl"_s), log));
        const QString said = app::lastShow(folder.path());
        QVERIFY2(end.isEmpty() ? said.isEmpty() : said.endsWith(end), qPrintable(said));
    }
    /// A show that somebody had begun and that has no end is one to go on with.
    void anOpenShowIsKnown_data()
    {
        QTest::addColumn<QByteArray>("events");
        QTest::addColumn<QString>("context");
        const QByteArray ready = "{\"context\": \"kind-bank\", \"event\": \"ready\"}\n";
        const QByteArray go = "{\"event\": \"go\", \"cue\": \"1.1\"}\n";
        QTest::newRow("killed") << ready + go << u"kind-bank"_s;
        QTest::newRow("quit") << ready + go + "{\"event\": \"quit\"}\n" << u"kind-bank"_s;
        QTest::newRow("ended") << ready + go + "{\"event\": \"end\"}\n" << QString();
        QTest::newRow("not begun") << ready << QString();
        QTest::newRow("garbled") << QByteArray("not json\n{}\n") << QString();
    }
    void anOpenShowIsKnown()
    {
        QFETCH(QByteArray, events);
        QFETCH(QString, context);
        const QTemporaryDir folder;
        QVERIFY(write(folder.filePath(u"2026-11-28T14-38-00-000Z.jsonl"_s), events));
        QCOMPARE(app::openShow(folder.path()), context);
    }

    /// One press goes on with it; nothing is asked of its cluster before, and any other context is
    /// opened as ever.
    void anOpenShowIsOnePressAway()
    {
        const widgets::Theme theme;
        widgets::StartScreen screen(theme);
        QSignalSpy looked(&screen, &widgets::StartScreen::looked);
        QSignalSpy chosen(&screen, &widgets::StartScreen::choose);
        screen.setContexts({u"one"_s, u"two"_s, u"three"_s}, {});
        auto *use = screen.findChild<QPushButton *>(u"useCluster"_s);
        screen.offerResume(u"gone"_s);
        QVERIFY(!use->isEnabled());
        screen.offerResume(u"two"_s);
        QCOMPARE(use->text(), u"Go on with the show"_s);
        QCOMPARE(looked.size(), 0);
        QTest::keyClick(use, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toString(), u"two"_s);
        screen.findChild<QListWidget *>()->setCurrentRow(0);
        QCOMPARE(use->text(), u"Use this cluster"_s);
        use->click();
        QCOMPARE(chosen.last().first().toString(), u"one"_s);
        screen.setContexts({u"two"_s}, {});
        QVERIFY(!use->isEnabled());
        QCOMPARE(use->text(), u"Use this cluster"_s);
    }

    void withoutAShowNothingIsTold()
    {
        const QTemporaryDir folder;
        QCOMPARE(app::lastShow(folder.filePath(u"none"_s)), QString());
    }

    void whatPathLacksIsNamed()
    {
        const QTemporaryDir folder;
        const QString there = folder.filePath(u"helm"_s);
        QVERIFY(write(there, "#!/bin/sh\n"));
        QVERIFY(QFile::setPermissions(there, QFile::ReadOwner | QFile::ExeOwner));
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", QFile::encodeName(folder.path()));
        const QString lacking = app::lackingForCluster(), rehearsal = app::lackingForRehearsal({});
        qputenv("PATH", path);
        QVERIFY2(lacking.contains(u": kind, docker, cosign."), qPrintable(lacking));
        QVERIFY2(rehearsal.contains(u": prometheus, prometheus-alertmanager."),
                 qPrintable(rehearsal));
    }

    void whatKindLacksIsNamed()
    {
        const QTemporaryDir folder;
        const QString there = folder.filePath(u"kind"_s);
        QVERIFY(write(there, "#!/bin/sh\n"));
        QVERIFY(QFile::setPermissions(there, QFile::ReadOwner | QFile::ExeOwner));
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", QFile::encodeName(folder.path()));
        const QString lacking = app::lackingForKind();
        qputenv("PATH", path);
        QVERIFY2(lacking.contains(u": docker. Get it from"_s), qPrintable(lacking));
    }

    /// A kind cluster is created by a press of its button alone, where the machine can; while it
    /// is created, the same button stops that.
    void aKindClusterIsCreatedOnRequest()
    {
        const widgets::Theme theme;
        widgets::StartScreen screen(theme);
        QSignalSpy create(&screen, &widgets::StartScreen::createKind);
        QSignalSpy stop(&screen, &widgets::StartScreen::stopCreating);
        auto *button = screen.findChild<QPushButton *>(u"createKind"_s);
        QVERIFY(button->isHidden());
        screen.offerKind(u"docker is not here"_s);
        QVERIFY(!button->isHidden() && !button->isEnabled());
        QVERIFY(shown(screen).contains(u"docker is not here"_s));
        screen.offerKind({});
        QVERIFY(button->isEnabled());
        button->click();
        QCOMPARE(create.size(), 1);
        screen.setCreating(true);
        screen.setBusy(true);
        QVERIFY(button->isEnabled());
        button->click();
        QCOMPARE(stop.size(), 1);
        QCOMPARE(create.size(), 1);
        screen.setBusy(false);
        screen.setCreating(false);
        screen.setBusy(true);
        QVERIFY(!button->isEnabled());
    }

    /// Nobody asks a cluster that was not chosen, and an answer for another one is not shown.
    void aContextIsAskedWhenItIsChosen()
    {
        const widgets::Theme theme;
        widgets::StartScreen screen(theme);
        QSignalSpy looked(&screen, &widgets::StartScreen::looked);
        QSignalSpy chosen(&screen, &widgets::StartScreen::choose);
        screen.setContexts({u"one"_s, u"two"_s}, {});
        QCOMPARE(looked.size(), 0);
        auto *list = screen.findChild<QListWidget *>();
        list->setCurrentRow(1);
        QCOMPARE(looked.size(), 1);
        QCOMPARE(looked.first().first().toString(), u"two"_s);
        screen.setFacts(u"one"_s, u"of another"_s, Mark::Idle);
        QVERIFY(!shown(screen).contains(u"of another"_s));
        screen.setFacts(u"two"_s, u"of this"_s, Mark::Idle);
        QVERIFY(shown(screen).contains(u"of this"_s));
        list->setCurrentRow(0);
        QVERIFY(!shown(screen).contains(u"of this"_s));
        QCOMPARE(chosen.size(), 0);
    }

    void aClusterThatDoesNotAnswerIsNamed()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config"_s);
        QVERIFY(write(file, "apiVersion: v1\nkind: Config\n"
                            "clusters: [{name: c, cluster: {server: 'http://127.0.0.1:9'}}]\n"
                            "users: [{name: u, user: {token: t}}]\n"
                            "contexts: [{name: gone, context: {cluster: c, user: u}}]\n"));
        app::ContextLook look;
        QSignalSpy answered(&look, &app::ContextLook::answered);
        look.ask(file, u"gone"_s);
        QTRY_COMPARE_WITH_TIMEOUT(answered.size(), 1, 15000);
        QCOMPARE(answered.first().at(2).toBool(), false);
        QVERIFY2(answered.first().at(1).toString().contains(u"127.0.0.1:9"),
                 qPrintable(answered.first().at(1).toString()));
        look.ask(file, u"no such"_s);
        QCOMPARE(answered.size(), 2);
        QVERIFY(answered.at(1).at(1).toString().contains(u"no such"_s));
    }

    void whatIsDeployedIsOneSentence()
    {
        deploy::ClusterFacts facts;
        QCOMPARE(app::factsWords(facts), u"The show is not deployed here."_s);
        facts.deployed = u"bare"_s;
        QCOMPARE(app::factsWords(facts), u"Edition bare of the show was deployed here."_s);
    }
};

QTEST_MAIN(StartTest)
#include "tst_start.moc"

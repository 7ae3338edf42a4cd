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

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "widgets/window/startscreen.h"

#include <QApplication>
#include <QListWidget>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Window;

/// The button that creates a kind cluster, with stand-ins for kind and docker (tests/support).
class TestCreate : public QObject {
    Q_OBJECT

    OwnHome m_home;

    QString state(const QString &name) const { return m_home.filePath(u"containers/"_s + name); }
    QStringList calls() const
    {
        QFile file(state(u"calls"_s));
        return file.open(QIODevice::ReadOnly)
                   ? QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts)
                   : QStringList();
    }
    bool behave(const QByteArray &mode) const
    {
        QDir(state({})).removeRecursively();
        QDir().mkpath(state({}));
        QFile file(state(u"mode"_s));
        return file.open(QIODevice::WriteOnly) && file.write(mode) == mode.size();
    }
    /// What the start screen says, all of it.
    static QString said(const Window &window)
    {
        QStringList out;
        const auto *start = window.findChild<widgets::StartScreen *>();
        for (const widgets::Label *label : start->findChildren<widgets::Label *>())
            out << label->fullText();
        return out.join(u'\n');
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_home.enter());
        QVERIFY(QDir().mkpath(m_home.filePath(u"bin"_s)));
        for (const QString &program : {u"kind"_s, u"docker"_s})
            QVERIFY(QFile::link(QStringLiteral(SOURCE_DIR "/tests/support/standins/containers.py"),
                                m_home.filePath(u"bin/"_s + program)));
        qputenv("PATH", QFile::encodeName(m_home.filePath(u"bin"_s)) + ':' + qgetenv("PATH"));
        qputenv("TRUSTUSBANK_STANDIN", QFile::encodeName(state({})));
    }

    /// kind's own reason is told and what to do next, and it can be tried again. The contexts are
    /// read anew: what was chosen stays chosen.
    void itFails()
    {
        QVERIFY(behave("fail"));
        const QString kubeconfig = m_home.filePath(u"config.yaml"_s);
        const auto write = [&kubeconfig](const QStringList &contexts) {
            QByteArray text =
                "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: "
                "'http://127.0.0.1:9'}}]\nusers: [{name: u, user: {}}]\ncontexts:\n";
            for (const QString &context : contexts)
                text += "- {name: " + context.toUtf8() + ", context: {cluster: c, user: u}}\n";
            QFile file(kubeconfig);
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        QVERIFY(write({u"basel"_s, u"zurich"_s}));
        qputenv("KUBECONFIG", QFile::encodeName(kubeconfig));
        const auto unset = qScopeGuard([] { qunsetenv("KUBECONFIG"); });
        app::Options options;
        options.safeMode = true;
        Window window(options, nullptr, u"safe mode"_s);
        window.show();
        auto *button = window.findChild<QPushButton *>(u"createKind"_s);
        QTRY_VERIFY(button->isVisible() && button->isEnabled());
        QCOMPARE(calls(), QStringList()); // nothing without a press
        auto *list = window.findChild<QListWidget *>();
        QCOMPARE(list->count(), 2);
        list->setCurrentRow(1);
        QVERIFY(write({u"aarau"_s, u"basel"_s, u"zurich"_s}));
        button->click();
        QTRY_VERIFY_WITH_TIMEOUT(said(window).contains(u"ERROR: failed to create cluster"_s),
                                 20'000);
        QTRY_VERIFY(button->isEnabled());
        QVERIFY2(said(window).contains(u"Mend that and try again"_s), qPrintable(said(window)));
        QCOMPARE(list->count(), 3);
        QVERIFY(list->currentItem());
        QCOMPARE(list->currentItem()->text(), u"zurich"_s);
        QCOMPARE(calls().filter(u"kind create cluster"_s).size(), 1);
    }

    /// The same button stops it: what had been begun is taken back before it can be pressed again.
    void itIsStopped()
    {
        QVERIFY(behave("hang"));
        app::Options options;
        options.safeMode = true;
        Window window(options, nullptr, u"safe mode"_s);
        window.show();
        auto *button = window.findChild<QPushButton *>(u"createKind"_s);
        const QString before = button->text();
        button->click();
        QVERIFY(button->text() != before);
        QTRY_VERIFY_WITH_TIMEOUT(said(window).contains(u"Preparing nodes"_s), 20'000);
        button->click();
        QTRY_COMPARE_WITH_TIMEOUT(button->text(), before, 20'000);
        QCOMPARE(calls().last(), u"kind delete cluster --name trustusbank"_s);
        QCOMPARE(QDir(state(u"clusters"_s)).entryList(QDir::Files), QStringList());
    }
};

QTEST_MAIN(TestCreate)
#include "tst_create.moc"

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/support/programs.h"

#include <QApplication>
#include <QListWidget>
#include <QPushButton>
#include <QTcpServer>
#include <QTcpSocket>

using namespace Qt::StringLiterals;
using app::Window;

namespace {

/// Somebody else's cluster: it listens, and counts who comes.
class Elsewhere final : public QTcpServer {
public:
    Elsewhere()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                (void)socket; // never answered
            ++visits;
        });
    }
    /// A kubeconfig with one context of that name.
    QByteArray kubeconfig(const QByteArray &name) const
    {
        return "apiVersion: v1\nkind: Config\nclusters: [{name: " + name
               + ", cluster: {server: 'http://127.0.0.1:" + QByteArray::number(serverPort())
               + "'}}]\nusers: [{name: " + name + ", user: {token: t}}]\ncontexts: [{name: " + name
               + ", context: {cluster: " + name + ", user: " + name + "}}]\n";
    }

    int visits = 0;
};

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

} // namespace

/// One cluster of three is chosen on the start screen: that one is opened, and nobody else is
/// asked anything, before and after.
class TestContexts : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { rehearsal::failOnOurWarnings(); }
    void theChosenOneAlone_data();
    void theChosenOneAlone();

private:
    OwnHome m_own;
    programs::Home m_home; ///< of the stage
};

void TestContexts::initTestCase()
{
    QVERIFY(m_own.enter());
    QVERIFY(m_home.stage().is_object());
}

void TestContexts::theChosenOneAlone_data()
{
    QTest::addColumn<QString>("way");
    QTest::newRow("a click and its button") << u"click"_s;
    QTest::newRow("a double click") << u"double click"_s;
    QTest::newRow("keys") << u"keys"_s;
}

void TestContexts::theChosenOneAlone()
{
    QFETCH(QString, way);
    const Elsewhere first, last;
    const QString before = m_own.filePath(u"before.yaml"_s),
                  after = m_own.filePath(u"after.yaml"_s);
    QVERIFY(write(before, first.kubeconfig("another-bank")));
    QVERIFY(write(after, last.kubeconfig("zurich")));
    qputenv("KUBECONFIG", QFile::encodeName(before + u':' + m_home.kubeconfig() + u':' + after));
    app::Options options;
    options.ports = u"auto"_s;
    Window window(options, nullptr, u"This test has no web tabs"_s);
    QSignalSpy opened(&window, &Window::opened), failed(&window, &Window::failed);
    window.resize(1366, 768);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto *start = window.findChild<widgets::StartScreen *>();
    auto *list = start->findChild<QListWidget *>();
    QCOMPARE(list->count(), 3);
    QCOMPARE(list->item(1)->text(), u"trustusbank-stage"_s);
    const auto buttons = start->findChildren<QPushButton *>();
    const auto found = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *one) {
        return one->text() == u"Use this cluster";
    });
    QVERIFY(found != buttons.end());
    QPushButton *use = *found;
    QVERIFY(!use->isEnabled()); // nothing is chosen
    const auto focused = [](const QWidget *wanted) {
        for (int press = 0; press < 12 && QApplication::focusWidget() != wanted; ++press)
            QTest::keyClick(QApplication::activeWindow(), Qt::Key_Tab);
        return QApplication::focusWidget() == wanted;
    };
    const QPoint second = list->visualItemRect(list->item(1)).center();
    if (way == u"keys") {
        QVERIFY(focused(list));
        QTest::keyClicks(list, u"tr"_s); // its name's beginning
        QCOMPARE(list->currentRow(), 1);
        QVERIFY(focused(use));
        QTest::keyClick(use, Qt::Key_Space);
    } else {
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, second);
        QCOMPARE(list->currentRow(), 1);
        if (way == u"click")
            QTest::mouseClick(use, Qt::LeftButton);
        else
            QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, second);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty() || !failed.isEmpty(), 30'000);
    QVERIFY2(failed.isEmpty(),
             failed.isEmpty() ? "" : qPrintable(failed.first().first().toString()));
    QCOMPARE(opened.first().at(1).toString(), u"trustusbank-stage"_s);
    // It looks at what is there, and says so.
    const auto *remark =
        window.findChild<widgets::DeployPane *>()->findChild<widgets::Label *>(u"remark"_s);
    QTRY_VERIFY_WITH_TIMEOUT(remark->fullText().startsWith(u"Looking at what is there"_s), 30'000);
    QCOMPARE(window.mode(), Window::Deploy);
    QVERIFY(rehearsal::end(window));
    QCOMPARE(first.visits, 0);
    QCOMPARE(last.visits, 0);
}

QTEST_MAIN(TestContexts)
#include "tst_contexts.moc"

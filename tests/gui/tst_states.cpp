// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/support/programs.h"
#include "widgets/log/logview.h"

#include <QApplication>
#include <QListView>
#include <QListWidget>
#include <QTableView>
#include <QTcpServer>

using namespace Qt::StringLiterals;
using app::Window;

namespace {

/// A cluster that takes a connection and says nothing.
class Silent final : public QTcpServer {
public:
    Silent() { listen(QHostAddress::LocalHost); }
};

/// Two contexts: one that answers nobody, and one where nobody is.
QByteArray kubeconfig(quint16 silent)
{
    QByteArray out =
        "apiVersion: v1\nkind: Config\nusers: [{name: u, user: {token: t}}]\nclusters:\n";
    out += "- {name: silent, cluster: {server: 'http://127.0.0.1:" + QByteArray::number(silent)
           + "'}}\n- {name: nobody, cluster: {server: 'http://127.0.0.1:9'}}\ncontexts:\n"
             "- {name: silent, context: {cluster: silent, user: u}}\n"
             "- {name: nobody, context: {cluster: nobody, user: u}}\n";
    return out;
}

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

void addWords(QStringList &out, const QAbstractItemModel &model)
{
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < model.columnCount(); ++column)
            out << model.index(row, column).data().toString();
    }
}

/// Everything that a pane says to whoever looks at it.
QString said(const QWidget &pane)
{
    QStringList out;
    for (const auto *label : pane.findChildren<widgets::Label *>()) {
        if (label->isVisible())
            out << label->fullText();
    }
    for (const auto *view : pane.findChildren<QAbstractItemView *>()) {
        if (view->isVisible() && view->model())
            addWords(out, *view->model());
    }
    for (const auto *log : pane.findChildren<widgets::LogView *>()) {
        if (log->isVisible())
            out << log->accessibleDescription();
    }
    for (const auto *strip : pane.findChildren<widgets::Activity *>()) {
        if (strip->isVisible())
            out << strip->accessibleDescription();
    }
    return out.join(u'\n');
}

} // namespace

/// Every pane of the real window says why it is empty, what it waits for, and what went wrong: on
/// a cluster without the demo, while something is asked, and after the cluster has gone.
class TestStates : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void everyPaneSaysItsState_data();
    void everyPaneSaysItsState();
    void cleanupTestCase();

private:
    QWidget &pane(const QString &name);
    void bring(const QString &pane, const QString &state);
    void makeWindow(const QString &config);
    void press(const char *button);
    void choose(const QString &context);

    OwnHome m_own;
    programs::Home m_home; ///< of the stage
    Silent m_silent;
    std::unique_ptr<Window> m_window;
};

void TestStates::initTestCase()
{
    QVERIFY(m_own.enter());
    QVERIFY(m_home.stage().is_object());
}

void TestStates::init()
{
    rehearsal::failOnOurWarnings();
}

void TestStates::makeWindow(const QString &config)
{
    QVERIFY(rehearsal::end(m_window));
    qputenv("KUBECONFIG", QFile::encodeName(config));
    app::Options options;
    options.ports = u"auto"_s;
    m_window = std::make_unique<Window>(options, nullptr, u"This test has no web tabs"_s);
    m_window->resize(1366, 768);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestStates::press(const char *button)
{
    auto *one = m_window->findChild<QPushButton *>(QLatin1String(button));
    QVERIFY2(one && one->isVisible(), button);
    QTRY_VERIFY2_WITH_TIMEOUT(one->isEnabled(), button, 20'000);
    QTest::mouseClick(one, Qt::LeftButton);
}

void TestStates::choose(const QString &context)
{
    auto *list = m_window->findChild<QListWidget *>();
    const auto found = list->findItems(context, Qt::MatchExactly);
    QCOMPARE(found.size(), 1);
    list->setCurrentItem(found.first());
}

QWidget &TestStates::pane(const QString &name)
{
    if (name == u"start")
        return *m_window->findChild<widgets::StartScreen *>();
    if (name == u"deploy" || name == u"pre-flight" || name == u"keys")
        return *m_window->findChild<widgets::DeployPane *>();
    if (name == u"forwards")
        return *m_window->findChild<widgets::ForwardsPane *>();
    if (name == u"evidence")
        return *m_window->findChild<widgets::EvidencePane *>();
    return m_window->present();
}

/// The rows come in the order of their table: a window, its cluster, and the end of that.
void TestStates::bring(const QString &name, const QString &state)
{
    const QMap<QString, Window::Mode> modes{{u"deploy"_s, Window::Deploy},
                                            {u"pre-flight"_s, Window::Deploy},
                                            {u"keys"_s, Window::Deploy},
                                            {u"present"_s, Window::Present},
                                            {u"page"_s, Window::Present},
                                            {u"forwards"_s, Window::Forwards},
                                            {u"evidence"_s, Window::Evidence}};
    if (name == u"start" && state == u"empty") {
        makeWindow(m_own.filePath(u"none.yaml"_s));
    } else if (name == u"start" && state == u"loading") {
        const QString config = m_own.filePath(u"two.yaml"_s);
        QVERIFY(write(config, kubeconfig(m_silent.serverPort())));
        makeWindow(config);
        choose(u"silent"_s);
    } else if (name == u"start" && state == u"error") {
        choose(u"nobody"_s);
    } else if (name == u"deploy" && state == u"loading") {
        makeWindow(m_home.kubeconfig());
        choose(u"trustusbank-stage"_s);
        press("useCluster");
        QTRY_VERIFY_WITH_TIMEOUT(m_window->session(), 30'000);
    } else if (name == u"deploy" && state == u"error") {
        QVERIFY(m_home.endStage() >= 0);
    }
    if (modes.contains(name))
        m_window->setMode(modes.value(name));
    auto *deploy = m_window->findChild<widgets::DeployPane *>();
    deploy->setView(name == u"pre-flight" ? widgets::DeployPane::Preflight
                    : name == u"keys"     ? widgets::DeployPane::Keys
                                          : widgets::DeployPane::Steps);
    if (name == u"page")
        m_window->present().stage().show(u"attacker"_s);
    if (name == u"pre-flight" && state != u"empty")
        press("checkQuick");
    if (name == u"deploy" && state == u"error")
        press("deploy");
}

void TestStates::everyPaneSaysItsState_data()
{
    QTest::addColumn<QString>("pane");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *pane, const char *state, const QStringList &words) {
        QTest::addRow("%s, %s", pane, state)
            << QString::fromLatin1(pane) << QString::fromLatin1(state) << words;
    };
    row("start", "empty", {u"there is no kubeconfig"_s});
    row("start", "loading", {u"Asking what is on it."_s});
    row("start", "error", {u"does not answer"_s, u"Asked at"_s});
    row("deploy", "loading", {u"Looking at what is there already; nothing is changed."_s});
    row("deploy", "empty", {u"Some steps are still to do."_s, u"Nothing was said yet."_s});
    row("pre-flight", "empty", {u"Nothing was checked yet."_s});
    row("pre-flight", "loading", {u"Looking; nothing is changed."_s});
    row("keys", "empty", {u"not needed here"_s, u"which only you can read"_s});
    row("present", "empty",
        {u"No show stands by."_s, u"NOTHING ON STANDBY"_s, u"Nothing to say here."_s,
         u"Nothing is asked yet: the act has not begun."_s, u"Nothing has happened yet."_s});
    row("page", "empty", {u"This test has no web tabs"_s, u"Nothing is known of it yet."_s});
    row("forwards", "loading", {u"0 of 13 verified"_s, u"Waiting"_s});
    row("evidence", "empty", {u"No act was played."_s, u"No question was answered yet."_s});
    row("forwards", "error", {u"0 of 13 verified"_s, u"which does not exist"_s});
    row("deploy", "error", {u"could not get"_s, u"could not connect"_s});
    row("pre-flight", "error", {u"NO-GO"_s});
}

void TestStates::everyPaneSaysItsState()
{
    QFETCH(QString, pane);
    QFETCH(QString, state);
    QFETCH(QStringList, words);
    bring(pane, state);
    if (QTest::currentTestFailed())
        return;
    for (const QString &one : words) {
        const bool there =
            QTest::qWaitFor([&] { return said(this->pane(pane)).contains(one); }, 90'000);
        QVERIFY2(there, qPrintable(one + u" is not in:\n"_s + said(this->pane(pane))));
    }
    if (const QString folder = qEnvironmentVariable("COCKPIT_PICTURES"); !folder.isEmpty())
        QVERIFY(m_window->grab().save(u"%1/state-%2-%3.png"_s.arg(folder, pane, state)));
}

void TestStates::cleanupTestCase()
{
    QVERIFY(rehearsal::end(m_window));
}

QTEST_MAIN(TestStates)
#include "tst_states.moc"

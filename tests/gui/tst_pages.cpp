// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/site.h"
#include "widgets/browser/stagepane.h"

#include <QSignalSpy>
#include <QTest>
#include <QWebEngineView>
#include <csignal>

using namespace Qt::StringLiterals;
using site::Answer;
using site::Request;
using site::Site;

namespace {

constexpr int patience = 60'000;

/// A service with a login form, like the demo's: what is not signed in goes to /login.
struct Bank {
    QByteArray password = "right";
    QByteArray session = "s1"; ///< change it: everybody's session ends
    QByteArray action = "/login";

    Answer operator()(const Request &request) const
    {
        if (request.path == "/login" && request.method == "POST") {
            if (request.body == "user=admin&password=" + password)
                return {303, {}, "Location: /home\r\nSet-Cookie: s=" + session + "; Path=/\r\n"};
            return form("Invalid username or password", 401);
        }
        if (request.path == "/favicon.ico")
            return {404, {}};
        if (request.path == "/login")
            return form({}, 200);
        if (request.cookie != "s=" + session)
            return request.path == "/api"
                       ? Answer{401, "{}"}
                       : Answer{302, {}, "Location: /login?back=" + request.path + "\r\n"};
        return {200, "<title>home</title><body style='background:#00ff00'><script>setInterval(() "
                     "=> fetch('/api'), 200)</script>"};
    }

    Answer form(const QByteArray &error, int status) const
    {
        return {status, "<title>login</title><p class=error>" + error
                            + "</p><form method=post action='" + action
                            + "'><input name=user><input name=password type=password><button "
                              "type=submit>Log in</button></form>"};
    }
};

} // namespace

/// One tab's page: how it signs in, and what stands there when it cannot be had.
class TestPages : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(site::ourWarnings()); }
    void signsInAtStart();
    void signsInAgainAfterExpiry();
    void saysWhySigningInFailed();
    void typesIntoItsOwnFormOnly_data();
    void typesIntoItsOwnFormOnly();
    void aCrashLeavesTheLastPicture();
    void aCutForwardLeavesTheLastPicture();
    void withoutAPictureThereAreFacts();
    void followsTheTheme();

private:
    std::unique_ptr<widgets::TabPage> page(Site &site, const QString &password = u"right"_s);

    widgets::Theme m_theme;
    widgets::WebEngine *m_engine = nullptr;
    int m_rooms = 0;
};

void TestPages::initTestCase()
{
    m_engine = site::begunEngine();
    QVERIFY(m_engine);
}

std::unique_ptr<widgets::TabPage> TestPages::page(Site &site, const QString &password)
{
    auto out = std::make_unique<widgets::TabPage>(m_theme, site::tab(u"bank"_s));
    widgets::WebSetup setup;
    setup.profile = u"room%1"_s.arg(++m_rooms); // cookies of its own
    setup.origins = QStringList{site.origin()};
    widgets::SignIn form;
    form.page = site.at(u"/login"_s);
    form.fields = {{u"input[name=user]"_s, u"admin"_s}, {u"input[name=password]"_s, password}};
    form.button = u"button[type=submit]"_s;
    form.error = u".error"_s;
    out->useWeb(*m_engine, setup, {form});
    out->resize(400, 300);
    out->show();
    return out;
}

/// In the middle of what the tab shows.
QColor colour(widgets::TabPage &page)
{
    const QImage image = page.grab().toImage();
    return image.pixelColor(image.width() / 2, image.height() - 20);
}

void TestPages::signsInAtStart()
{
    Site site{Bank()};
    const auto tab = page(site);
    tab->load(site.at(u"/home"_s));
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QCOMPARE(tab->web()->url(), site.at(u"/home"_s));
    QCOMPARE(site::said(*tab->web(), u"document.title"_s), u"home"_s);
    QCOMPARE(tab->bannerText(), QString());
}

/// A page that only asks behind the scenes sees the end of its session first.
void TestPages::signsInAgainAfterExpiry()
{
    Bank bank;
    Site site([&bank](const Request &request) { return bank(request); });
    const auto tab = page(site);
    tab->load(site.at(u"/home"_s));
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QSignalSpy loaded(tab.get(), &widgets::TabPage::loaded);
    site.forget();
    bank.session = "s2";
    QTRY_VERIFY_WITH_TIMEOUT(!loaded.isEmpty(), patience);
    QCOMPARE(site.asked("/login"), 2); // its form came, and was sent
    QVERIFY(tab->isLive());
    QCOMPARE(site::said(*tab->web(), u"document.title"_s), u"home"_s);
}

void TestPages::saysWhySigningInFailed()
{
    Site site{Bank()};
    const auto tab = page(site, u"wrong"_s);
    tab->load(site.at(u"/home"_s));
    QTRY_VERIFY_WITH_TIMEOUT(tab->bannerText().contains(u"Invalid username or password"_s),
                             patience);
    QVERIFY(tab->bannerText().startsWith(u"Signing in did not work"_s));
    const auto posts = std::count_if(site.asked().begin(), site.asked().end(),
                                     [](const Request &one) { return one.method == "POST"; });
    QCOMPARE(posts, widgets::Doorman::tries);
    QVERIFY(!tab->isLive());
    QVERIFY(tab->web()->widget()->isVisible()); // somebody can sign in there
}

void TestPages::typesIntoItsOwnFormOnly_data()
{
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QString>("where");
    QTest::newRow("the form sends elsewhere")
        << QByteArray("http://localhost:1/steal") << u"/login"_s;
    QTest::newRow("the form is at another path") << QByteArray("/login") << u"/other"_s;
}

void TestPages::typesIntoItsOwnFormOnly()
{
    QFETCH(QByteArray, action);
    QFETCH(QString, where);
    Bank bank;
    bank.action = action;
    Site site([&bank](const Request &) { return bank.form({}, 200); });
    const auto tab = page(site);
    tab->load(site.at(where));
    QTRY_COMPARE_WITH_TIMEOUT(site::said(*tab->web(), u"document.title"_s), u"login"_s, patience);
    // As often as its own form is looked for and filled.
    for (int look = 0; look < 5; ++look)
        QCOMPARE(
            site::said(*tab->web(),
                       u"[...document.querySelectorAll('input')].map((i) => i.value).join('')"_s),
            QString());
    for (const Request &one : site.asked())
        QVERIFY(one.method != "POST");
}

void TestPages::aCrashLeavesTheLastPicture()
{
    Site site{Bank()};
    const auto tab = page(site);
    tab->load(site.at(u"/home"_s));
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(tab->hasPicture(), patience);
    const QColor live = colour(*tab);
    QVERIFY2(live.green() > 200 && live.red() < 60, qPrintable(live.name()));
    const auto *view = qobject_cast<QWebEngineView *>(tab->web()->widget());
    QVERIFY(view);
    QVERIFY(view->page()->renderProcessPid() > 1);
    ::kill(static_cast<pid_t>(view->page()->renderProcessPid()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(tab->bannerText().contains(u"process ended"_s), patience);
    QVERIFY(tab->bannerText().contains(u"last good picture"_s));
    QVERIFY(tab->bannerText().contains(QRegularExpression(u"since \\d\\d:\\d\\d:\\d\\d"_s)));
    const QColor still = colour(*tab);
    QVERIFY2(still.green() > 60 && still.green() > 2 * still.red() && still.green() < live.green(),
             qPrintable(still.name()));
    // And by itself it is there again.
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QCOMPARE(tab->bannerText(), QString());
}

void TestPages::aCutForwardLeavesTheLastPicture()
{
    Site site{Bank()};
    const auto tab = page(site);
    tab->load(site.at(u"/home"_s));
    QTRY_VERIFY_WITH_TIMEOUT(tab->hasPicture(), patience);
    site::said(*tab->web(), u"window.mine = 'kept'"_s);
    tab->setCut(u"Its forward is Degraded"_s);
    QVERIFY(!tab->isLive());
    QVERIFY(tab->bannerText().startsWith(u"Its forward is Degraded (since "_s));
    const QColor still = colour(*tab);
    QVERIFY2(still.green() > 60 && still.green() < 200, qPrintable(still.name()));
    tab->setCut({});
    QVERIFY(tab->isLive());
    QCOMPARE(tab->bannerText(), QString());
    QCOMPARE(site::said(*tab->web(), u"window.mine"_s), u"kept"_s); // the same page, not a new one
}

void TestPages::withoutAPictureThereAreFacts()
{
    QTcpServer taken; // a port where nobody answers once it is closed
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const quint16 port = taken.serverPort();
    taken.close();
    widgets::TabPage tab(m_theme, site::tab(u"gone"_s));
    widgets::WebSetup setup;
    setup.profile = u"gone"_s;
    setup.origins = QStringList{u"http://127.0.0.1:%1"_s.arg(port)};
    tab.useWeb(*m_engine, setup, {});
    tab.show();
    tab.load(QUrl(u"http://127.0.0.1:%1/"_s.arg(port)));
    QTRY_VERIFY_WITH_TIMEOUT(tab.bannerText().contains(u"does not answer"_s), patience);
    QVERIFY(tab.bannerText().contains(u"what the cockpit itself knows"_s));
    QVERIFY(!tab.web()->widget()->isVisible());
}

/// The engine takes its colour scheme once; a page follows the window's all the same.
void TestPages::followsTheTheme()
{
    Site site([](const Request &) {
        return Answer{200, "<title>t</title><style>body{background:#fff}@media "
                           "(prefers-color-scheme: dark){body{background:#000}}</style>"};
    });
    const auto tab = page(site);
    tab->load(site.at(u"/"_s));
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    const QString ask = u"getComputedStyle(document.body).backgroundColor"_s;
    QCOMPARE(site::said(*tab->web(), ask), u"rgb(0, 0, 0)"_s);
    m_theme.setPalette(widgets::Palette::Light);
    QTRY_COMPARE_WITH_TIMEOUT(site::said(*tab->web(), ask), u"rgb(255, 255, 255)"_s, patience);
    m_theme.setPalette(widgets::Palette::HighContrast);
    QTRY_COMPARE_WITH_TIMEOUT(site::said(*tab->web(), ask), u"rgb(0, 0, 0)"_s, patience);
    m_theme.setPalette(widgets::Palette::Dark);
}

int main(int argc, char **argv)
{
    app::prepareWeb();
    QApplication application(argc, argv);
    app::tellWeb(true, u"MAP host.docker.internal 127.0.0.1"_s);
    TestPages test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_pages.moc"

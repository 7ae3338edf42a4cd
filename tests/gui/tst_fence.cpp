// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/site.h"
#include "widgets/browser/stagepane.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using site::Answer;
using site::Request;
using site::Site;

namespace {

constexpr int patience = 20'000;

} // namespace

/// Whatever a page tries: nothing leaves, nothing opens over the show, and the page stays.
class TestFence : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(site::ourWarnings()); }
    void cleanup();
    void aPageCannotEscape_data();
    void aPageCannotEscape();
    void aLinkToAnotherServiceIsHandedOver_data();
    void aLinkToAnotherServiceIsHandedOver();
    void whatHasMovedIsAskedThere_data();
    void whatHasMovedIsAskedThere();
    void permissionsAreDenied_data();
    void permissionsAreDenied();
    void dialogsAreAnsweredAtOnce();
    void aPageCannotAskToStay();

private:
    void open(const QByteArray &html);
    void click();
    QString title() { return site::said(*m_page->web(), u"document.title"_s); }

    QTemporaryDir m_home;
    widgets::Theme m_theme;
    widgets::WebEngine *m_engine = nullptr;
    QByteArray m_html;
    std::unique_ptr<Site> m_own, m_foreign;
    std::unique_ptr<widgets::TabPage> m_page;
};

void TestFence::initTestCase()
{
    QVERIFY(m_home.isValid());
    m_engine = site::begunEngine();
    QVERIFY(m_engine);
    m_foreign = std::make_unique<Site>([](const Request &) { return Answer{200, "foreign"}; });
    m_own = std::make_unique<Site>([this](const Request &request) -> Answer {
        if (request.path == "/redirect")
            return {302, {}, "Location: " + m_foreign->origin().toLatin1() + "/moved\r\n"};
        if (request.path == "/attachment")
            return {200, "bytes", "Content-Disposition: attachment; filename=got.bin\r\n"};
        if (request.path == "/back")
            return {302, {}, "Location: " + m_foreign->origin().toLatin1() + "/next\r\n"};
        if (request.path == "/posted")
            return {303, {}, "Location: " + m_foreign->origin().toLatin1() + "/next\r\n"};
        if (request.path == "/next")
            return {200, "<title>next</title>"};
        if (request.path == "/")
            return {200, m_html};
        return {200, {}};
    });
}

void TestFence::open(const QByteArray &html)
{
    m_html = "<!doctype html><title>page</title><style>body{margin:0}"
             "a,button,input{position:fixed;inset:0;width:100%;height:100%}</style>"
             + html;
    m_page = std::make_unique<widgets::TabPage>(m_theme, site::tab(u"own"_s));
    widgets::WebSetup setup;
    setup.profile = u"own"_s;
    setup.origins = QStringList{m_own->origin()};
    m_page->useWeb(*m_engine, setup, {});
    m_page->resize(400, 300);
    m_page->show();
    m_own->forget();
    m_page->load(m_own->at(u"/"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_page->isLive(), patience);
}

/// A page that has not been drawn yet does not feel a click.
void TestFence::click()
{
    QWidget *view = m_page->web()->widget();
    const auto felt = [&] {
        QTest::mouseClick(view->focusProxy() ? view->focusProxy() : view, Qt::LeftButton, {},
                          view->rect().center());
        return site::said(*m_page->web(), u"String(navigator.userActivation.hasBeenActive)"_s)
               == u"true"_s;
    };
    QTRY_VERIFY_WITH_TIMEOUT(felt(), patience);
}

void TestFence::cleanup()
{
    m_page.reset();
    m_foreign->forget();
}

void TestFence::aPageCannotEscape_data()
{
    QTest::addColumn<QByteArray>("html"); // FOREIGN stands for the other site
    QTest::addColumn<bool>("clicked");
    const auto row = [](const char *name, const char *html, bool clicked) {
        QTest::newRow(name) << QByteArray(html) << clicked;
    };
    row("a link elsewhere", "<a href='FOREIGN/link'>x</a>", true);
    row("a script that goes elsewhere", "<script>location = 'FOREIGN/script'</script>", false);
    row("a form sent elsewhere",
        "<form id=f method=post action='FOREIGN/form'><input type=hidden name=a></form>"
        "<script>f.submit()</script>",
        false);
    row("a redirect elsewhere", "<a href='/redirect'>x</a>", true);
    row("a refresh elsewhere", "<meta http-equiv=refresh content='0;url=FOREIGN/refresh'>", false);
    row("a frame from elsewhere", "<iframe src='FOREIGN/frame'></iframe>", false);
    row("a picture from elsewhere", "<img src='FOREIGN/picture'>", false);
    row("a request elsewhere",
        "<script>fetch('FOREIGN/fetch', {mode: 'no-cors'}).catch(() => {})</script>", false);
    row("a beacon elsewhere", "<script>navigator.sendBeacon('FOREIGN/beacon', 'x')</script>",
        false);
    row("a socket elsewhere",
        "<script>new WebSocket('FOREIGN/socket'.replace('http', 'ws'))</script>", false);
    row("javascript:", "<a href='javascript:open(\"FOREIGN/js\"), void 0'>x</a>", true);
    row("a file", "<a href='file:///etc/passwd'>x</a>", true);
    row("a file in a frame", "<iframe src='file:///etc/passwd'></iframe>", false);
    row("a file by script", "<script>location = 'file:///etc/passwd'</script>", false);
    row("a data document", "<a href='data:text/html,<h1>x'>x</a>", true);
    row("a blob document",
        "<script>location = URL.createObjectURL(new Blob(['x'], {type: 'text/html'}))</script>",
        false);
    row("another program's scheme", "<a href='mailto:soc@trustusbank.example'>x</a>", true);
    row("a download", "<a href='/attachment'>x</a>", true);
    row("a download by attribute", "<a href='/next' download>x</a>", true);
    row("a window", "<script>open('FOREIGN/open')</script>", false);
    row("a window after a click", "<button onclick='window.open(\"FOREIGN/open\")'>x</button>",
        true);
    row("target=_blank", "<a target=_blank href='FOREIGN/blank'>x</a>", true);
    row("a file chooser", "<input type=file>", true);
    row("a file chooser that is nowhere",
        "<button onclick='const i = document.createElement(\"input\"); i.type = \"file\"; "
        "i.click()'>x</button>",
        true);
    row("a colour chooser", "<input type=color>", true);
    row("a colour chooser that is nowhere",
        "<button onclick='const i = document.createElement(\"input\"); i.type = \"color\"; "
        "i.click()'>x</button>",
        true);
    row("the printer", "<button onclick='print()'>x</button>", true);
    row("the whole screen", "<button onclick='document.body.requestFullscreen()'>x</button>", true);
}

void TestFence::aPageCannotEscape()
{
    QFETCH(QByteArray, html);
    QFETCH(bool, clicked);
    open(html.replace("FOREIGN", m_foreign->origin().toLatin1()));
    if (clicked)
        click();
    // A request of its own that comes after what the page tried.
    site::said(*m_page->web(), u"setTimeout(() => fetch('/canary'), 300)"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_own->asked("/canary") > 0, patience);
    QCOMPARE(m_foreign->asked().size(), 0);
    QCOMPARE(site::windows(), 1);
    QCOMPARE(m_page->web()->url(), m_own->at(u"/"_s));
    QCOMPARE(title(), u"page"_s);
    QVERIFY2(m_page->isLive(), qPrintable(m_page->bannerText()));
    QCOMPARE(m_page->bannerText(), QString());
    QVERIFY2(QDir(m_home.path()).entryList({u"*.bin"_s}, QDir::Files).isEmpty(), "a file was kept");
    QVERIFY(QDir(QDir::homePath() + u"/Downloads"_s).entryList(QDir::Files).isEmpty());
}

void TestFence::aLinkToAnotherServiceIsHandedOver_data()
{
    QTest::addColumn<QByteArray>("html");
    QTest::newRow("a link") << QByteArray("<a href='FOREIGN/there?a=1'>x</a>");
    QTest::newRow("a link for a new window")
        << QByteArray("<a target=_blank href='FOREIGN/there?a=1'>x</a>");
}

/// The page stays; whoever shows the tabs hears where the link led.
void TestFence::aLinkToAnotherServiceIsHandedOver()
{
    QFETCH(QByteArray, html);
    open(html.replace("FOREIGN", m_foreign->origin().toLatin1()));
    QSignalSpy leaving(m_page.get(), &widgets::TabPage::leaving);
    click();
    QTRY_VERIFY_WITH_TIMEOUT(!leaving.isEmpty(), patience);
    QCOMPARE(leaving.first().first().toUrl(), m_foreign->at(u"/there?a=1"_s));
    QCOMPARE(m_foreign->asked().size(), 0);
    QVERIFY(m_page->isLive());
}

void TestFence::whatHasMovedIsAskedThere_data()
{
    QTest::addColumn<QByteArray>("html"); // FOREIGN stands for the address that it had
    QTest::addColumn<QByteArray>("asked");
    const auto row = [](const char *name, const char *html, const char *asked) {
        QTest::newRow(name) << QByteArray(html) << QByteArray(asked);
    };
    row("the page itself", "", "/");
    row("a link to its old address", "<script>location = 'FOREIGN/next'</script>", "/next");
    row("a redirect to its old address", "<script>location = '/back'</script>", "/next");
    row("a form sent to its old address",
        "<form id=f method=post action='FOREIGN/form'><input name=a></form>"
        "<script>f.submit()</script>",
        "/form");
    row("a form that leads back to it",
        "<form id=f method=post action='/posted'><input name=a></form>"
        "<script>f.submit()</script>",
        "/next");
    row("a picture from it", "<img src='FOREIGN/picture'>", "/picture");
    row("a request to it",
        "<script>fetch('FOREIGN/fetch', {mode: 'no-cors'}).catch(() => {})</script>", "/fetch");
}

/// Whoever has the port now that a service had before is not asked anything.
void TestFence::whatHasMovedIsAskedThere()
{
    QFETCH(QByteArray, html);
    QFETCH(QByteArray, asked);
    m_html = "<!doctype html><title>page</title>"
             + html.replace("FOREIGN", m_foreign->origin().toLatin1());
    m_page = std::make_unique<widgets::TabPage>(m_theme, site::tab(u"moved"_s));
    widgets::WebSetup setup;
    setup.profile = u"moved"_s;
    setup.origins = QStringList{m_foreign->origin()};
    m_page->useWeb(*m_engine, setup, {});
    m_page->move(m_foreign->origin(), m_own->origin());
    m_page->resize(400, 300);
    m_page->show();
    m_own->forget();
    m_page->load(m_foreign->at(u"/"_s));
    QTRY_VERIFY2_WITH_TIMEOUT(m_own->asked(asked) > 0, qPrintable(m_page->bannerText()), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_page->isLive(), patience);
    QCOMPARE(m_foreign->asked().size(), 0);
    QCOMPARE(m_page->web()->url().port(), m_own->serverPort());
}

void TestFence::permissionsAreDenied_data()
{
    QTest::addColumn<QByteArray>("ask");
    QTest::newRow("where we are") << QByteArray(
        "navigator.geolocation.getCurrentPosition(() => done('granted'), (e) => "
        "done('denied ' + e.code))");
    QTest::newRow("camera and microphone")
        << QByteArray("navigator.mediaDevices.getUserMedia({audio: true, video: true}).then(() => "
                      "done('granted'), (e) => done('denied ' + e.name))");
    QTest::newRow("the screen") << QByteArray(
        "navigator.mediaDevices.getDisplayMedia().then(() => done('granted'), (e) => "
        "done('denied ' + e.name))");
    QTest::newRow("messages over the show")
        << QByteArray("Notification.requestPermission().then((p) => done(p))");
    QTest::newRow("the clipboard")
        << QByteArray("navigator.clipboard.readText().then(() => done('granted'), (e) => "
                      "done('denied ' + e.name))");
}

void TestFence::permissionsAreDenied()
{
    QFETCH(QByteArray, ask);
    open("<button onclick=\"go()\">x</button><script>const done = (t) => { document.title = t; };"
         "function go() { "
         + ask + "; }</script>");
    click();
    QTRY_VERIFY2_WITH_TIMEOUT(title().startsWith(u"denied"_s), qPrintable(title()), patience);
    QCOMPARE(site::windows(), 1);
    QVERIFY(m_page->isLive());
}

void TestFence::dialogsAreAnsweredAtOnce()
{
    open("<script>alert(1); document.title = [confirm('?'), prompt('?', 'x')].join();</script>");
    QTRY_COMPARE_WITH_TIMEOUT(title(), u"false,"_s, patience);
    QCOMPARE(site::windows(), 1);
}

/// Whoever has clicked into a page could be asked whether to leave it: nobody is.
void TestFence::aPageCannotAskToStay()
{
    open("<button>x</button><script>addEventListener('beforeunload', (e) => { e.preventDefault(); "
         "e.returnValue = 'stay'; }); onbeforeunload = () => 'stay';</script>");
    click();
    m_page->load(m_own->at(u"/next"_s));
    QTRY_COMPARE_WITH_TIMEOUT(title(), u"next"_s, patience);
    QCOMPARE(site::windows(), 1);
}

int main(int argc, char **argv)
{
    app::prepareWeb();
    const QTemporaryDir home;
    qputenv("HOME", QFile::encodeName(home.path()));
    QApplication application(argc, argv);
    app::tellWeb(true, u"MAP host.docker.internal 127.0.0.1"_s);
    TestFence test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_fence.moc"

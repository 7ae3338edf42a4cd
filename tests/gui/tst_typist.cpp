// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
// A prompt is typed into a page and sent by it, and its answer is what the page itself was
// answered.
#include "tests/gui/site.h"

#include <QSignalSpy>
#include <QTest>
#include <csignal>

using namespace Qt::StringLiterals;
using site::Answer;
using site::Request;
using site::Site;
using widgets::Exchange;
using widgets::Typist;

namespace {

constexpr int patience = 30'000;
const QString question = u"I am customer 12345, “quoted”. What is my balance?"_s;

/// A page like the chatbot's: what happens when its button is pressed is SEND.
QByteArray chatPage(const QByteArray &send,
                    const QByteArray &button = "<button id=send>Send</button>")
{
    return "<title>chat</title><input type=checkbox id=debug checked>"
           "<form id=form><input id=prompt>"
           + button
           + "</form><script>let typed = 0;"
             "const field = document.getElementById('prompt');"
             "field.addEventListener('input', () => ++typed);"
             "const ask = (text, url, header) => fetch(url || '/agent', {method: 'POST', headers: "
             "header === undefined ? {traceparent: '00-0af7651916cd43dd8448eb211c80319c-"
             "b7ad6b7169203331-01'} : header, body: JSON.stringify({method: 'message/send', "
             "params: "
             "{message: {parts: [{kind: 'text', text}]}}})});"
             "document.getElementById('form').addEventListener('submit', (e) => {"
             "e.preventDefault(); const text = field.value; field.value = '';"
           + send + "});</script>";
}

} // namespace

class TestTypist : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(site::ourWarnings()); }
    void typesAndReadsTheAnswer();
    void tellsWhatThePageWasAnswered_data();
    void tellsWhatThePageWasAnswered();
    void saysWhyThePageTookNoPrompt_data();
    void saysWhyThePageTookNoPrompt();
    void aDeadPageIsLostWithThePrompt();
    void whatIsStoppedIsNeverSent();
    void linesBecomeOne();
    void aSecondPromptGetsItsOwnAnswer();

private:
    std::unique_ptr<widgets::TabPage> page(const Site &site, const QString &also = {});

    widgets::Theme m_theme;
    widgets::WebEngine *m_engine = nullptr;
    int m_rooms = 0;
};

void TestTypist::initTestCase()
{
    m_engine = site::begunEngine();
    QVERIFY(m_engine);
}

std::unique_ptr<widgets::TabPage> TestTypist::page(const Site &site, const QString &also)
{
    auto out = std::make_unique<widgets::TabPage>(m_theme, site::tab(u"chatbot"_s));
    widgets::WebSetup setup;
    setup.profile = u"room%1"_s.arg(++m_rooms);
    setup.origins = QStringList{site.origin()};
    if (!also.isEmpty())
        setup.origins << also;
    out->useWeb(*m_engine, setup, {}, widgets::PromptForm{u"#prompt"_s, u"#send"_s, u"#debug"_s});
    out->resize(400, 300);
    out->show();
    out->load(site.at(u"/"_s));
    return out;
}

void TestTypist::typesAndReadsTheAnswer()
{
    Site site([](const Request &request) -> Answer {
        return request.path == "/agent" ? Answer{200, "{\"result\": 1}"}
                                        : Answer{200, chatPage("ask(text);")};
    });
    const auto tab = page(site);
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QSignalSpy failed(tab->typist(), &Typist::failed), answered(tab->typist(), &Typist::answered);
    tab->typist()->ask(question, false);
    QTRY_VERIFY_WITH_TIMEOUT(!answered.isEmpty() || !failed.isEmpty(), patience);
    QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).toString()));
    const auto exchange = answered.first().first().value<Exchange>();
    QCOMPARE(exchange.status, 200);
    QCOMPARE(exchange.body, QByteArray("{\"result\": 1}"));
    QCOMPARE(exchange.error, QString());
    QCOMPARE(exchange.traceParent, u"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"_s);
    QCOMPARE(site.asked("/agent"), 1);
    QVERIFY(site.asked().last().body.contains("“quoted”"));
    QCOMPARE(site::said(*tab->web(), u"String(document.getElementById('debug').checked)"_s),
             u"false"_s);
    // Bit by bit, as the audience sees it, and not all at once.
    const int bits = site::said(*tab->web(), u"String(typed)"_s).toInt();
    QVERIFY2(bits > 10, qPrintable(QString::number(bits)));
}

void TestTypist::tellsWhatThePageWasAnswered_data()
{
    QTest::addColumn<QByteArray>("send");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("error"); ///< begins with
    QTest::addColumn<QString>("trace");
    const QString sent = u"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"_s;
    QTest::newRow("an error page")
        << QByteArray("ask(text);") << 502 << QByteArray("no agent") << QString() << sent;
    QTest::newRow("no connection") << QByteArray("ask(text, 'http://127.0.0.1:1/').catch(() => 0);")
                                   << 0 << QByteArray() << u"TypeError"_s << sent;
    QTest::newRow("no trace") << QByteArray("ask(text, '/agent', {});") << 502
                              << QByteArray("no agent") << QString() << QString();
    QTest::newRow("a Request object")
        << QByteArray(
               "fetch(new Request('/agent', {method: 'POST', headers: {traceparent: '00-a-b-01'}, "
               "body: JSON.stringify({method: 'message/send', params: {message: {parts: "
               "[{kind: 'text', text}]}}})}));")
        << 502 << QByteArray("no agent") << QString() << u"00-a-b-01"_s;
    QTest::newRow("other requests before it") << QByteArray(
        "fetch('/other').then(() => fetch('/other', {method: 'POST', body: 'x'})).then(() "
        "=> ask(text));") << 502 << QByteArray("no agent")
                                              << QString() << sent;
}

void TestTypist::tellsWhatThePageWasAnswered()
{
    QFETCH(QByteArray, send);
    QFETCH(QString, error);
    Site site([send](const Request &request) -> Answer {
        return request.path == "/agent"   ? Answer{502, "no agent"}
               : request.path == "/other" ? Answer{200, "other"}
                                          : Answer{200, chatPage(send)};
    });
    const auto tab = page(site);
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QSignalSpy failed(tab->typist(), &Typist::failed), answered(tab->typist(), &Typist::answered);
    tab->typist()->ask(question, true);
    QTRY_VERIFY_WITH_TIMEOUT(!answered.isEmpty() || !failed.isEmpty(), patience);
    QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).toString()));
    const auto exchange = answered.first().first().value<Exchange>();
    QTEST(exchange.status, "status");
    QTEST(exchange.body, "body");
    QTEST(exchange.traceParent, "trace");
    QVERIFY2(error.isEmpty() ? exchange.error.isEmpty() : exchange.error.startsWith(error),
             qPrintable(exchange.error));
}

void TestTypist::saysWhyThePageTookNoPrompt_data()
{
    QTest::addColumn<QByteArray>("html");
    QTest::addColumn<QString>("why");
    QTest::addColumn<bool>("sent");
    QTest::newRow("no field") << QByteArray("<title>other</title>")
                              << u"it has no field for a prompt"_s << false;
    QTest::newRow("busy") << chatPage("ask(text);", "<button id=send disabled>Send</button>")
                          << u"it is still busy with another prompt"_s << false;
    QTest::newRow("its button does nothing") << chatPage("") << u"it sent nothing"_s << true;
    QTest::newRow("it sends something else")
        << chatPage("ask('another');") << u"it sent another prompt"_s << true;
    QTest::newRow("it goes away") << chatPage("location.reload();") << u"the page was loaded anew"_s
                                  << true;
}

void TestTypist::saysWhyThePageTookNoPrompt()
{
    QFETCH(QByteArray, html);
    Site site([html](const Request &) { return Answer{200, html}; });
    const auto tab = page(site);
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QSignalSpy failed(tab->typist(), &Typist::failed), answered(tab->typist(), &Typist::answered);
    tab->typist()->ask(question, true);
    QTRY_VERIFY_WITH_TIMEOUT(!answered.isEmpty() || !failed.isEmpty(), patience);
    QVERIFY(answered.isEmpty());
    QTEST(failed.first().at(0).toString(), "why");
    QTEST(failed.first().at(1).toBool(), "sent");
}

void TestTypist::aDeadPageIsLostWithThePrompt()
{
    QTcpServer silent; // takes the connection and never says a word
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const QString there = u"http://127.0.0.1:%1"_s.arg(silent.serverPort());
    Site site([there](const Request &) {
        return Answer{200, chatPage("ask(text, '" + there.toUtf8() + "/');")};
    });
    const auto tab = page(site, there);
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QSignalSpy failed(tab->typist(), &Typist::failed),
        connected(&silent, &QTcpServer::newConnection);
    tab->typist()->ask(question, true);
    QTRY_VERIFY_WITH_TIMEOUT(!connected.isEmpty() || !failed.isEmpty(), patience);
    QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).toString()));
    ::kill(static_cast<pid_t>(tab->web()->process()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty(), patience);
    QVERIFY2(failed.first().at(0).toString().contains(u"process ended"_s),
             qPrintable(failed.first().at(0).toString()));
    QVERIFY(failed.first().at(1).toBool());
    QCOMPARE(failed.size(), 1);
}

void TestTypist::whatIsStoppedIsNeverSent()
{
    Site site([](const Request &) { return Answer{200, chatPage("ask(text);")}; });
    const auto tab = page(site);
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QSignalSpy failed(tab->typist(), &Typist::failed), answered(tab->typist(), &Typist::answered);
    tab->typist()->ask(question, true);
    QTRY_VERIFY_WITH_TIMEOUT(site::said(*tab->web(), u"String(typed)"_s).toInt() > 0, patience);
    tab->typist()->stop();
    const QString left = site::said(*tab->web(), u"field.value"_s);
    QVERIFY(left.size() < question.size());
    // Another 30 turns of the typing's own timer, in the page's time.
    site::said(*tab->web(), u"setTimeout(() => { globalThis.later = 1; }, 720)"_s);
    QTRY_COMPARE_WITH_TIMEOUT(site::said(*tab->web(), u"String(globalThis.later)"_s), u"1"_s,
                              patience);
    QVERIFY(site::said(*tab->web(), u"field.value"_s).size() < question.size());
    QCOMPARE(site.asked("/agent"), 0);
    QVERIFY(failed.isEmpty() && answered.isEmpty());
}

/// A field of one line leaves line breaks out: the words beside them stay apart.
void TestTypist::linesBecomeOne()
{
    Site site([](const Request &request) -> Answer {
        return request.path == "/agent" ? Answer{200, "{}"} : Answer{200, chatPage("ask(text);")};
    });
    const auto tab = page(site);
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QSignalSpy failed(tab->typist(), &Typist::failed), answered(tab->typist(), &Typist::answered);
    tab->typist()->ask(u"I am customer 12345.\nWhat is my balance?\n"_s, true);
    QTRY_VERIFY_WITH_TIMEOUT(!answered.isEmpty() || !failed.isEmpty(), patience);
    QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).toString()));
    QCOMPARE(site.asked("/agent"), 1);
    QVERIFY(site.asked().last().body.contains("I am customer 12345. What is my balance?"));
}

void TestTypist::aSecondPromptGetsItsOwnAnswer()
{
    int turn = 0;
    Site site([&turn](const Request &request) -> Answer {
        return request.path == "/agent"
                   ? Answer{200, "{\"turn\": " + QByteArray::number(++turn) + "}"}
                   : Answer{200, chatPage("ask(text);")};
    });
    const auto tab = page(site);
    QTRY_VERIFY_WITH_TIMEOUT(tab->isLive(), patience);
    QSignalSpy answered(tab->typist(), &Typist::answered);
    for (int i = 1; i <= 2; ++i) {
        tab->typist()->ask(question, true);
        QTRY_COMPARE_WITH_TIMEOUT(answered.size(), i, patience);
        QCOMPARE(answered.last().first().value<Exchange>().body,
                 QByteArray("{\"turn\": " + QByteArray::number(i) + "}"));
    }
}

int main(int argc, char **argv)
{
    app::prepareWeb();
    QApplication application(argc, argv);
    app::tellWeb(true, u"MAP host.docker.internal 127.0.0.1"_s);
    TestTypist test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_typist.moc"

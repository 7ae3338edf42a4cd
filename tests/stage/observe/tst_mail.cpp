// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/smtp.h"
#include "tests/stage/observe/harness.h"

#include <QRegularExpression>

using namespace observetest;

namespace {

constexpr auto sendOne = R"(
import smtplib, sys
from email.message import EmailMessage
port = int(sys.argv[1])
mail = EmailMessage()
mail["Subject"] = "[FIRING] IstioAuthZDeny \u2014 TrustUsBank SOC alert"
mail["From"] = "alerts@trustusbank.example"
mail["To"] = "soc@trustusbank.example"
mail.set_content("plain\n.dot at the start\n..two dots\n")
mail.add_alternative("<h2>FIRING</h2>", subtype="html")
with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
    client.ehlo("tester")
    client.noop()
    client.send_message(mail)
    client.rset()
    refused = client.docmd("VRFY x")
    assert refused[0] == 500, refused
    assert client.docmd("DATA")[0] == 503
)";

} // namespace

/// SMTP with a real client, and MailHog's API over what arrived.
class MailTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(".*")); }

    void talksSmtp_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::addColumn<QString>("last"); // how the last answer starts
        QTest::addColumn<int>("mails");
        QTest::newRow("helo") << QStringList{"HELO a"} << "250 Hello a" << 0;
        QTest::newRow("no sender") << QStringList{"EHLO a", "RCPT TO:<b@c>"} << "503" << 0;
        QTest::newRow("no recipient")
            << QStringList{"EHLO a", "MAIL FROM:<a@b>", "DATA"} << "503" << 0;
        QTest::newRow("bad address") << QStringList{"MAIL FROM:a@b"} << "501" << 0;
        QTest::newRow("null sender")
            << QStringList{"MAIL FROM:<>", "RCPT TO:<b@c>", "DATA", "x", "."} << "250 Ok: queued as"
            << 1;
        QTest::newRow("reset forgets")
            << QStringList{"MAIL FROM:<a@b>", "RCPT TO:<b@c>", "RSET", "DATA"} << "503" << 0;
        QTest::newRow("parameters")
            << QStringList{"mail from:<a@b> SIZE=9", "rcpt to: <b@c>", "data", "x", "."} << "250 Ok"
            << 1;
        QTest::newRow("quit") << QStringList{"QUIT"} << "221 Bye" << 0;
    }

    void talksSmtp()
    {
        QFETCH(QStringList, lines);
        QFETCH(QString, last);
        int mails = 0;
        observe::SmtpSession session(
            [&](const observe::Envelope &) { return "id" + std::to_string(++mails); });
        QString answer;
        for (const auto &line : lines)
            answer = QString::fromStdString(session.line(line.toStdString()));
        QVERIFY2(answer.startsWith(last), qPrintable(answer));
        QTEST(mails, "mails");
    }

    void takesMailFromPython()
    {
        Harness stage;
        const auto http = stage.start("mailhog", 8025);
        const auto smtp = stage.ports.real("uid-mailhog", 1025);
        QByteArray printed;
        const auto code =
            stage.run("python3", {"-c", sendOne, QString::number(smtp.value())}, &printed);
        QVERIFY2(code == 0, printed);

        const auto box = stage.getJson(http, "/api/v2/messages");
        QCOMPARE(box.value("total", 0), 1);
        QCOMPARE(box.value("count", 0), 1);
        QCOMPARE(box.value("start", -1), 0);
        const auto mail = box["items"][0];
        QCOMPARE(mail["From"]["Mailbox"].get<std::string>(), "alerts");
        QCOMPARE(mail["From"]["Domain"].get<std::string>(), "trustusbank.example");
        QVERIFY(mail["From"]["Relays"].is_null());
        QCOMPARE(mail["To"][0]["Mailbox"].get<std::string>(), "soc");
        QVERIFY(mail["Content"]["Headers"]["Subject"][0].get<std::string>().find("=?utf-8?")
                != std::string::npos);
        QVERIFY(mail["Content"]["Headers"].contains("Received"));
        QVERIFY(mail["Content"]["MIME"].is_null());
        QCOMPARE(mail["MIME"]["Parts"].size(), 2U);
        QVERIFY(mail["MIME"]["Parts"][1]["Body"].get<std::string>().find("<h2>FIRING</h2>") == 0);
        const auto plain = mail["MIME"]["Parts"][0]["Body"].get<std::string>();
        QVERIFY2(plain.find("\r\n.dot at the start\r\n..two dots") != std::string::npos,
                 plain.c_str());
        QCOMPARE(mail["Raw"]["Helo"].get<std::string>(), "tester");
        QCOMPARE(mail["Raw"]["To"][0].get<std::string>(), "soc@trustusbank.example");
    }

    void keepsMailhogsQuirks()
    {
        Harness stage;
        const auto http = stage.start("mailhog", 8025);
        for (const char *subject : {"one", "two", "three"})
            stage.inbox.add({"h",
                             "a@b.c",
                             {"d@e.f"},
                             std::string("Subject: ") + subject + "\r\nX: 1\r\nX: 2\r\n\r\nbody"},
                            std::chrono::system_clock::now());
        const auto list = stage.get(http, "/api/v2/messages?start=1&limit=1");
        QCOMPARE(list.headers.get("Content-Type"), std::string("text/json"));
        const auto page = json::parse(list.body);
        QCOMPARE(page["items"][0]["Content"]["Headers"]["Subject"][0].get<std::string>(),
                 "two"); // newest first
        QVERIFY(page["items"][0]["Content"]["Headers"]["X"]
                == json::array({"2"})); // repeats collapse
        QCOMPARE(stage.getJson(http, "/api/v1/messages").size(), 3U);
        QCOMPARE(
            stage.getJson(http, "/api/v2/search?kind=containing&query=THREE")["total"].get<int>(),
            1);
        QCOMPARE(stage.getJson(http, "/api/v2/search?kind=to&query=nobody")["total"].get<int>(), 0);

        const auto unknown = stage.get(http, "/api/v1/messages/nothing");
        QCOMPARE(unknown.status, 200);
        QCOMPARE(unknown.body, std::string("null"));
        net::Request erase;
        erase.method = "DELETE";
        erase.target = "/api/v1/messages/nothing";
        QCOMPARE(stage.ask(http, erase).status, 500);
        erase.target =
            "/api/v1/messages/" + net::urlEncode(page["items"][0]["ID"].get<std::string>());
        QCOMPARE(stage.ask(http, erase).status, 200);
        QCOMPARE(stage.getJson(http, "/api/v2/messages")["total"].get<int>(), 2);
        erase.target = "/api/v1/messages";
        QCOMPARE(stage.ask(http, erase).status, 200);
        QCOMPARE(stage.getJson(http, "/api/v2/messages")["total"].get<int>(), 0);
        QVERIFY(stage.get(http, "/").body.find("SOC inbox") != std::string::npos);
    }

    void restartingEmptiesTheInbox()
    {
        Harness stage;
        stage.inbox.add({"h", "a@b", {"c@d"}, "x"}, std::chrono::system_clock::now());
        const auto http = stage.start("mailhog", 8025);
        QCOMPARE(stage.getJson(http, "/api/v2/messages")["total"].get<int>(), 0);
    }

    void tellsNewMailsToStreams()
    {
        Harness stage;
        const auto http = stage.start("mailhog", 8025);
        std::string heard;
        net::StreamSink sink;
        sink.onHead = [](const net::Response &) { return says(true); };
        sink.onChunk = [&heard](std::string_view piece) {
            heard += piece;
            return says(heard.find("\n\n") == std::string::npos);
        };
        bool over = false;
        asio::co_spawn(stage.context, listen(stage, http, std::move(sink), over), asio::detached);
        QVERIFY(stage.pump([&] {
            if (heard.empty() && !over)
                stage.inbox.add({"h", "a@b", {"c@d"}, "Subject: hello\r\n\r\nx"},
                                std::chrono::system_clock::now());
            return over;
        }));
        QVERIFY(QString::fromStdString(heard).startsWith("data: {\ndata:   \"Content\""));
    }

private:
    static net::Awaitable<bool> says(bool value) { co_return value; }
    static net::Awaitable<void> listen(Harness &stage, std::uint16_t port, net::StreamSink sink,
                                       bool &over)
    {
        auto url = net::Url::parse("http://127.0.0.1:" + std::to_string(port) + "/api/v1/events");
        const auto outcome =
            co_await net::fetchStream(stage.dialer, *url, net::Request(), std::move(sink));
        over = outcome.has_value();
    }
};

QTEST_GUILESS_MAIN(MailTest)
#include "tst_mail.moc"

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/spdy.h"

#include <QRegularExpression>
#include <QTest>

using namespace stage::nodes::spdy;

namespace {

using Names = std::map<std::string, std::string>;

/// "syn 1 a=b", "data 1 fin hello", "ping 7": a frame in words.
std::string told(const Frame &frame)
{
    static const std::map<Kind, std::string> words{
        {Kind::Data, "data"},       {Kind::SynStream, "syn"}, {Kind::SynReply, "reply"},
        {Kind::RstStream, "reset"}, {Kind::Ping, "ping"},     {Kind::GoAway, "goaway"}};
    std::string out = words.at(frame.kind) + " " + std::to_string(frame.stream);
    if (frame.fin)
        out += " fin";
    for (const auto &[name, value] : frame.headers)
        out += " " + name + "=" + value;
    return frame.data.empty() ? out : out + " " + frame.data;
}

std::string all(const std::string &bytes, std::size_t pieces)
{
    Reader reader;
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += pieces) {
        for (const Frame &frame : reader.feed(std::string_view(bytes).substr(at, pieces)))
            out += told(frame) + "\n";
    }
    return reader.broken() ? out + "broken\n" : out;
}

std::string bytesOf(std::initializer_list<int> values)
{
    std::string out;
    for (const int value : values)
        out += static_cast<char>(value);
    return out;
}

} // namespace

/// SPDY/3.1 as far as a port-forward speaks it.
class TestSpdy : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    /// However the bytes are cut; the second block of headers leans on the first.
    void readsWhatItWrites()
    {
        Writer writer;
        const Names error{{"port", "8080"}, {"requestid", "0"}, {"streamtype", "error"}};
        const Names data{{"port", "8080"}, {"requestid", "0"}, {"streamtype", "data"}};
        const std::string first = writer.synStream(1, error), second = writer.synStream(3, data);
        QVERIFY(second.size() < first.size());
        const std::string bytes = first + writer.data(1, {}, true) + second
                                  + writer.data(3, "hello") + writer.ping(5)
                                  + writer.synReply(3, {}) + writer.reset(3, 5);
        const std::string expected = "syn 1 port=8080 requestid=0 streamtype=error\ndata 1 fin\n"
                                     "syn 3 port=8080 requestid=0 streamtype=data\ndata 3 hello\n"
                                     "ping 5\nreply 3\nreset 3\n";
        for (const std::size_t pieces : {std::size_t(1), std::size_t(7), bytes.size()})
            QCOMPARE(all(bytes, pieces), expected);
    }

    /// A zlib stream names the dictionary that it was made with by its checksum; this is SPDY/3's.
    void knowsTheDictionary()
    {
        Writer writer;
        const std::string block = writer.synReply(1, {}).substr(12);
        QCOMPARE(block.substr(2, 4), bytesOf({0xe3, 0xc6, 0xa7, 0xc2}));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("frames");
        const auto row = [](const char *name, const std::string &bytes, const char *frames) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(frames);
        };
        row("HTTP", "\x80OST / HTTP/1.1\r\n", "broken\n");
        row("another version", bytesOf({0x80, 2, 0, 6, 0, 0, 0, 4, 0, 0, 0, 1}), "broken\n");
        row("a short ping", bytesOf({0x80, 3, 0, 6, 0, 0, 0, 2, 0, 0}), "broken\n");
        row("headers that are none",
            bytesOf({0x80, 3, 0, 2, 0, 0, 0, 8, 0, 0, 0, 1, 0x78, 0x9c, 1, 2}), "broken\n");
        row("settings and windows are passed over",
            bytesOf({0x80, 3, 0, 4, 0, 0, 0, 4, 0,    0, 0, 0, 0x80, 3, 0, 9, 0, 0, 0, 8,
                     0,    0, 0, 1, 0, 0, 0, 1, 0x80, 3, 0, 6, 0,    0, 0, 4, 0, 0, 0, 9}),
            "ping 9\n");
        row("half a frame", bytesOf({0, 0, 0, 1, 0, 0, 0, 9, 'a'}), "");
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QTEST(QString::fromStdString(all(bytes.toStdString(), 3)), "frames");
    }
};

QTEST_GUILESS_MAIN(TestSpdy)
#include "tst_spdy.moc"

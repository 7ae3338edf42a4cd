// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/spdy.h"

#include <QTest>

using namespace kube::spdy;

/// The frames of SPDY/3.1, byte by byte.
class SpdyTest : public QObject {
    Q_OBJECT

    static QByteArray told(const QList<QByteArray> &pieces)
    {
        Reader reader;
        QByteArray out;
        for (const QByteArray &piece : pieces) {
            const bool good = reader.feed(piece, [&out](const Event &event) {
                const char *const kinds[] = {"data", "reply", "reset", "ping", "goaway"};
                if (event.kind != Kind::Data || event.fin || event.data.isEmpty() || out.isEmpty()
                    || out.endsWith(' '))
                    out += kinds[int(event.kind)] + QByteArray::number(event.stream) + '=';
                out += event.data + (event.fin ? "!" : "") + ' ';
            });
            if (!good)
                return out + "broken";
        }
        return out;
    }

private slots:
    void read_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("events");
        const auto row = [](const char *name, const QByteArray &hex, const char *events) {
            QTest::newRow(name) << QByteArray::fromHex(hex) << QByteArray(events);
        };
        row("data", "00000003 00000002 6869", "data3=hi ");
        row("the last data", "00000003 01000001 21", "data3=!! ");
        row("an end without data", "00000003 01000000", "data3=! ");
        row("an answer, its headers passed over", "80030002 00000008 00000003 11223344",
            "reply3= ");
        row("a reset", "80030003 00000008 00000003 00000005", "reset3= ");
        row("a ping", "80030006 00000004 00000002", "ping2= ");
        row("the end of it all", "80030007 00000008 00000003 00000000", "goaway3= ");
        row("settings, a window", "80030004 00000004 00000000 80030009 00000008 0000000300010000",
            "");
        row("two in a row", "00000001 00000001 61 00000003 00000001 62", "data1=a data3=b ");
        row("another version", "80020002 00000004 00000001", "broken");
        row("no SPDY at all", "ffffffff 00000000", "broken");
        row("a control frame without its stream", "80030002 00000002 0000", "broken");
        row("an endless control frame", "80030002 00ffffff 00", "broken");
    }
    void read()
    {
        QFETCH(QByteArray, bytes);
        QTEST(told({bytes}), "events");
    }

    /// Wherever the pieces are cut, the frames are the same.
    void cutAnywhere()
    {
        const QByteArray bytes =
            QByteArray::fromHex("80030002 00000008 00000003 11223344 00000003 01000001 21");
        for (qsizetype at = 1; at < bytes.size(); ++at)
            QCOMPARE(told({bytes.left(at), bytes.mid(at)}), QByteArray("reply3= data3=!! "));
    }

    void longDataComesInPieces()
    {
        Reader reader;
        QByteArray got;
        int ends = 0;
        const auto take = [&](const Event &event) {
            got += event.data;
            ends += event.fin;
        };
        const QByteArray text(100'000, 'x');
        const QByteArray frame = Writer::dataHead(7, text.size(), true) + text;
        for (qsizetype at = 0; at < frame.size(); at += 999) {
            QCOMPARE(ends, 0);
            QVERIFY(reader.feed(
                QByteArrayView(frame).sliced(at, std::min<qsizetype>(999, frame.size() - at)),
                take));
        }
        QCOMPARE(ends, 1);
        QCOMPARE(got, text);
    }

    /// The headers of all streams are one zlib stream, of stored blocks.
    void written()
    {
        Writer writer;
        QCOMPARE(writer.synStream(1, {{"a", "bc"}}).toHex(' '),
                 QByteArray("80 03 00 01 00 00 00 25 00 00 00 01 00 00 00 00 00 00 78 01 "
                            "00 0f 00 f0 ff 00 00 00 01 00 00 00 01 61 00 00 00 02 62 63 "
                            "00 00 00 ff ff"));
        QCOMPARE(writer.synStream(3, {}).toHex(' '),
                 QByteArray("80 03 00 01 00 00 00 18 00 00 00 03 00 00 00 00 00 00 "
                            "00 04 00 fb ff 00 00 00 00 00 00 00 ff ff"));
        QCOMPARE(Writer::dataHead(3, 2).toHex(), QByteArray("0000000300000002"));
        QCOMPARE(Writer::dataHead(3, 0, true).toHex(), QByteArray("0000000301000000"));
        QCOMPARE(Writer::ping(4).toHex(), QByteArray("800300060000000400000004"));
    }
};

QTEST_GUILESS_MAIN(SpdyTest)
#include "tst_spdy.moc"

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/tools/oci.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <archive.h>
#include <archive_entry.h>

using namespace Qt::StringLiterals;
using namespace tools;

namespace {

/// "PATH MODE SIZE UID MTIME" of each entry, as another tar reader sees it.
QStringList entriesOf(const QByteArray &tar)
{
    QStringList found;
    archive *reader = archive_read_new();
    archive_read_support_format_tar(reader);
    archive_read_support_filter_gzip(reader);
    archive_read_open_memory(reader, tar.constData(), static_cast<size_t>(tar.size()));
    archive_entry *entry = nullptr;
    while (archive_read_next_header(reader, &entry) == ARCHIVE_OK)
        found << u"%1 %2 %3 %4 %5"_s.arg(QString::fromUtf8(archive_entry_pathname(entry)))
                     .arg(archive_entry_mode(entry) & 07777, 0, 8)
                     .arg(archive_entry_size(entry))
                     .arg(archive_entry_uid(entry))
                     .arg(archive_entry_mtime(entry));
    archive_read_free(reader);
    return found;
}

} // namespace

/// Layers are the same bytes whoever makes them, and a program's libraries are found as the loader
/// does.
class ToolsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void tar()
    {
        const std::vector<LayerFile> files{{u"/b/y"_s, "two", 0755}, {u"/a"_s, "one", 0644}};
        const std::vector<LayerFile> turned{files[1], files[0]};
        const auto one = layerOf(files), other = layerOf(turned);
        QVERIFY(one && other);
        QCOMPARE(one->digest, other->digest);
        QCOMPARE(entriesOf(one->bytes),
                 QStringList({u"b/ 755 0 0 0"_s, u"a 644 3 0 0"_s, u"b/y 755 3 0 0"_s}));
        QCOMPARE(one->digest, sha256(one->bytes));
        const auto plain = tarOf(files);
        QVERIFY(plain.has_value());
        QCOMPARE(one->diffId, sha256(*plain));
        const auto fast = layerOf(files, 1);
        QVERIFY(fast && fast->diffId == one->diffId);
    }

    void tarFaults()
    {
        QVERIFY(!tarOf({{u"/a"_s, "1"}, {u"/a"_s, "2"}}));
        QVERIFY(!tarOf({{u"a"_s, "1"}}));
        const auto empty = tarOf({});
        QVERIFY(empty && entriesOf(*empty).isEmpty());
        const QString deep =
            u"/"_s + QString(150, u'd') + u"/"_s + QString(200, u'f'); // longer than ustar's fields
        const auto longName = tarOf({{deep, "1"}});
        QVERIFY(longName.has_value());
        QVERIFY(entriesOf(*longName).last().startsWith(deep.mid(1) + u" 644 1"_s));
    }

    void digest()
    {
        QCOMPARE(
            sha256({}),
            u"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s); // FIPS
                                                                                           // 180-4
        QCOMPARE(sha256("abc"),
                 u"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s);
    }

    void badElf_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray own = readFile(QCoreApplication::applicationFilePath());
        QVERIFY(!own.isEmpty());
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("#!/bin/sh\n");
        QTest::newRow("magic alone") << own.left(4);
        QTest::newRow("half a header") << own.left(40);
        QByteArray narrow = own.left(4096);
        narrow[4] = 1; // ELFCLASS32
        QTest::newRow("32 bit") << narrow;
    }
    void badElf()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!parseElf(bytes).has_value());
    }

    /// Cut or damaged anywhere, a file is at worst refused.
    void damagedElf()
    {
        const QByteArray own = readFile(QCoreApplication::applicationFilePath()).left(20000);
        for (qsizetype size = 0; size < own.size(); size += 97) [[maybe_unused]]
            const auto parsed = parseElf(own.left(size));
        for (qsizetype at = 16; at < 1200; ++at) {
            QByteArray broken = own;
            broken[at] = '\xff';
            [[maybe_unused]] const auto parsed = parseElf(broken);
        }
    }

    /// The closure of this very program is what the loader says it loads.
    void closure()
    {
        const QString program = QCoreApplication::applicationFilePath();
        const auto found = closureOf(program, readFile);
        QVERIFY2(found.has_value(), found ? "" : qPrintable(found.error().summary));
        QProcess loader;
        loader.start(found->interpreter, {u"--list"_s, program});
        QVERIFY(loader.waitForFinished() && loader.exitCode() == 0);
        QStringList wanted, got;
        static const QRegularExpression form(u"^\\s*(\\S+) => (\\S+)"_s);
        for (const QByteArray &line : loader.readAllStandardOutput().split('\n')) {
            if (const auto match = form.match(QString::fromLocal8Bit(line)); match.hasMatch())
                wanted << match.captured(1);
        }
        for (const Library &library : found->libraries) {
            if (!found->interpreter.endsWith(
                    library.name)) // the loader is not listed as a library of its own
                got << library.name;
        }
        wanted.removeIf([&](const QString &name) { return found->interpreter.endsWith(name); });
        wanted.sort();
        got.sort();
        QCOMPARE(got, wanted);
        QVERIFY(!got.isEmpty());
    }

    void closureFaults()
    {
        QCOMPARE(closureOf(u"/none"_s, [](const QString &) { return QByteArray(); }).has_value(),
                 false);
        const QString program = QCoreApplication::applicationFilePath();
        const auto alone = closureOf(program, [&](const QString &path) {
            return path == program ? readFile(path) : QByteArray();
        });
        QVERIFY(!alone.has_value());
        QVERIFY2(alone.error().summary.contains(u".so"_s), qPrintable(alone.error().summary));
    }
};

QTEST_GUILESS_MAIN(ToolsTest)
#include "tst_tools.moc"

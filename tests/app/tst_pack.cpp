// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/pack.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using app::Json;

namespace {

const QString folder = u"/trustusbank-evidence-pack/"_s;

std::vector<tools::LayerFile> records()
{
    return {{u"show.jsonl"_s, "{\"event\":\"act\"}\n", 0644}, {u"acts.json"_s, "[]\n", 0644}};
}

/// The manifest that packOf writes for records(), by another hand.
QByteArray manifest()
{
    Json files = Json::array();
    for (const tools::LayerFile &file : records())
        files.push_back({{"name", file.path.toStdString()},
                         {"sha256", tools::sha256(file.content).toStdString()}});
    return QByteArray::fromStdString(
        Json{{"format", "trustusbank-evidence-pack/1"}, {"files", files}}.dump());
}

QByteArray archive(std::vector<tools::LayerFile> files)
{
    for (tools::LayerFile &file : files)
        file.path.prepend(folder);
    return *tools::gzipOf(*tools::tarOf(std::move(files)), 1);
}

std::vector<tools::LayerFile> withManifest(std::vector<tools::LayerFile> files)
{
    files.push_back({u"MANIFEST.json"_s, manifest(), 0644});
    return files;
}

Json line(const char *event, const char *context, Json more = Json::object())
{
    more["event"] = event;
    more["context"] = context;
    return more;
}

} // namespace

/// What a pack holds, and that it tells when it was touched.
class PackTest : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void isWhole()
    {
        const auto bytes = app::packOf(records(), {{"context", "c"}});
        QVERIFY(bytes.has_value());
        const auto faults = app::packFaults(*bytes);
        QVERIFY(faults.has_value());
        QCOMPARE(*faults, QStringList());
        QCOMPARE(*app::packFaults(archive(withManifest(records()))), QStringList());
    }

    void tells_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("fault");
        auto changed = records(), fewer = records(), more = records();
        changed[0].content += ' ';
        fewer.pop_back();
        more.push_back({u"extra"_s, "x", 0644});
        QTest::newRow("changed") << archive(withManifest(changed)) << u"show.jsonl was changed"_s;
        QTest::newRow("missing") << archive(withManifest(fewer)) << u"acts.json is missing"_s;
        QTest::newRow("more") << archive(withManifest(more)) << u"extra is not in the manifest"_s;
        QTest::newRow("no manifest")
            << archive(records()) << u"not an evidence pack: no MANIFEST.json"_s;
        QTest::newRow("no archive")
            << QByteArray("PK") << u"not an evidence pack: no gzipped tar"_s;
        QTest::newRow("half of one")
            << archive(withManifest(records())).left(150) << u"not an evidence pack: "_s;
        QTest::newRow("nothing") << QByteArray() << u"not an evidence pack: "_s;
    }
    void tells()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, fault);
        const auto faults = app::packFaults(bytes);
        const QString said = faults ? faults->join(u", "_s) : faults.error().summary;
        QVERIFY2(said.contains(fault), qPrintable(said));
    }

    /// One show: what was recorded of one cluster since its last reset, from as many logs as it
    /// took.
    void isOneShow()
    {
        const std::vector<std::vector<Json>> logs{
            {line("act", "a", {{"id", "1"}, {"story", "OLD"}}), line("reset", "a")},
            {line("act", "a", {{"id", "1"}, {"story", "CLEAN"}}), line("reset", "b")},
            {line("act", "b", {{"id", "1"}, {"story", "OTHER"}}),
             line("act", "a", {{"id", "2"}, {"story", "BREACHED"}}),
             line("act", "a", {{"id", "2"}, {"story", "AGAIN"}})}};
        const std::vector<Json> lines = app::showLines(logs, u"a"_s);
        QCOMPARE(lines.size(), std::size_t(4));
        const Json acts = app::lastActs(lines);
        QCOMPARE(acts.size(), std::size_t(2));
        QCOMPARE(acts[0].value("story", ""), std::string("CLEAN"));
        QCOMPARE(acts[1].value("story", ""), std::string("AGAIN"));
    }
};

QTEST_GUILESS_MAIN(PackTest)
#include "tst_pack.moc"

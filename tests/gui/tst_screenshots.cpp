// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/programs.h"

#include <QCryptographicHash>
#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using programs::Home;
using programs::Json;
using programs::Ran;

/// The pictures for the documentation, taken by the program itself, web tabs included.
class TestScreenshots : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void everyTabOfEveryAct_data();
    void everyTabOfEveryAct();

private:
    static bool alike(const QString &one, const QString &other);
    static Json picturesOf(Home &home, int scale, const QString &folder);
};

/// But for one pixel in a thousand: the engine's edges are not always rounded alike.
bool TestScreenshots::alike(const QString &one, const QString &other)
{
    const QImage a(one), b(other);
    if (a.isNull() || a.size() != b.size() || a.format() != b.format())
        return false;
    qint64 differ = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x)
            differ += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
    }
    return differ * 1000 <= qint64(a.width()) * a.height();
}

/// A run's document; empty when it failed.
Json TestScreenshots::picturesOf(Home &home, int scale, const QString &folder)
{
    const Ran ran = home.cockpit({u"screenshots"_s, u"--stage"_s, u"--ports"_s, u"auto"_s,
                                  u"--out"_s, folder, u"--scale"_s, QString::number(scale)},
                                 300);
    if (ran.exit != 0)
        qWarning("%s", qPrintable(ran.words.right(4000)));
    return ran.exit == 0 ? ran.document : Json::object();
}

void TestScreenshots::everyTabOfEveryAct_data()
{
    QTest::addColumn<int>("scale");
    QTest::addColumn<QString>("mark"); // in the files' names
    QTest::newRow("as the window is") << 1 << QString();
    QTest::newRow("twice the pixels") << 2 << u"@2x"_s;
}

void TestScreenshots::everyTabOfEveryAct()
{
    QFETCH(int, scale);
    QFETCH(QString, mark);
    Home home;
    const QString folder = home.path(u"pictures"_s);
    const Json document = picturesOf(home, scale, folder);
    QCOMPARE(document.value("files", Json()).size(), size_t(30)); // nine tabs, the window; 3 acts
    QFile index(folder + u"/index%1.json"_s.arg(mark));
    QVERIFY(index.open(QIODevice::ReadOnly));
    const Json listed = Json::parse(index.readAll().toStdString(), nullptr, false);
    QVERIFY(listed["files"] == document["files"]);
    QVERIFY(listed["masks"].size() > 5);
    for (const Json &mask : listed["masks"])
        QVERIFY(!mask.value("what", "").empty() && !mask.value("shows", "").empty());
    for (const Json &one : listed["files"]) {
        const QString name = QString::fromStdString(one.value("file", ""));
        QFile file(folder + u'/' + name);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(name));
        const QByteArray bytes = file.readAll();
        QCOMPARE(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex(),
                 QByteArray::fromStdString(one.value("sha256", "")));
        const QImage picture = QImage::fromData(bytes);
        QCOMPARE(picture.width(), one.value("width", 0));
        QVERIFY(!one.value("caption", "").empty());
        if (name.startsWith(u"window-"))
            QCOMPARE(picture.size(), QSize(1920, 1080) * scale);
    }
    // The attacker's page is another one once something has arrived, and the chatbot's once it
    // asked.
    const auto hash = [&listed, &mark](const std::string &name) {
        for (const Json &one : listed["files"]) {
            if (one.value("file", "") == name + mark.toStdString() + ".png")
                return one.value("sha256", "");
        }
        return std::string();
    };
    QVERIFY(hash("act1-attacker") != hash("act2-attacker"));
    QVERIFY(hash("act1-chatbot") != hash("act2-chatbot"));
    // A second run, on another stage at another time, takes the same pictures.
    if (scale == 1) {
        const Json again = picturesOf(home, scale, home.path(u"again"_s));
        QCOMPARE(again.value("files", Json()).size(), listed["files"].size());
        QStringList differ;
        for (std::size_t i = 0; i < listed["files"].size(); ++i) {
            const QString name = QString::fromStdString(listed["files"][i].value("file", ""));
            if (!alike(folder + u'/' + name, home.path(u"again"_s) + u'/' + name))
                differ << name;
        }
        QVERIFY2(differ.isEmpty(), qPrintable(differ.join(u' ')));
    }
    QVERIFY2(home.leftOver().isEmpty(), qPrintable(home.leftOver().join(u'\n')));
}

QTEST_MAIN(TestScreenshots)
#include "tst_screenshots.moc"

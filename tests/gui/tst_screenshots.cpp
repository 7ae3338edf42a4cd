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
};

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
    const Ran ran = home.cockpit({u"screenshots"_s, u"--stage"_s, u"--ports"_s, u"auto"_s,
                                  u"--out"_s, folder, u"--scale"_s, QString::number(scale)},
                                 300);
    QVERIFY2(ran.exit == 0, ran.words.right(4000).toUtf8().constData());
    QCOMPARE(ran.document["files"].size(), size_t(30)); // nine tabs and the window, three acts
    QFile index(folder + u"/index%1.json"_s.arg(mark));
    QVERIFY(index.open(QIODevice::ReadOnly));
    const Json listed = Json::parse(index.readAll().toStdString(), nullptr, false);
    QVERIFY(listed["files"] == ran.document["files"]);
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
    QVERIFY2(home.leftOver().isEmpty(), qPrintable(home.leftOver().join(u'\n')));
}

QTEST_MAIN(TestScreenshots)
#include "tst_screenshots.moc"

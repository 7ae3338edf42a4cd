// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/language.h"
#include "app/window/words.h"
#include "tests/gui/faults.h"
#include "tests/gui/modes.h"
#include "widgets/window/settingsdialog.h"
#include "widgets/window/viewmenu.h"

#include <QApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace scenes;

namespace {

constexpr auto texts = SOURCE_DIR "/resources/translations/cockpit_de.ts";

struct Message {
    QString context, source, translation;
    bool finished = true;
};

std::vector<Message> readTexts(const QString &path)
{
    std::vector<Message> out;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return out;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement())
            continue;
        if (xml.name() == u"name")
            context = xml.readElementText();
        else if (xml.name() == u"source")
            out.push_back({context, xml.readElementText(), {}, true});
        else if (xml.name() == u"translation" && !out.empty()) {
            // What the sources do not say any more is kept: it may be said again.
            const auto type = xml.attributes().value(u"type"_s);
            out.back().finished = type.isEmpty() || type == u"vanished" || type == u"obsolete";
            out.back().translation = xml.readElementText();
        }
    }
    return out;
}

/// "%1 of %2" has two.
QStringList placesIn(const QString &text)
{
    QStringList out;
    auto found = QRegularExpression(u"%\\d"_s).globalMatch(text);
    while (found.hasNext())
        out << found.next().captured();
    out.sort();
    return out;
}

QString german(const char *context, const char *text)
{
    return QCoreApplication::translate(context, text);
}

} // namespace

/// The second language is whole, and it has room.
class TestLanguage : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(
            u"^(?!This plugin does not support (propagateSizeHints|raise)).*"_s));
    }
    void everyTextIsTranslated();
    void nothingIsMissing();
    void germanHasRoom_data();
    void germanHasRoom();
    void settingsHaveRoom();
};

void TestLanguage::everyTextIsTranslated()
{
    const auto messages = readTexts(QString::fromUtf8(texts));
    QVERIFY(messages.size() > 300);
    QStringList faults;
    for (const Message &one : messages) {
        if (!one.finished || one.translation.isEmpty())
            faults << one.context + u": not translated: "_s + one.source;
        else if (placesIn(one.source) != placesIn(one.translation))
            faults << one.context + u": other places: "_s + one.translation;
    }
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

/// What the sources say now is what was translated.
void TestLanguage::nothingIsMissing()
{
    const QString tool = QStandardPaths::findExecutable(u"lupdate"_s, {u"/usr/lib/qt6/bin"_s});
    if (tool.isEmpty())
        QSKIP("no lupdate here (qt6-l10n-tools)");
    QTemporaryDir folder;
    const QString copy = folder.filePath(u"cockpit_de.ts"_s);
    QVERIFY(QFile::copy(QString::fromUtf8(texts), copy));
    QVERIFY(QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner));
    QProcess run;
    run.setWorkingDirectory(QStringLiteral(SOURCE_DIR));
    run.start(tool, {u"-silent"_s, u"-I"_s, u"."_s, u"-locations"_s, u"none"_s, u"widgets"_s,
                     u"app/window"_s, u"backend/show/pace.cpp"_s, u"-ts"_s, copy});
    QVERIFY(run.waitForFinished(60'000));
    QCOMPARE(run.exitCode(), 0);
    QStringList missing;
    for (const Message &one : readTexts(copy)) {
        if (!one.finished)
            missing << one.context + u": "_s + one.source;
    }
    QVERIFY2(missing.isEmpty(),
             qPrintable(u"translate these (packaging/dev translate brings them into the file):\n"_s
                        + missing.join(u'\n')));
}

void TestLanguage::germanHasRoom_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < modeIds().size(); ++mode)
        QTest::newRow(qPrintable(modeIds()[mode])) << mode;
}

void TestLanguage::germanHasRoom()
{
    QFETCH(int, mode);
    QTranslator translator;
    if (!translator.load(u"cockpit_de"_s, QStringLiteral(PROGRAM_DIR)))
        QSKIP("built without lrelease (qt6-l10n-tools)");
    QCoreApplication::installTranslator(&translator);
    Theme theme;
    theme.apply(*qApp);
    QWidget window;
    QStringList modes;
    for (const char *name : {"Deploy", "Present", "Forwards", "Evidence"})
        modes << german("app::Window", name);
    QVERIFY(modes.contains(u"Vorführen"_s));
    auto *head = new Masthead(theme, modes);
    head->addCorner(new ViewMenu(theme));
    head->setFixedHeight(56);
    fill(*head, mode % 4);
    auto story = app::storyOf(u"BREACHED"_s, true);
    story.text = german("app::Window", "Act %1: %2").arg(u"2"_s, story.text);
    head->setStory(story);
    head->setLamps(
        {{u"a"_s, german("app::Window", "Cluster"), Mark::Good},
         {u"b"_s, german("app::Window", "Forwards %1/%2").arg(13).arg(13), Mark::Good},
         {u"c"_s, german("app::Tabs", "Tabs %1/%2").arg(8).arg(8), Mark::Good},
         {u"d"_s, german("app::Window", "Evidence: %1 silent").arg(2), Mark::Attention},
         {u"e"_s, german("Words", "Policies off"), Mark::Idle},
         {u"f"_s, german("app::Desk", "%1, may sleep").arg(german("Lock", "SHOW")),
          Mark::Attention},
         {u"g"_s, german("app::Audience", "AUDIENCE LOST: %1").arg(u"HDMI-1"_s), Mark::Bad}});
    QWidget *pane = paneOf(mode, theme);
    if (auto *present = qobject_cast<PresentPane *>(pane)) {
        present->transport().setGo(Transport::Go::Ready,
                                   german("app::Presenter", "GO ▸ %1").arg(u"3.1"_s),
                                   german("app::Presenter",
                                          "PgDn twice · F9 · changes the cluster"));
        present->transport().setLock(german("Lock", "DRILL"), u"Ctrl+Shift+L"_s);
        present->standby().setValue(
            {german("Words", "NEXT · %1").arg(u"3.1"_s) + german("Words", " · CHANGES CLUSTER"),
             u"Apply the mesh policies"_s, german("Words", "ready – every forward is Verified"),
             Mark::Good});
    }
    auto *layout = new QVBoxLayout(&window);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head);
    layout->addWidget(pane, 1);
    window.resize(1366, 768);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QCOMPARE(window.size(), QSize(1366, 768));
    QCoreApplication::processEvents();
    const QImage picture = window.grab().toImage();
    if (const QString folder = qEnvironmentVariable("COCKPIT_PICTURES"); !folder.isEmpty())
        QVERIFY(picture.save(u"%1/german-%2.png"_s.arg(folder, modeIds()[mode])));
    const QStringList faults = faultsOf(window, {german("widgets::ForwardModel", "Target"),
                                                 german("widgets::ForwardModel", "Why"),
                                                 german("widgets::EvidenceModel", "Value"),
                                                 german("widgets::EvidenceModel", "Expected")});
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

void TestLanguage::settingsHaveRoom()
{
    QTranslator translator;
    if (translator.load(u"cockpit_de"_s, QStringLiteral(PROGRAM_DIR)))
        QCoreApplication::installTranslator(&translator);
    Theme theme;
    theme.apply(*qApp);
    const Setting screen{
        u"screen"_s,
        german("app::Desk", "&Audience screen"),
        {{{}, german("app::Desk", "The other one, whichever it is")}},
        {},
        german("app::Desk", "There is one screen now: what the audience sees covers the stage."),
        false};
    for (const double scale : {1.0, 1.6}) {
        theme.setScale(scale);
        theme.apply(*qApp);
        SettingsDialog dialog(theme, {screen});
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY2(dialog.width() < 1280 && dialog.height() < 720,
                 qPrintable(u"%1 × %2"_s.arg(dialog.width()).arg(dialog.height())));
        const QStringList faults = faultsOf(dialog, {});
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
        if (const QString folder = qEnvironmentVariable("COCKPIT_PICTURES"); !folder.isEmpty())
            QVERIFY(dialog.grab().save(u"%1/settings-%2.png"_s.arg(folder).arg(scale)));
    }
}

QTEST_MAIN(TestLanguage)
#include "tst_language.moc"

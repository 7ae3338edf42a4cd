// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/language.h"
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/gui/rig.h"

#include <QSettings>

using namespace Qt::StringLiterals;
using namespace widgets;

/// The settings: no mouse, at once, and still so at the next start.
class TestSettings : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        rehearsal::failOnOurWarnings();
        m_home = std::make_unique<OwnHome>();
        QVERIFY(m_home->enter());
    }
    void choicesAreKept_data();
    void choicesAreKept();
    void whatIsSetElsewhereIsKept();
    void escClosesAndKeysLeadOn();
    void whatIsFixedSaysWhy();
    void numbersWhileAScreenIsChosen();
    void theSystemsLanguageOrEnglish_data();
    void theSystemsLanguageOrEnglish();

private:
    static SettingsDialog *openedIn(app::Window &window)
    {
        QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);
        return window.findChild<SettingsDialog *>();
    }
    static void tabTo(SettingsDialog &dialog, const QString &field)
    {
        for (int press = 0; press < 12; ++press) {
            if (QApplication::focusWidget() && QApplication::focusWidget()->objectName() == field)
                return;
            QTest::keyClick(&dialog, Qt::Key_Tab);
        }
    }
    static std::unique_ptr<app::Window> made()
    {
        app::Options options;
        options.kubeconfig = u"/nonexistent"_s;
        auto window = std::make_unique<app::Window>(options, nullptr, u"none in this test"_s);
        window->show();
        window->activateWindow();
        return window;
    }
    std::unique_ptr<OwnHome> m_home;
};

void TestSettings::choicesAreKept_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<int>("steps"); // presses of Down
    QTest::addColumn<QString>("kept");
    QTest::newRow("theme") << u"theme"_s << 2 << u"high-contrast"_s;
    QTest::newRow("text size") << u"textScale"_s << 3 << u"130"_s;
    QTest::newRow("the audience's screen") << u"screen"_s << 1 << u"HDMI-1"_s;
    QTest::newRow("language") << u"language"_s << 2 << u"de"_s;
}

void TestSettings::choicesAreKept()
{
    QFETCH(QString, field);
    QFETCH(int, steps);
    QFETCH(QString, kept);
    for (const bool first : {true, false}) {
        const auto window = made();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        SettingsDialog *dialog = openedIn(*window);
        QVERIFY(dialog);
        if (first) {
            QTRY_COMPARE(QApplication::activeWindow(), dialog);
            tabTo(*dialog, field);
            QCOMPARE(QApplication::focusWidget(), dialog->field(field));
            for (int i = 0; i < steps; ++i)
                QTest::keyClick(dialog->field(field), Qt::Key_Down);
        }
        QCOMPARE(dialog->field(field)->currentData().toString(), kept);
        if (field == u"theme")
            QCOMPARE(window->theme().palette(), Palette::HighContrast);
        if (field == u"textScale")
            QCOMPARE(window->theme().scale(), 1.3);
        if (field == u"language")
            QCOMPARE(app::chosenLanguage(), kept);
        // With the keyboard, and with the mouse.
        if (first)
            QTest::keyClick(dialog, Qt::Key_Escape);
        else
            QTest::mouseClick(dialog->findChild<QPushButton *>(u"close"_s), Qt::LeftButton);
        QTRY_VERIFY(!window->findChild<widgets::SettingsDialog *>()
                    || !window->findChild<widgets::SettingsDialog *>()->isVisible());
    }
}

/// The window's size, a key, and a projector that is at another customer's today: all three are so
/// at the next start, too.
void TestSettings::whatIsSetElsewhereIsKept()
{
    const QSize size(1444, 811);
    {
        QSettings settings(app::settingsFile(), QSettings::IniFormat);
        settings.setValue(u"audience/screen"_s, u"DP-9"_s);
        settings.setValue(u"audience/serial"_s, u"S/N 7"_s);
    }
    for (const bool first : {true, false}) {
        const auto window = made();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        app::KeyMap &map = window->desk().keys().map();
        if (first) {
            // It has read them: from here on only itself can keep them.
            QSettings(app::settingsFile(), QSettings::IniFormat).remove(u"audience"_s);
            QVERIFY(window->size() != size);
            window->resize(size);
            for (const Qt::Key key :
                 {Qt::Key_F1, Qt::Key_F7, Qt::Key_Return, Qt::Key_F10, Qt::Key_Escape})
                QTest::keyClick(window.get(), key);
        }
        QCOMPARE(window->size(), size);
        QCOMPARE(map.keys(u"drawer"_s), QStringList({u"F7"_s, u"F10"_s}));
        QCOMPARE(map.changes().size(), 1);
        QVERIFY(rehearsal::end(*window));
    }
    const QSettings settings(app::settingsFile(), QSettings::IniFormat);
    QCOMPARE(settings.value(u"audience/screen"_s).toString(), u"DP-9"_s);
    QCOMPARE(settings.value(u"audience/serial"_s).toString(), u"S/N 7"_s);
}

void TestSettings::escClosesAndKeysLeadOn()
{
    const auto window = made();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QPointer<SettingsDialog> dialog = openedIn(*window);
    QVERIFY(dialog);
    QCOMPARE(openedIn(*window), dialog.data()); // one at a time
    QTRY_COMPARE(QApplication::activeWindow(), dialog);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!dialog);
    QVERIFY(window->isVisible());
    dialog = openedIn(*window);
    QTRY_COMPARE(QApplication::activeWindow(), dialog);
    tabTo(*dialog, u"keys"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(window->desk().sheet().name(), u"keys"_s);
    QTRY_VERIFY(!dialog);
}

void TestSettings::whatIsFixedSaysWhy()
{
    const auto window = made();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    const SettingsDialog *dialog = openedIn(*window);
    const QComboBox *format = dialog->field(u"format"_s);
    QVERIFY(!format->isEnabled()); // no show
    QVERIFY(!format->accessibleDescription().isEmpty());
    for (const QComboBox *field : dialog->findChildren<QComboBox *>()) {
        QVERIFY(!field->accessibleName().isEmpty());
        QVERIFY(field->count() > 0 && field->currentIndex() >= 0);
    }
}

void TestSettings::numbersWhileAScreenIsChosen()
{
    const Theme theme;
    ScreenNumbers numbers(theme);
    numbers.show();
    QCOMPARE(numbers.count(), static_cast<std::size_t>(QGuiApplication::screens().size()));
    numbers.hide();
    QCOMPARE(numbers.count(), std::size_t(0));

    Theme own;
    const Setting screen{u"screen"_s, u"Screen"_s, {{u"1"_s, u"1"_s}, {u"2"_s, u"2"_s}},
                         {},          {},          false};
    SettingsDialog dialog(own, {screen});
    QSignalSpy picking(&dialog, &SettingsDialog::picking);
    dialog.show();
    dialog.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    tabTo(dialog, u"screen"_s);
    QCOMPARE(picking.last().first().toString(), u"screen"_s);
    QSignalSpy chosen(&dialog, &SettingsDialog::chosen);
    QTest::keyClick(dialog.field(u"screen"_s), Qt::Key_Down);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().last().toString(), u"2"_s);
    QTest::keyClick(&dialog, Qt::Key_Tab);
    QCOMPARE(picking.last().first().toString(), QString());
}

void TestSettings::theSystemsLanguageOrEnglish_data()
{
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QStringList>("system");
    QTest::addColumn<QString>("language");
    QTest::newRow("the system's") << QString() << QStringList{u"de-AT"_s, u"en"_s} << u"de"_s;
    QTest::newRow("chosen") << u"en"_s << QStringList{u"de-DE"_s} << u"en"_s;
    QTest::newRow("one we do not speak") << QString() << QStringList{u"fr-FR"_s} << u"en"_s;
    QTest::newRow("the second that we do") << QString() << QStringList{u"fr"_s, u"de"_s} << u"de"_s;
    QTest::newRow("none") << QString() << QStringList{u"C"_s} << u"en"_s;
}

void TestSettings::theSystemsLanguageOrEnglish()
{
    QFETCH(QString, wanted);
    QFETCH(QStringList, system);
    QFETCH(QString, language);
    QCOMPARE(app::languageFor(wanted, system), language);
}

int main(int argc, char **argv)
{
    return rig::runOnTwoScreens<TestSettings>(argc, argv);
}
#include "tst_settings.moc"

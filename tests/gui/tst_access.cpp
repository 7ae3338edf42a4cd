// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/desk.h"
#include "tests/gui/accesswalk.h"
#include "tests/gui/modes.h"
#include "tests/gui/panels.h"
#include "widgets/window/viewmenu.h"

using namespace scenes;
using namespace accesswalk;

/// What a screen reader is told, and that nothing needs a mouse.
class TestAccess : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(u"^(?!This plugin does not support propagateSizeHints).*"_s));
    }
    void everyControlHasANameARoleAndAKey_data();
    void everyControlHasANameARoleAndAKey();
    void soHasWhatIsOpenedLater_data();
    void soHasWhatIsOpenedLater();
    void aSheetIsRead();
    void choicesCanBePressed();
    void toolTipsFollowTheKeys();
};

void TestAccess::everyControlHasANameARoleAndAKey_data()
{
    QTest::addColumn<int>("mode");
    for (int mode = 0; mode < modeIds().size(); ++mode)
        QTest::newRow(qPrintable(modeIds()[mode])) << mode;
}

void TestAccess::everyControlHasANameARoleAndAKey()
{
    QFETCH(int, mode);
    Theme theme;
    theme.apply(*qApp);
    QWidget window;
    auto *head = new Masthead(theme, {u"Deploy"_s, u"Present"_s, u"Forwards"_s, u"Evidence"_s});
    head->addCorner(new ViewMenu(theme));
    fill(*head, mode % 4);
    QWidget *pane = paneOf(mode, theme);
    auto *layout = new QVBoxLayout(&window);
    layout->addWidget(head);
    layout->addWidget(pane, 1);
    auto *present = qobject_cast<PresentPane *>(pane);
    PresentPane other(theme);
    const app::Desk desk(window, present ? *present : other, theme);
    head->modes().setKeys(desk.modeKeys());
    const Walk walk = walked(window);
    QVERIFY2(walk.faults.isEmpty(), qPrintable(walk.faults.join(u'\n')));
    QVERIFY(walk.controls > 4); // the modes at least
}

void TestAccess::soHasWhatIsOpenedLater_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QStringList>("names"); // of some that have to be among them
    QTest::newRow("the chosen forward") << u"forwards"_s << QStringList{u"Restart"_s, u"Pause"_s};
    QTest::newRow("an undo that is offered")
        << u"undo"_s << QStringList{u"Undo 3.1: Mesh policies off"_s};
    QTest::newRow("an undo that failed")
        << u"undo-failed"_s << QStringList{u"Undo 3.1: Mesh policies off"_s};
    QTest::newRow("pre-flight") << u"preflight"_s << QStringList{u"Check all"_s};
    QTest::newRow("the keys of vendors and models") << u"secrets"_s << QStringList{u"Test all"_s};
    QTest::newRow("the settings") << u"settings"_s
                                  << QStringList{u"Audience screen"_s, u"Language"_s, u"Theme"_s,
                                                 u"Close"_s};
}

/// What stands in no mode at its beginning: a row's detail, other views, a dialog.
void TestAccess::soHasWhatIsOpenedLater()
{
    QFETCH(QString, what);
    QFETCH(QStringList, names);
    Theme theme;
    theme.apply(*qApp);
    QWidget window;
    const bool deploys = what == u"preflight" || what == u"secrets";
    QWidget *pane = panelOf(deploys ? u"deploy"_s : what, theme);
    auto *layout = new QVBoxLayout(&window);
    layout->addWidget(pane);
    if (deploys) {
        auto *deploy = qobject_cast<DeployPane *>(pane);
        deploy->setView(what == u"secrets" ? DeployPane::Keys : DeployPane::Preflight);
    }
    auto *present = qobject_cast<PresentPane *>(pane);
    PresentPane other(theme);
    const app::Desk desk(window, present ? *present : other, theme);
    if (what.startsWith(u"undo"_s))
        present->setUndo(undoOf(what)); // as the presenter does, who knows the keys by then
    const Walk walk = walked(window);
    QVERIFY2(walk.faults.isEmpty(), qPrintable(walk.faults.join(u'\n')));
    for (const QString &name : names)
        QVERIFY2(walk.names.contains(name), qPrintable(walk.names.join(u", "_s)));
}

/// A sheet takes no keyboard: all that is on it is told, and what lies below it stays in reach.
void TestAccess::aSheetIsRead()
{
    Theme theme;
    theme.apply(*qApp);
    QWidget window;
    QWidget *pane = panelOf(u"keys"_s, theme);
    auto *layout = new QVBoxLayout(&window);
    layout->addWidget(pane);
    const app::Desk desk(window, *qobject_cast<PresentPane *>(pane), theme);
    const Walk walk = walked(window);
    QVERIFY2(walk.faults.isEmpty(), qPrintable(walk.faults.join(u'\n')));
    auto *sheet = pane->findChild<Sheet *>();
    QCOMPARE(QAccessible::queryAccessibleInterface(sheet)->text(QAccessible::Name), u"Keys"_s);
    const QStringList heard = told(*sheet);
    QVERIFY(sheet->texts().size() > 40);
    for (const QString &text : sheet->texts())
        QVERIFY2(heard.contains(text), qPrintable(text));
    QVERIFY2(heard.join(u' ').contains(u"Esc closes."_s), qPrintable(heard.join(u'\n')));
}

void TestAccess::choicesCanBePressed()
{
    const Theme theme;
    TabStrip strip(theme);
    strip.setTabs({{u"chatbot"_s, u"Chatbot"_s, {}, 1, Mark::Idle, false},
                   {u"attacker"_s, u"Attacker"_s, u"+1"_s, 2, Mark::Breach, false}});
    strip.setCurrent(u"chatbot"_s);
    strip.setKeys({u"Ctrl+1"_s, u"Ctrl+2"_s});
    strip.resize(600, 46);
    strip.show();
    theme.apply(*qApp);
    QString chosen;
    connect(&strip, &TabStrip::chosen, this, [&chosen](const QString &id) { chosen = id; });
    QAccessibleInterface *list = QAccessible::queryAccessibleInterface(&strip);
    QCOMPARE(list->role(), QAccessible::PageTabList);
    QCOMPARE(list->childCount(), 2);
    QVERIFY(list->child(0)->state().selected);
    QAccessibleInterface *second = list->child(1);
    QCOMPARE(second->text(QAccessible::Name), u"Attacker +1"_s);
    QCOMPARE(second->text(QAccessible::Accelerator), u"Ctrl+2"_s);
    QCOMPARE(list->indexOfChild(second), 1);
    const QPoint middle = second->rect().center();
    QCOMPARE(list->childAt(middle.x(), middle.y()), second);
    second->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(chosen, u"attacker"_s);
    strip.setTabs({});
    QVERIFY(!second->isValid());
}

void TestAccess::toolTipsFollowTheKeys()
{
    const Theme theme;
    QWidget window;
    auto *pane = new PresentPane(theme, &window);
    fill(*pane);
    app::Desk desk(window, *pane, theme);
    window.show();
    window.activateWindow();
    const auto *freeze = pane->findChild<QAbstractButton *>(u"freeze"_s);
    QVERIFY2(freeze->toolTip().endsWith(u"F5  Ctrl+Shift+F"), qPrintable(freeze->toolTip()));
    for (const Qt::Key key : {Qt::Key_F1, Qt::Key_F5, Qt::Key_Return, Qt::Key_F10})
        QTest::keyClick(&window, key);
    QVERIFY2(freeze->toolTip().endsWith(u"F10"), qPrintable(freeze->toolTip()));
    const auto *reset = pane->findChild<QAbstractButton *>(u"reset"_s);
    QVERIFY2(reset->toolTip().contains(u"1.5 s"), qPrintable(reset->toolTip()));
}

QTEST_MAIN(TestAccess)
#include "tst_access.moc"

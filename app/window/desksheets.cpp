// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/desk.h"

#include "app/window/words.h"
#include "backend/core/journal.h"
#include "backend/core/paths.h"
#include "widgets/audience/screennumbers.h"

#include <QGuiApplication>
#include <QScreen>

namespace app {

using namespace Qt::StringLiterals;
using widgets::SheetRow;
using widgets::Token;

void Desk::toggleSheet(const QString &name)
{
    const bool open = m_sheet->name() == name;
    m_keys->setTesting(false);
    m_binding.clear();
    m_sheet->close();
    if (open)
        return;
    if (name == u"keys")
        openKeys();
    else if (name == u"answers")
        openAnswers();
    else if (name == u"drill")
        openDrill();
    else if (name == u"records")
        openRecords();
    else
        openTimes();
}

void Desk::openKeys()
{
    std::vector<SheetRow> rows;
    for (const KeyAction &action : KeyMap::actions())
        rows.push_back(
            {action.id, {m_keys->map().keys(action.id).join(u"   "_s), action.title}, false});
    const QString marked = m_sheet->marked();
    m_sheet->open(u"keys"_s, tr("Keys"),
                  tr("Press each button of your remote: its row lights up, and nothing is fired "
                     "while this sheet is open. Return gives the lit row another key, Delete takes "
                     "its last one away. Esc closes."),
                  rows, 2);
    m_sheet->mark(marked);
    m_keys->setTesting(true);
}

void Desk::tested(const QString &name, const QString &action)
{
    if (!m_binding.isEmpty()) {
        bindKey(name);
        return;
    }
    if (m_sheet->name() == u"drill") {
        startDrill(name.toInt());
        return;
    }
    const QString marked = m_sheet->marked();
    const bool edits = name == u"Return" || name == u"Del" || name == u"Enter";
    if (edits && !marked.isEmpty()) {
        if (!allows(m_lock, Deed::BindKeys)) {
            m_sheet->setHint(tr("SHOW is locked: keys stay as they are."), Token::Warn);
        } else if (name == u"Del") {
            QStringList keys = m_keys->map().keys(marked);
            if (!keys.isEmpty())
                keys.removeLast();
            const auto bound = m_keys->map().bind(marked, keys);
            tellKeys();
            openKeys();
            if (!bound)
                m_sheet->setHint(bound.error().summary, Token::Warn);
        } else {
            m_binding = marked;
            m_sheet->setHint(tr("Press the new key. Esc: leave it as it is."), Token::Warn);
        }
        return;
    }
    comesThrough(action);
    m_sheet->mark(action);
    m_sheet->setHint(action.isEmpty() ? tr("%1 arrived: it has no meaning.").arg(name)
                                      : tr("%1 arrived.").arg(name),
                     action.isEmpty() ? Token::Warn : Token::Good);
}

void Desk::comesThrough(const QString &action)
{
    if (action.isEmpty() || m_cameThrough.contains(action))
        return;
    m_cameThrough.insert(action);
    emit remoteTested();
}

/// The four buttons that presenters' remotes have: on, back, black, and start or stop, which sends
/// F5 and Esc by turns.
deploy::Item Desk::remoteItem() const
{
    const QList<QStringList> buttons{{u"go"_s},
                                     {u"back"_s},
                                     {u"black"_s},
                                     {u"freeze"_s, u"leave"_s}};
    const auto came = std::count_if(buttons.begin(), buttons.end(), [this](const auto &actions) {
        return std::any_of(actions.begin(), actions.end(), [this](const QString &action) {
            return m_cameThrough.contains(action);
        });
    });
    deploy::Item item{u"remote"_s,
                      tr("Remote"),
                      deploy::Level::Ok,
                      tr("%1 of its %2 buttons came through").arg(came).arg(buttons.size()),
                      {}};
    if (came < buttons.size()) {
        item.level = deploy::Level::Attention;
        item.fix = tr("Press F1 and each button of the remote once.");
    }
    return item;
}

void Desk::bindKey(const QString &name)
{
    const QString id = m_binding;
    m_binding.clear();
    QStringList keys = m_keys->map().keys(id);
    if (keys.size() >= KeyMap::most)
        keys.removeFirst();
    const auto bound = m_keys->map().bind(id, keys + QStringList{name});
    tellKeys();
    openKeys();
    m_sheet->setHint(bound ? tr("%1 is taken.").arg(name) : bound.error().summary,
                     bound ? Token::Good : Token::Warn);
}

/// Buttons, tabs and modes say the keys that they have now.
void Desk::tellKeys()
{
    const KeyMap &map = m_keys->map();
    QMap<QString, QStringList> keys;
    QMap<QString, QString> words;
    for (const KeyAction &action : KeyMap::actions()) {
        keys[action.id] = map.keys(action.id);
        words[action.id] = action.title;
    }
    keys[u"go"_s] += keys[u"go-at-once"_s];
    words[u"reset"_s] = tr("Puts the demo back to its beginning: hold it for 1.5 s. It has no key, "
                           "so that none can do it by accident.");
    m_present.transport().setKeys(keys, words);
    m_present.setUndoKeys(keys[u"undo"_s]);
    m_present.activity().setToolTip(
        tr("The show log's own lines: %1").arg(keys[u"records"_s].join(u", "_s)));
    QStringList tabs;
    for (int tab = 1; tab <= 9; ++tab)
        tabs << keys[u"tab%1"_s.arg(tab)].value(0);
    m_present.stage().strip().setKeys(tabs);
    emit keysChanged();
}

QStringList Desk::modeKeys() const
{
    QStringList out;
    for (int mode = 1; mode <= 4; ++mode)
        out << m_keys->map().keys(u"mode%1"_s.arg(mode)).value(0);
    return out;
}

void Desk::openKeySheet()
{
    if (m_sheet->name() != u"keys")
        toggleSheet(u"keys"_s);
}

std::vector<widgets::Setting> Desk::settings() const
{
    widgets::Setting screen{u"screen"_s, tr("&Audience screen"), {}, {}, {}, false};
    screen.options.push_back({{}, tr("The other one, whichever it is")});
    const widgets::ScreenValue &chosen =
        m_audience->screen().name.isEmpty() ? m_screen : m_audience->screen();
    int number = 0;
    for (const QScreen *one : QGuiApplication::screens()) {
        ++number;
        if (one != m_window.screen())
            screen.options.push_back(
                {one->name(), widgets::ScreenNumbers::title(number, one->name(), one->size())});
    }
    screen.current = chosen.name;
    if (number < 2)
        screen.remark = tr("There is one screen now: what the audience sees covers the stage.");
    widgets::Setting format{u"format"_s, tr("&Format of the show"), {}, {}, {}, formatIsFixed()};
    if (m_session) {
        for (const show::Format &one : m_session->script().formats)
            format.options.push_back({one.id, one.title});
        format.current = m_session->script().format;
    }
    if (format.options.empty())
        format.options.push_back({{}, tr("as the demo says")});
    if (format.fixed)
        format.remark = tr("It can be chosen while a show waits for its first GO.");
    return {screen, format};
}

bool Desk::choose(const QString &setting, const QString &option)
{
    if (setting == u"format")
        return !formatIsFixed() && useFormat(option);
    if (setting != u"screen")
        return false;
    m_screen = {};
    for (const QScreen *one : QGuiApplication::screens()) {
        if (one->name() == option)
            m_screen = {one->name(), one->serialNumber()};
    }
    m_audience->choose(m_screen);
    return true;
}

void Desk::openAnswers()
{
    if (!m_session)
        return;
    std::vector<SheetRow> rows;
    for (const show::PreparedAnswer &one : m_session->script().answers)
        rows.push_back({one.question, {one.question, one.answer.simplified()}, false});
    m_sheet->open(u"answers"_s, tr("Prepared answers"),
                  rows.empty() ? tr("This bundle has none.") : tr("Esc closes."), rows);
}

/// The keys 1 to 6 break something while it is open; the show goes on below it and after it.
void Desk::openDrill()
{
    if (!m_drill || m_lock != Lock::Drill) {
        emit told(tr("Things are broken on purpose in a show while DRILL is locked: Ctrl+Shift+L"));
        return;
    }
    std::vector<SheetRow> rows;
    int number = 0;
    for (const DrillFault &fault : Drill::faults())
        rows.push_back({fault.id,
                        {QString::number(++number) + u"  "_s + fault.title,
                         m_drill->results().value(fault.id, tr("not tried"))},
                        false});
    m_sheet->open(u"drill"_s, tr("Drill"),
                  tr("1 to 6 breaks something now. Esc closes; what was broken is watched on."),
                  rows);
    m_keys->setTesting(true);
}

void Desk::startDrill(int number)
{
    const auto faults = Drill::faults();
    if (number < 1 || number > static_cast<int>(faults.size()))
        return;
    if (!m_watching.isEmpty()) {
        m_sheet->setHint(m_watching, Token::Warn);
        return;
    }
    const QString why = m_drill->start(faults[static_cast<std::size_t>(number - 1)].id);
    if (!why.isEmpty())
        m_sheet->setHint(why, Token::Warn);
}

/// Cue by cue: the plan, this show, the middle of the earlier ones.
void Desk::openTimes()
{
    if (!m_show)
        return;
    const auto earlier =
        earlierShows(core::Paths::own().state + u"/shows"_s, m_session->contextName(),
                     m_show->logPath(), m_session->script());
    const auto medians = show::medianTimes(earlier);
    const auto lines = core::Journal::read(m_show->logPath());
    const show::Progress own =
        lines ? show::readProgress(*lines, m_session->script()) : show::Progress();
    const auto timeOf = [](const std::map<QString, std::chrono::milliseconds> &times,
                           const QString &cue) {
        const auto found = times.find(cue);
        return found == times.end() ? u"–"_s : clockText(found->second);
    };
    std::vector<SheetRow> rows{
        {{}, {tr("Cue"), tr("Plan"), tr("This show"), tr("Median before"), tr("What")}, true}};
    for (const show::Act &act : m_session->script().acts) {
        const auto took = m_show->actTime(act.id);
        rows.push_back({{},
                        {tr("Act %1").arg(act.id),
                         clockText(act.target),
                         took.count() > 0 ? clockText(took) : u"–"_s,
                         {},
                         act.title},
                        true});
        for (const show::Cue &cue : act.cues) {
            rows.push_back({cue.id,
                            {cue.id, clockText(cue.target), timeOf(own.stood, cue.id),
                             timeOf(medians, cue.id), cue.title},
                            false});
        }
    }
    if (const show::Closing &closing = m_session->script().closing; closing.target.count() > 0)
        rows.push_back(
            {closing.id, {closing.id, clockText(closing.target), {}, {}, closing.title}, false});
    const show::Pace pace = m_show->pace();
    m_sheet->open(u"times"_s, tr("Times"),
                  tr("%1 of %2, %3. %4 earlier shows. Esc closes.")
                      .arg(clockText(pace.total), clockText(m_session->script().total),
                           pace.begun ? show::paceWords(pace) : tr("not begun"))
                      .arg(earlier.size()),
                  rows);
}

/// What the strip says in words, as it was written: the newest line first.
void Desk::openRecords()
{
    if (!m_show)
        return;
    constexpr std::size_t most = 200;
    const auto lines = core::Journal::read(m_show->logPath());
    std::vector<SheetRow> rows;
    if (lines) {
        for (auto line = lines->rbegin(); line != lines->rend() && rows.size() < most; ++line)
            rows.push_back({{}, {QString::fromStdString(line->dump())}, false});
    }
    m_sheet->open(u"records"_s, tr("The show log"),
                  lines ? tr("%1, the newest line first. Esc closes.").arg(m_show->logPath())
                        : lines.error().summary,
                  rows);
}

} // namespace app

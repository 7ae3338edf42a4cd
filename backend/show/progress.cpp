// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/progress.h"

#include <algorithm>

namespace show {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

QString textOf(const Json &line, const char *key)
{
    const auto found = line.find(key);
    return found != line.end() && found->is_string()
               ? QString::fromStdString(found->get<std::string>())
               : QString();
}

/// Reads one line after the other.
class Reading {
public:
    explicit Reading(const Script &script)
        : m_script(script)
    {
    }

    void take(const Json &line)
    {
        const QString event = textOf(line, "event");
        m_now = QDateTime::fromString(textOf(line, "t"), Qt::ISODateWithMs);
        if (event == u"ready")
            ready(line);
        else if (event == u"end")
            end();
        else if (event == u"standby")
            standBy(textOf(line, "act"));
        else if (event == u"cue")
            cue(line, textOf(line, "id"), textOf(line, "outcome"));
        else if (event == u"begin")
            begin(line);
        else if (event == u"reply")
            out.reply = line;
        else if (event == u"check")
            out.settled[textOf(line, "id")] = line;
        else if (event == u"act")
            act(line);
        else if (event == u"go")
            go(textOf(line, "cue"));
        else if (event == u"undo" && textOf(line, "outcome") == u"done")
            out.changes.undone(textOf(line, "cue"));
    }

    Progress out;

private:
    void ready(const Json &line)
    {
        out.open = true;
        m_onAir.clear(); // nobody knows how long the window was gone
        if (line.contains("cluster"))
            out.cluster = textOf(line, "cluster");
    }

    void end()
    {
        leaveAir();
        out.open = false;
    }

    void go(const QString &cue)
    {
        if (cue == m_script.opening.id)
            return; // the clock begins with the first act
        if (!out.firstGo.isValid())
            out.firstGo = m_now;
        leaveAir();
        m_onAir = cue;
        m_onAirSince = m_now;
    }

    /// Fired again, a cue has stood for both times together.
    void leaveAir()
    {
        if (!m_onAir.isEmpty())
            out.stood[m_onAir] += milliseconds(m_onAirSince.msecsTo(m_now));
        m_onAir.clear();
    }

    void standBy(const QString &id)
    {
        const Act *act = m_script.act(id);
        if (!act)
            return;
        out.act = id;
        out.cue = act->cues.empty() ? QString() : act->cues.front().id;
        out.interrupted.clear();
        out.begun = out.over = false;
        out.settled.clear();
        out.documents.erase(id);
        out.actBegan.erase(id);
        out.actTook.erase(id);
        out.baseline = out.reply = Json();
        out.records.clear();
        for (const Cue &one : act->cues) {
            CueRecord record;
            record.id = one.id;
            out.records.push_back(record);
        }
    }

    void cue(const Json &line, const QString &id, const QString &outcome)
    {
        const auto state = cueStateOf(outcome);
        const auto record = std::find_if(out.records.begin(), out.records.end(),
                                         [&](const CueRecord &one) { return one.id == id; });
        if (!state || record == out.records.end())
            return;
        switch (*state) {
        case CueState::Pending: return;
        case CueState::Standby:
            out.cue = id;
            out.interrupted.clear();
            record->state = CueState::Pending;
            record->solves = line.value("solve", Json()) == Json(true);
            record->why = textOf(line, "why");
            return;
        case CueState::Running:
        case CueState::Verifying:
            out.interrupted = out.cue = id;
            if (!m_began.isValid() || m_running != id)
                m_began = m_now;
            m_running = id;
            if (!out.actBegan.count(out.act))
                out.actBegan[out.act] = m_now;
            return;
        default: break;
        }
        record->state = *state;
        record->why = textOf(line, "why");
        if (out.begun)
            out.changes.ended(
                m_script.act(out.act)->cues[static_cast<std::size_t>(record - out.records.begin())],
                *state);
        if (*state == CueState::Recorded && id != out.cue)
            return; // a recording stood in later: the playhead is on
        if (m_running == id && (*state == CueState::Done || *state == CueState::DoneUnverified))
            out.took[id] = milliseconds(m_began.msecsTo(m_now));
        m_running.clear();
        out.interrupted.clear();
        if (record + 1 == out.records.end())
            out.cue.clear();
        else
            out.cue = (record + 1)->id;
    }

    void begin(const Json &line)
    {
        out.begun = true;
        out.baseline = line.value("baseline", Json());
    }

    void act(const Json &line)
    {
        const QString id = textOf(line, "id");
        Json document = line;
        for (const char *own : {"t", "event", "context"})
            document.erase(own);
        out.documents[id] = document;
        if (m_script.act(id) && id == m_script.acts.back().id)
            leaveAir(); // what comes after the last act is no cue's
        out.over = out.over || id == out.act;
        if (out.actBegan.count(id))
            out.actTook[id] = milliseconds(out.actBegan[id].msecsTo(m_now));
    }

    const Script &m_script;
    QDateTime m_now, m_began, m_onAirSince;
    QString m_running, m_onAir;
};

} // namespace

Progress readProgress(const std::vector<Json> &lines, const Script &script)
{
    Reading reading(script);
    for (const Json &line : lines) {
        if (line.is_object())
            reading.take(line);
    }
    return reading.out;
}

std::map<QString, milliseconds> medianTimes(const std::vector<Progress> &shows)
{
    std::map<QString, std::vector<milliseconds>> all;
    for (const Progress &show : shows) {
        for (const auto &[cue, time] : show.stood)
            all[cue].push_back(time);
    }
    std::map<QString, milliseconds> out;
    for (auto &[cue, times] : all) {
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        out[cue] = *middle;
    }
    return out;
}

} // namespace show

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/resultdocument.h"

#include <QSaveFile>
#include <cstdio>

namespace app {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const Json &object, const char *key)
{
    return object.contains(key) && object.at(key).is_string()
               ? QString::fromStdString(object.at(key).get<std::string>())
               : QString();
}

QString joined(const Json &list)
{
    QStringList out;
    if (list.is_array()) {
        for (const Json &entry : list)
            out << QString::fromStdString(entry.is_string() ? entry.get<std::string>()
                                                            : entry.dump());
    }
    return out.isEmpty() ? u"none"_s : out.join(u", "_s);
}

QString checkLine(const Json &check)
{
    const QString verdict = textOf(check, "verdict");
    const Json value = check.contains("value") ? check.at("value") : Json();
    return u"      %1 %2: %3, expected %4 — %5"_s.arg(verdict == u"as expected" ? u"✓"_s : u"✗"_s,
                                                      textOf(check, "label"),
                                                      value.is_null()
                                                          ? u"not seen"_s
                                                          : QString::fromStdString(value.dump()),
                                                      textOf(check, "expected"), verdict);
}

/// Only what is not as expected deserves a line of its own.
void addDeviations(const Json &checks, QStringList &lines)
{
    if (!checks.is_array())
        return;
    for (const Json &check : checks) {
        const QString verdict = textOf(check, "verdict");
        if (verdict != u"as expected" && verdict != u"not expected here")
            lines << checkLine(check)
                         + (check.contains("why") ? u" ("_s + textOf(check, "why") + u')'
                                                  : QString());
    }
}

} // namespace

Exit exitFor(const core::Fault &fault)
{
    switch (fault.kind) {
    case core::Fault::Kind::Usage: return Exit::Usage;
    case core::Fault::Kind::Missing: return Exit::Missing;
    case core::Fault::Kind::Cancelled: return Exit::Cancelled;
    default: return Exit::CheckFailed;
    }
}

ResultDocument::ResultDocument(const QString &command)
    : m_root({{"command", command.toStdString()},
              {"cluster", ""},
              {"context", ""},
              {"edition", ""},
              {"ok", true},
              {"why", ""}})
{
}

void ResultDocument::setCluster(const QString &cluster, const QString &context,
                                const QString &edition)
{
    m_root["cluster"] = cluster == u"stage" ? "stage" : cluster.isEmpty() ? "" : "kubernetes";
    m_root["context"] = context.toStdString();
    m_root["edition"] = edition.toStdString();
}

void ResultDocument::fail(const core::Fault &fault)
{
    if (!ok())
        return;
    m_exit = exitFor(fault);
    m_fault = fault;
    m_root["ok"] = false;
    m_root["why"] = fault.summary.toStdString();
    if (!fault.detail.isEmpty())
        m_root["detail"] = fault.detail.toStdString();
    if (!fault.action.isEmpty())
        m_root["fix"] = fault.action.toStdString();
}

void ResultDocument::fail(const QString &why, Exit exit)
{
    if (!ok())
        return;
    fail(core::Fault{core::Fault::Kind::Failed, why, {}, {}});
    m_exit = exit;
}

core::Result<void> ResultDocument::write(const QString &file) const
{
    if (file.isEmpty())
        return {};
    const QByteArray text =
        QByteArray::fromStdString(m_root.dump(2, ' ', false, Json::error_handler_t::replace))
        + '\n';
    if (file == u"-") {
        std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stdout);
        std::fflush(stdout);
        return {};
    }
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit())
        return tl::unexpected(
            core::Fault{core::Fault::Kind::Usage,
                        u"--json: cannot write %1: %2"_s.arg(file, out.errorString()),
                        {},
                        {}});
    return {};
}

QString verdictTable(const Json &acts)
{
    QStringList lines;
    if (!acts.is_array())
        return {};
    for (const Json &act : acts) {
        const Json reply = act.value("reply", Json::object());
        const bool expected = act.value("expected", Json(false)) == Json(true);
        lines << u"Act %1  %2  %3"_s.arg(textOf(act, "id"), textOf(act, "story").leftJustified(9),
                                         expected ? u"as expected"_s : u"UNEXPECTED"_s);
        lines << u"      answer £%1 = $%2   tools %3"_s.arg(textOf(reply, "gbp"),
                                                            textOf(reply, "usd"),
                                                            joined(act.value("toolCalls", Json())));
        lines << u"      received %1   refused %2   attempts %3   alerts %4   mails %5"_s.arg(
            QString::fromStdString(act.value("exfilDelta", Json(0)).dump()),
            QString::fromStdString(act.value("denyDelta", Json(0)).dump()),
            QString::fromStdString(act.value("attemptDelta", Json(0)).dump()),
            joined(act.value("alertsFiring", Json())),
            QString::fromStdString(act.value("mails", Json::object()).dump()));
        if (!expected)
            addDeviations(act.value("checks", Json()), lines);
        for (const Json &cue : act.value("cues", Json::array())) {
            const QString outcome = textOf(cue, "outcome");
            if (outcome != u"failed" && outcome != u"recorded" && outcome != u"done-unverified")
                continue;
            lines << u"      cue %1 %2: %3"_s.arg(textOf(cue, "id"), outcome, textOf(cue, "why"));
            addDeviations(cue.value("checks", Json()), lines);
        }
    }
    return lines.join(u'\n');
}

} // namespace app

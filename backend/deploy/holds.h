// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/probe.h"

#include <QDateTime>
#include <map>
#include <set>

/// What a step waits for, read out of the cluster's objects and events; pure. JSON comes from a
/// cluster: any shape is survived.
namespace deploy {

/// One reason why it goes no further, in the cluster's own words.
struct Hold {
    QString object;  ///< "Pod bank/thief-1, container server"; "" when only words are known
    QString cause;   ///< the cluster's word for it: "ImagePullBackOff", "FailedScheduling"
    QString words;   ///< what it says of it, on one line
    QDateTime since; ///< invalid: not known
    QString meaning; ///< of a known failure: one sentence, else ""
    QString action;  ///< of a known failure: what to do, else ""
    QString ns, name, container; ///< of the object, for actions
    bool quotesLog = false;      ///< WORDS begin with its log's last line
    friend bool operator==(const Hold &, const Hold &) = default;
};

/// What a step waits for: an object with everything that it owns, or the pods of a selector.
struct Subject {
    kube::Ref ref;
    QString selector; ///< "a=b,c=d" of pods; then REF has no name
    friend bool operator==(const Subject &, const Subject &) = default;
};

/// What was read. Every object says its kind.
struct Scene {
    std::vector<Json> objects, events;
    std::map<QString, QString> lastLines; ///< by logKey: the last line of a container's log
    std::set<QString> goneLogs{};         ///< by logKey: the node has thrown it away already
};
QString logKey(const QString &ns, const QString &pod, const QString &container);

/// Of which lives of its container a hold's last line may come, the best first; nothing when no log
/// tells more.
enum class Life { Current, Previous };
std::vector<Life> livesToRead(const Hold &hold, const Scene &scene);

/// What stands in the subjects' way the most, or nothing.
std::optional<Hold> holdOf(const std::vector<Subject> &subjects, const Scene &scene);
/// The API itself does not answer.
Hold unreachable(const QString &server, const QString &why, const QDateTime &since);

/// The table of known failures: fills in meaning and action.
void explain(Hold &hold);
/// The same for a failed action: what HOLD or its own words tell, and what to do.
core::Fault explained(core::Fault fault, const std::optional<Hold> &hold);

/// "OBJECT: CAUSE: WORDS (MEANING)": the same as long as the matter is the same.
QString holdText(const Hold &hold);
/// The same with its age, and what is usual: "…, for 40 s, usually 12 s". USUAL 0: not known.
QString holdText(const Hold &hold, const QDateTime &now, std::chrono::milliseconds usual);
/// "12 s", "3 min 5 s", "2 h 10 min".
QString spanText(std::chrono::milliseconds span);

} // namespace deploy

Q_DECLARE_METATYPE(deploy::Hold)

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QMap>
#include <QString>
#include <QStringList>
#include <nlohmann/json.hpp>
#include <vector>

/// What can be seen of the show, from where it really happens. Values only.
namespace evidence {

using Json = nlohmann::json;

/// A value, when it was read, and why there is none.
template <class T> struct Seen {
    T value{};
    QDateTime at;        ///< when it was asked for; invalid until it was read once
    QString error;       ///< of the last try; the value is then the one before
    bool absent = false; ///< this edition of the show has no such source
    bool known() const { return at.isValid(); }
    bool readAfter(const QDateTime &time) const { return absent || at > time; }
};

struct Loot {
    QString at, from;
    int bytes = 0;
    Json body;
    friend bool operator==(const Loot &, const Loot &) = default;
};

struct Alert {
    QString name;
    QString principal;
    bool firing = false;
};

struct Mail {
    QString id, alert, subject, body;
    bool resolved = false;
};

struct Signature {
    QString digest; ///< what was verified
    QString by;     ///< org, untrusted, none or unknown
};

struct Picture {
    Seen<std::vector<Loot>> loot;
    Seen<QMap<QString, double>> counters; ///< running totals by probe name; an absent series is 0
    Seen<std::vector<Alert>> alerts;
    Seen<std::vector<Mail>> mails;
    Seen<Json> catalogue;      ///< the registry's servers, without volatile fields
    Seen<QString> digest;      ///< of the image's tag
    Seen<QString> clean;       ///< of the tag that is always the approved bytes
    Seen<Signature> signature; ///< of that digest
    Seen<QStringList>
        running;        ///< digests of the pods that run the image, "" for one that is not ready
    Seen<int> policies; ///< of the lock's kind, in the demo's namespaces
    Seen<bool> locked;  ///< the lock is there and accepted
    /// Every source that there is has been read after TIME.
    bool fresh(const QDateTime &time) const;
};

/// The answer to a prompt, read from the A2A task.
struct Reply {
    bool completed = false;
    QString text, gbp, usd, error, traceId;
    QStringList tools; ///< in order of their calls
    Json raw;
    QDateTime at;
};

} // namespace evidence

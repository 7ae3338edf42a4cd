// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>
#include <tl/expected.hpp>

namespace core {

/// Why something did not work, in a form that callers can branch on and people can read.
struct Fault {
    enum class Kind {
        Usage,   ///< wrong flag, bundle or kubeconfig: exit 2
        Missing, ///< a tool or cluster is missing or unreachable: exit 3
        Refused, ///< the other side said no
        NotFound,
        Conflict,
        TimedOut,
        Garbled, ///< an answer that cannot be read
        Failed,  ///< it was tried and did not work
        Cancelled,
    };
    Kind kind = Kind::Failed;
    QString summary; ///< one sentence: what was being done, to what, what came back
    QString detail;  ///< the raw text
    QString action;  ///< what to do next; may be empty
    friend bool operator==(const Fault &, const Fault &) = default;
};

/// The vocabulary of return values.
template <class T> using Result = tl::expected<T, Fault>;

/// How a task ended; the vocabulary of signals.
struct Outcome {
    enum class Kind { Done, Failed, Cancelled };
    Kind kind = Kind::Done;
    Fault fault; ///< set unless Done
    bool ok() const { return kind == Kind::Done; }
    static Outcome done() { return {}; }
    static Outcome failed(Fault fault)
    {
        return {fault.kind == Fault::Kind::Cancelled ? Kind::Cancelled : Kind::Failed,
                std::move(fault)};
    }
    static Outcome cancelled()
    {
        return failed({Fault::Kind::Cancelled, QStringLiteral("cancelled"), {}, {}});
    }
};

} // namespace core

Q_DECLARE_METATYPE(core::Outcome)

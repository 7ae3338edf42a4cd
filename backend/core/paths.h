// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcessEnvironment>
#include <QString>

namespace core {

/// The XDG base directories, each with our "trustusbank-cockpit" folder, no trailing slash.
/// Nothing is created here.
struct Paths {
    QString state, config, cache, data;
    /// A relative value of an XDG variable counts as unset, as the specification demands.
    static Paths of(const QProcessEnvironment &environment, const QString &home);
    static Paths own(); ///< of this process
    friend bool operator==(const Paths &, const Paths &) = default;
};

} // namespace core

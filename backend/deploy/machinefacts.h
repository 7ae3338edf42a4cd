// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/item.h"

#include <filesystem>
#include <optional>

namespace deploy {

/// What a show needs of the presenter's own machine. Nothing here: it could not be found out.
struct MachineFacts {
    std::optional<bool> mains;   ///< on mains power; true without a battery
    std::optional<int> battery;  ///< per cent
    std::optional<int> displays; ///< connected
    std::optional<bool> restartPending;
    std::optional<bool> clockSynchronised;
    std::optional<qint64> diskFree, diskSize; ///< bytes, where the home folder is
    std::optional<bool> hostsEntry; ///< /etc/hosts takes host.docker.internal to this machine
    std::optional<QString> blocked; ///< logind's BlockInhibited: "idle:sleep", or ""
    std::optional<bool> banners;    ///< the desktop shows notifications
};
/// From files below ROOT (sysfs, /run, /etc): nothing is started. What needs a program stays open.
MachineFacts readMachine(const QString &root = QStringLiteral("/"));

/// The file system of the home folder; asked of the kernel, since a mount table may not list it (in
/// a chroot it does not).
std::optional<std::filesystem::space_info> homeDisk();

/// The answers of `busctl get-property … BlockInhibited` and `gsettings get … show-banners`.
std::optional<QString> readInhibited(const QByteArray &answer);
std::optional<bool> readBanners(const QByteArray &answer);

/// An item for each fact. QUICK leaves out what only a program could have told.
Items machineItems(const MachineFacts &facts, bool quick);

} // namespace deploy

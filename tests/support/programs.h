// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <QMap>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace programs {

using Json = nlohmann::json;

/// What a command left: exit code, its result document (null when there is none), and its words.
struct Ran {
    int exit = -1; ///< -1: it did not end by itself in time
    Json document;
    QString words; ///< stderr
    QString out;
};

/// Both programs, seen from outside, in a home of their own: nothing of the user's is read or
/// written.
class Home {
public:
    Home();
    ~Home(); ///< ends what is left; leftOver() has to be asked before

    /// Runs the cockpit with ARGUMENTS and "--json -".
    Ran cockpit(const QStringList &arguments, int seconds = 240);
    /// The cockpit, running; the caller ends it.
    std::unique_ptr<QProcess> start(const QString &program, const QStringList &arguments) const;
    /// Any other program with the stage's kubeconfig.
    Ran run(const QString &program, const QStringList &arguments, const QByteArray &input = {},
            int seconds = 60) const;

    /// The built-in bundle in the folder NAME of this home, for --demo, with other words in its
    /// fast pace; "" or why not.
    QString bundle(const QString &name, const std::vector<std::pair<QByteArray, QByteArray>> &pace);

    /// Starts a stage and returns its ready line; null when it did not become ready.
    Json stage(const QStringList &arguments = {});
    /// SIGTERM; milliseconds until it was gone, -1 when it did not go within 10 s, or not with exit
    /// code 0.
    int endStage();
    QString kubeconfig() const { return m_kubeconfig; }
    QString path(const QString &name) const { return m_folder.filePath(name); }

    /// The command lines of processes that were started from this home and still live.
    QStringList leftOver() const { return living().values(); }
    /// The same by process id.
    QMap<qint64, QString> living() const;

private:
    QProcessEnvironment environment() const;

    QTemporaryDir m_folder;
    QString m_mark, m_kubeconfig;
    std::unique_ptr<QProcess> m_stage;
};

/// Words of the fast pace for shows that are reset again and again: alerts glow on for as long as
/// one prompt needs to be seen, for a reset waits for their end.
const std::vector<std::pair<QByteArray, QByteArray>> &shortGlow();
/// And for an act whose evidence is known not to come: it is waited for only as long as it needs on
/// its way when it does.
const std::vector<std::pair<QByteArray, QByteArray>> &briefWaits();

/// How it ended and what it said, for the message of a failed test. Short: QtTest cuts what is
/// longer.
QByteArray said(const Ran &ran);

/// The act of that id in a result document; null when it is not there.
Json act(const Json &document, const char *id);
/// The tools that an act's agents called, in order.
std::vector<std::string> toolsOf(const Json &act);
bool called(const Json &act, const std::string &tool);

} // namespace programs

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/services.h"

#include <QProcessEnvironment>
#include <QStringList>

namespace deploy {

/// The demo's secrets from the environment, then from files in .env form, the first that has a
/// name. Values stay in memory; nothing here prints one.
class Secrets final : public SecretSource {
public:
    /// FILES need not exist.
    Secrets(const QProcessEnvironment &environment, const QStringList &files);

    QString value(const SecretSpec &secret) const override;
    /// Where the value is from: "the environment", a file's path, or "".
    QString origin(const SecretSpec &secret) const;
    /// Files that others on this computer can read, as sentences.
    const QStringList &warnings() const { return m_warnings; }
    /// After a file has changed. Who asked before may still hold an old value.
    void reload();

private:
    void readFile(const QString &path);

    struct Value {
        QString text, origin;
    };
    QProcessEnvironment m_environment;
    QStringList m_files;
    QMap<QString, Value> m_values; ///< by variable
    QStringList m_warnings;
};

/// `NAME=value` lines; `export`, comments, single and double quotes as a shell reads them, but
/// nothing is expanded.
QMap<QString, QString> parseDotEnv(const QByteArray &text);
/// Writes NAME into FILE (0600, made when it is not there), keeping the other lines.
core::Result<void> storeSecret(const QString &file, const QString &name, const QString &value);
/// Takes NAME out of FILE; a file or name that is not there is no fault.
core::Result<void> removeSecret(const QString &file, const QString &name);
/// Stores those values of the .env file FROM that BUNDLE asks for. Answers their variables.
core::Result<QStringList> importSecrets(const Bundle &bundle, const QString &from,
                                        const QString &file);
/// Where entered secrets are kept: "secrets.env" of the XDG data directory, 0600 in a 0700 folder.
QString secretFile();

/// Takes secrets out of texts, also as base64. Values shorter than 6 characters are left: they
/// would redact ordinary words.
class Redaction {
public:
    Redaction(const Bundle &bundle, const SecretSource &secrets);
    QString text(QString text) const;
    Json json(const Json &value) const;

private:
    QStringList m_values;
};

} // namespace deploy

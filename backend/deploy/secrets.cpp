// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/secrets.h"

#include "backend/core/paths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

/// What stands right of "=", as a shell would read one word of it without expanding anything.
QString unquoted(const QString &text)
{
    QString value;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else if (quote == u'"' && c == u'\\' && i + 1 < text.size()
                     && u"\"\\$`"_s.contains(text[i + 1]))
                value += text[++i];
            else
                value += c;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u'\\' && i + 1 < text.size()) {
            value += text[++i];
        } else if (c.isSpace()) {
            break;
        } else {
            value += c;
        }
    }
    return value;
}

/// The variable that a line sets, or "".
QString variableOf(const QString &line)
{
    static const QRegularExpression form(u"^\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)="_s);
    return form.match(line).captured(1);
}

bool othersCanRead(const QString &file)
{
    return bool(QFileInfo(file).permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther));
}

QString quotedValue(const QString &value)
{
    QString text = value;
    return u'\'' + text.replace(u"'"_s, u"'\\''"_s) + u'\'';
}

core::Fault fileFault(const QString &file, const QString &why)
{
    return {core::Fault::Kind::Failed, u"could not write “"_s + file + u"”: "_s + why, {}, {}};
}

/// A .env file's lines but those that set NAME; none of a file that is not there.
QStringList linesWithout(const QString &path, const QString &name)
{
    QStringList lines;
    if (QFile before(path); before.open(QIODevice::ReadOnly))
        lines = QString::fromUtf8(before.readAll()).split(u'\n');
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    lines.removeIf([&name](const QString &line) { return variableOf(line) == name; });
    return lines;
}

core::Result<void> writeLines(const QString &path, const QStringList &lines)
{
    const QByteArray bytes = lines.isEmpty() ? QByteArray() : (lines.join(u'\n') + u'\n').toUtf8();
    const QDir folder = QFileInfo(path).dir();
    if (!folder.exists() && folder.mkpath(u"."_s))
        QFile::setPermissions(folder.path(), QFileDevice::ReadOwner | QFileDevice::WriteOwner
                                                 | QFileDevice::ExeOwner);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit())
        return tl::unexpected(fileFault(path, file.errorString()));
    return {};
}

} // namespace

QMap<QString, QString> parseDotEnv(const QByteArray &text)
{
    QMap<QString, QString> values;
    const QString whole = QString::fromUtf8(text.startsWith("\xef\xbb\xbf") ? text.mid(3) : text);
    for (QString line : whole.split(u'\n')) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        const QString name = variableOf(line);
        if (!name.isEmpty())
            values[name] = unquoted(line.mid(line.indexOf(u'=') + 1));
    }
    return values;
}

core::Result<void> storeSecret(const QString &path, const QString &name, const QString &value)
{
    if (variableOf(name + u'=') != name || value.contains(u'\n'))
        return tl::unexpected(
            core::Fault{core::Fault::Kind::Usage,
                        u"a variable's name and a value of one line were expected"_s,
                        {},
                        {}});
    QStringList lines = linesWithout(path, name);
    lines << name + u'=' + quotedValue(value);
    return writeLines(path, lines);
}

core::Result<void> removeSecret(const QString &path, const QString &name)
{
    return QFileInfo::exists(path) ? writeLines(path, linesWithout(path, name))
                                   : core::Result<void>();
}

core::Result<QStringList> importSecrets(const Bundle &bundle, const QString &from,
                                        const QString &file)
{
    QFile source(from);
    if (!source.open(QIODevice::ReadOnly))
        return tl::unexpected(
            core::Fault{core::Fault::Kind::Usage,
                        u"could not read “"_s + from + u"”: "_s + source.errorString(),
                        {},
                        {}});
    const auto values = parseDotEnv(source.readAll());
    QStringList taken;
    for (const SecretSpec &secret : bundle.secrets) {
        const QString value = values.value(secret.env);
        if (value.isEmpty())
            continue;
        if (const auto stored = storeSecret(file, secret.env, value); !stored)
            return tl::unexpected(stored.error());
        taken << secret.env;
    }
    return taken;
}

QString secretFile()
{
    return core::Paths::own().data + u"/secrets.env"_s;
}

Secrets::Secrets(const QProcessEnvironment &environment, const QStringList &files)
    : m_environment(environment)
    , m_files(files)
{
    reload();
}

void Secrets::reload()
{
    m_values.clear();
    m_warnings.clear();
    for (const QString &name : m_environment.keys())
        m_values[name] = {m_environment.value(name), u"the environment"_s};
    for (const QString &path : m_files)
        readFile(path);
}

void Secrets::readFile(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return;
    if (othersCanRead(path))
        m_warnings << u"others on this computer can read “"_s + path + u"”; run chmod 600 on it"_s;
    const auto values = parseDotEnv(file.readAll());
    for (auto it = values.begin(); it != values.end(); ++it) {
        if (m_values.value(it.key()).text.isEmpty())
            m_values[it.key()] = {it.value(), path};
    }
}

QString Secrets::value(const SecretSpec &secret) const
{
    return m_values.value(secret.env).text;
}

QString Secrets::origin(const SecretSpec &secret) const
{
    const Value value = m_values.value(secret.env);
    return value.text.isEmpty() ? QString() : value.origin;
}

Redaction::Redaction(const Bundle &bundle, const SecretSource &secrets)
{
    constexpr qsizetype shortest = 6;
    for (const SecretSpec &secret : bundle.secrets) {
        const QString value = secrets.value(secret);
        if (value.size() < shortest)
            continue;
        const QByteArray bytes = value.toUtf8();
        m_values << value << QString::fromLatin1(bytes.toBase64())
                 << QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding
                                                       | QByteArray::OmitTrailingEquals));
    }
    // A value that contains another must go first.
    std::sort(m_values.begin(), m_values.end(),
              [](const QString &a, const QString &b) { return a.size() > b.size(); });
}

QString Redaction::text(QString text) const
{
    for (const QString &value : m_values)
        text.replace(value, u"REDACTED"_s);
    return text;
}

Json Redaction::json(const Json &value) const
{
    if (value.is_string())
        return text(QString::fromStdString(value.get<std::string>())).toStdString();
    Json copy = value;
    if (value.is_structured()) {
        for (auto &item : copy)
            item = json(item);
    }
    return copy;
}

} // namespace deploy

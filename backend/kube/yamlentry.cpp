// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/yamlentry.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;
using core::Fault;
using core::Result;

namespace kube {

YamlEntry::YamlEntry(YAML::Node node, QString file, QString where)
    : m_node(std::move(node))
    , m_file(std::move(file))
    , m_where(std::move(where))
{
}

tl::unexpected<Fault> YamlEntry::fault(const YAML::Node &node, const QString &text) const
{
    YAML::Mark mark = node.IsDefined() ? node.Mark() : YAML::Mark::null_mark();
    if (mark.is_null())
        mark = m_node.Mark();
    return tl::unexpected(Fault{Fault::Kind::Usage,
                                u"%1:%2:%3: %4: %5"_s.arg(m_file)
                                    .arg(mark.line + 1)
                                    .arg(mark.column + 1)
                                    .arg(m_where, text),
                                {},
                                {}});
}

YAML::Node YamlEntry::node(const char *key) const
{
    if (!m_node.IsMap())
        return YAML::Node(YAML::NodeType::Undefined);
    return m_node[key];
}

bool YamlEntry::has(const char *key) const
{
    const YAML::Node value = node(key);
    return value.IsDefined() && !value.IsNull();
}

Result<QString> YamlEntry::text(const char *key) const
{
    if (!has(key))
        return QString();
    const YAML::Node value = node(key);
    if (!value.IsScalar())
        return fault(value, u"%1 must be a text"_s.arg(QLatin1StringView(key)));
    return QString::fromStdString(value.Scalar());
}

Result<bool> YamlEntry::flag(const char *key) const
{
    if (!has(key))
        return false;
    bool value = false;
    if (!node(key).IsScalar() || !YAML::convert<bool>::decode(node(key), value))
        return fault(node(key), u"%1 must be true or false"_s.arg(QLatin1StringView(key)));
    return value;
}

Result<YamlEntry> YamlEntry::map(const char *key) const
{
    if (!has(key))
        return YamlEntry(YAML::Node(YAML::NodeType::Map), m_file, m_where);
    if (!node(key).IsMap())
        return fault(node(key), u"%1 must be a mapping"_s.arg(QLatin1StringView(key)));
    return YamlEntry(node(key), m_file, m_where);
}

Result<YAML::Node> YamlEntry::list(const char *key) const
{
    if (!has(key))
        return YAML::Node(YAML::NodeType::Sequence);
    if (!node(key).IsSequence())
        return fault(node(key), u"%1 must be a list"_s.arg(QLatin1StringView(key)));
    return node(key);
}

Result<QByteArray> YamlEntry::pem(const char *key) const
{
    const std::string dataKey = std::string(key) + "-data";
    const auto data = text(dataKey.c_str());
    if (!data)
        return tl::unexpected(data.error());
    const auto path = text(key);
    if (!path)
        return tl::unexpected(path.error());
    QByteArray bytes;
    if (!data->isEmpty()) {
        const QByteArray encoded = data->simplified().remove(u' ').toLatin1();
        const auto decoded =
            QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return fault(node(dataKey.c_str()),
                         u"%1 is not base64"_s.arg(QString::fromStdString(dataKey)));
        bytes = decoded.decoded;
    } else if (!path->isEmpty()) {
        QFile file(resolved(*path));
        if (!file.open(QIODevice::ReadOnly))
            return fault(node(key),
                         u"could not read %1: %2"_s.arg(file.fileName(), file.errorString()));
        bytes = file.read(1024 * 1024);
    } else {
        return QByteArray();
    }
    if (!bytes.contains("-----BEGIN "))
        return fault(node(data->isEmpty() ? key : dataKey.c_str()),
                     u"%1 holds no PEM text"_s.arg(QLatin1StringView(key)));
    return bytes;
}

QString YamlEntry::resolved(const QString &path) const
{
    if (path.isEmpty() || QDir::isAbsolutePath(path))
        return path;
    return QDir::cleanPath(QFileInfo(m_file).absolutePath() + u'/' + path);
}

} // namespace kube

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <QByteArray>
#include <QString>
#include <yaml-cpp/yaml.h>

namespace kube {

/// A YAML mapping that knows which file it came from, so that every fault names file, line and
/// column. Values only; nothing here touches a disk but bytes().
class YamlEntry {
public:
    YamlEntry(YAML::Node node, QString file, QString where);

    bool has(const char *key) const;
    /// A scalar; "" when absent or null.
    core::Result<QString> text(const char *key) const;
    core::Result<bool> flag(const char *key) const;
    /// A mapping; an empty one when absent.
    core::Result<YamlEntry> map(const char *key) const;
    /// A list of mappings or scalars; empty when absent.
    core::Result<YAML::Node> list(const char *key) const;
    /// KEY-data (base64) wins over KEY (a path); "" when neither is there. Must hold PEM.
    core::Result<QByteArray> pem(const char *key) const;
    /// A path, resolved against the file's folder; "" stays "".
    QString resolved(const QString &path) const;

    YAML::Node node(const char *key) const;
    YAML::Node whole() const { return m_node; }
    const QString &file() const { return m_file; }
    /// A Usage fault at NODE, or at the entry itself when that has no place.
    tl::unexpected<core::Fault> fault(const YAML::Node &node, const QString &text) const;

private:
    YAML::Node m_node;
    QString m_file;
    QString m_where; ///< "cluster \"kind\"", for sentences
};

} // namespace kube

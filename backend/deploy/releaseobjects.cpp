// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/judge.h"

#include <string_view>

namespace deploy {

namespace {

/// "value" of a line "key: value  # why", unquoted.
QString valueOf(std::string_view line, std::string_view key)
{
    if (line.substr(0, key.size()) != key || line.substr(key.size(), 1) != ":")
        return {};
    QString value = QString::fromUtf8(line.data() + key.size() + 1,
                                      static_cast<qsizetype>(line.size() - key.size() - 1));
    if (const qsizetype comment = value.indexOf(QLatin1String(" #")); comment >= 0)
        value.truncate(comment);
    value = value.trimmed();
    const bool quoted = value.size() >= 2 && (value.front() == u'"' || value.front() == u'\'')
                        && value.back() == value.front();
    return quoted ? value.mid(1, value.size() - 2) : value;
}

/// A manifest's lines, one after the other. A chart's text is megabytes of CRDs at times: only the
/// few lines that name an object are looked at, as Go's YAML writes them and as templates do.
class Scan {
public:
    explicit Scan(QString ns)
        : m_ns(std::move(ns))
    {
    }
    void line(std::string_view text)
    {
        if (text.substr(0, 3) == "---")
            return end();
        const std::size_t indent = text.find_first_not_of(' ');
        if (indent == std::string_view::npos || text[indent] == '#')
            return;
        if (indent == 0) {
            m_inMetadata = text.substr(0, 9) == "metadata:";
            m_indent = 0;
            take(m_ref.apiVersion, text, "apiVersion");
            take(m_ref.kind, text, "kind");
        } else if (m_inMetadata) {
            m_indent = m_indent == 0 ? indent : m_indent;
            if (indent == m_indent) {
                take(m_ref.name, text.substr(indent), "name");
                take(m_ref.ns, text.substr(indent), "namespace");
            }
        }
        m_leaves = m_leaves || text.find("ttlSecondsAfterFinished:") != std::string_view::npos;
    }
    std::vector<kube::Ref> found()
    {
        end();
        return std::move(m_found);
    }

private:
    static void take(QString &into, std::string_view line, std::string_view key)
    {
        if (const QString value = valueOf(line, key); !value.isEmpty())
            into = value;
    }
    void end()
    {
        const bool leaves = m_ref.kind == QLatin1String("Job") && m_leaves;
        if (!m_ref.apiVersion.isEmpty() && !m_ref.kind.isEmpty() && !m_ref.name.isEmpty()
            && !leaves) {
            if (m_ref.ns.isEmpty())
                m_ref.ns = m_ns; // of no meaning where the kind has none
            m_found.push_back(m_ref);
        }
        m_ref = {};
        m_inMetadata = m_leaves = false;
    }

    QString m_ns;
    kube::Ref m_ref;
    std::vector<kube::Ref> m_found;
    std::size_t m_indent = 0; ///< of metadata's own keys; 0: not seen yet
    bool m_inMetadata = false;
    bool m_leaves = false;
};

} // namespace

std::vector<kube::Ref> releaseObjects(const Json &release)
{
    const auto text = [&release](const char *key) {
        return release.is_object() && release.contains(key) && release[key].is_string()
                   ? release[key].get_ref<const std::string &>()
                   : std::string();
    };
    const std::string manifest = text("manifest");
    Scan scan(QString::fromStdString(text("namespace")));
    for (std::size_t begin = 0; begin < manifest.size();) {
        const std::size_t end = std::min(manifest.find('\n', begin), manifest.size());
        scan.line(std::string_view(manifest).substr(begin, end - begin));
        begin = end + 1;
    }
    return scan.found();
}

} // namespace deploy

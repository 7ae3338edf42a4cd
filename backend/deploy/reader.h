// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/bundle.h"

namespace deploy {

/// Reads typed values out of nodes and keeps the first fault; after a fault it answers defaults, so
/// readers need no error path of their own. Paths are read below ROOT.
class Reader {
public:
    explicit Reader(QString root);

    void fail(const Place &place, const QString &what, const QString &expected);
    bool failed() const { return m_fault.has_value(); }
    const std::optional<core::Fault> &fault() const { return m_fault; }

    /// NODE must be a mapping with no other keys than these.
    bool map(const Node &node, const std::vector<const char *> &keys);
    const Node *need(const Node &map, const char *key);
    QString text(const Node &map, const char *key); ///< required, not empty
    QString text(const Node &map, const char *key, const QString &fallback); ///< optional
    std::string bytes(const Node &map, const char *key); ///< optional text, may be long
    int number(const Node &map, const char *key, int fallback);
    bool flag(const Node &map, const char *key, bool fallback);
    std::chrono::milliseconds duration(const Node &map, const char *key,
                                       std::chrono::milliseconds fallback);
    qint64 size(const Node &map, const char *key);                    ///< required, "20GiB"
    std::vector<const Node *> list(const Node &map, const char *key); ///< optional
    QStringList texts(const Node &map, const char *key, std::vector<Place> *places = nullptr);
    QString scalarText(const Node &node); ///< a text or a number as text
    QString oneOf(const Node &map, const char *key, const QStringList &values,
                  const QString &fallback);
    std::string pointer(const Node &map, const char *key); ///< required JSON pointer

    /// apiVersion, kind, namespace?, name? of a mapping; WITHNAME demands a name.
    kube::Ref ref(const Node &map, bool withName = true);
    Predicate predicate(const Node &map, const char *key);
    /// A mapping as above, or a list of them of which any may hold; none without the key.
    std::vector<Predicate> predicates(const Node &map, const char *key);
    /// From here on predicates may ask for the fact NAME, which is one of VALUES.
    void know(const QString &name, const QStringList &values) { m_facts[name] = values; }

    /// A file of the bundle; NAMEDAT is the scalar that names it.
    std::optional<QByteArray> file(const QString &path, const Place &namedAt);
    /// A file's documents, substituted.
    std::vector<Node> documents(const QString &path, const Place &namedAt, const Lookup &lookup);
    /// A file's text, substituted.
    std::string fileText(const QString &path, const Place &namedAt, const Lookup &lookup);
    /// A text of the bundle; "@path" alone is that file's.
    std::string textOrFile(const Node &node, const Lookup &lookup);
    /// The same, and it must be JSON: who reads it in the cluster would only drop it.
    std::string jsonText(const Node &node, const Lookup &lookup);

private:
    Predicate predicate(const Node &node);

    QString m_root;
    QMap<QString, QStringList> m_facts; ///< by name: what it may be; empty: anything
    std::optional<core::Fault> m_fault;
};

/// What readers of steps and probes may refer to.
struct Known {
    const Bundle &bundle; ///< demo.yaml is read already
    Lookup lookup;        ///< with secret marks
};

Probe readProbe(Reader &reader, const Node &node, const Known &known, bool insideApply = false);
std::vector<Probe> readProbes(Reader &reader, const Node &map, const char *key, const Known &known,
                              bool insideApply);
Each readEach(Reader &reader, const Node &map);
HttpCall readHttp(Reader &reader, const Node &node, const Known &known);
BodyTest readBodyTest(Reader &reader, const Node &map);
std::vector<StepSpec> readSteps(Reader &reader, const Node &map, const Known &known,
                                bool operation);
void readDemo(Reader &reader, const Choice &choice, Bundle &bundle);

} // namespace deploy

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/client.h"
#include "backend/kube/stream.h"

#include <QHash>

namespace kube {

/// A kept-up list: list, then watch from there, resume after every break, list again after 410 or
/// when the server lost us, and tell the differences. Breaks are answered after 100 ms, doubling
/// to 2 s. CLIENT and CLOCK outlive it; all on the event loop.
/// Source: kubernetes.io "API concepts", list and watch with bookmarks.
class Watch : public QObject {
    Q_OBJECT
public:
    enum class Change { Added, Modified, Deleted };
    Q_ENUM(Change)

    /// REF is without name; QUERY e.g. "labelSelector=app%3Da".
    Watch(Client &client, Ref ref, QString query, core::Clock &clock, QObject *parent = nullptr);
    ~Watch() override;

    void start();
    bool isSynced() const { return m_synced; }
    const Ref &ref() const { return m_ref; }

signals:
    /// A Deleted object found missing by a list has only apiVersion, kind and metadata.
    void changed(kube::Watch::Change change, const nlohmann::json &object);
    /// What was told is complete: after the first list, and when a stale watch caught up.
    void synced();
    /// Nothing is heard since SINCE; told once an outage, also before the first list came. The
    /// watch goes on trying.
    void stale(const QDateTime &since, const QString &why);

private:
    void list();
    void adopt(const Json &list);
    void open();
    void stream(const QString &path);
    void read(const QByteArray &piece);
    void take(const QByteArray &line);
    void ended(const core::Result<http::Reply> &reply);
    void tell(Change change, const Json &object);
    void relist();
    void retry(const QString &why, bool fromList);
    void settle();
    static QString keyOf(const Json &object);

    Client &m_client;
    core::Clock &m_clock;
    Ref m_ref;
    QString m_query;
    QString m_version;
    QHash<QString, Json>
        m_known; ///< key → apiVersion, kind, metadata{name, namespace, resourceVersion}
    LineCutter m_lines;
    std::unique_ptr<http::Call> m_call;
    std::chrono::milliseconds m_opened{0};
    int m_epoch = 0; ///< counts streams, so that late timers know theirs is over
    int m_tries = 0;
    bool m_started = false;
    bool m_synced = false;
    bool m_stale = false; ///< told so since the last sync
};

} // namespace kube

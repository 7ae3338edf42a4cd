// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <mutex>
#include <optional>

namespace kube {

/// What an exec plugin printed.
struct ExecCredential {
    QByteArray token, certificate, key;
    QDateTime expires; ///< invalid: until refused
    friend bool operator==(const ExecCredential &, const ExecCredential &) = default;
};

/// What one exec plugin printed last, for every client of its context on whatever thread: a plugin
/// that opens a browser or asks for a PIN does so once, not once a client.
class ExecShelf {
public:
    std::optional<ExecCredential> credential() const;
    /// Whether the caller may run the plugin now; false while another one runs it.
    bool begin();
    /// The caller has run it. FETCHED takes the old one's place.
    void end(const std::optional<ExecCredential> &fetched);
    /// The cluster does not believe it. One that was fetched meanwhile stays.
    void refuse(const ExecCredential &credential);

private:
    mutable std::mutex m_mutex;
    std::optional<ExecCredential> m_credential;
    bool m_busy = false;
};

} // namespace kube

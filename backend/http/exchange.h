// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/http/transport.h"

#include <curl/curl.h>

namespace http {

/// One libcurl transfer: options from a Request in, a Reply or a Fault out. Knows no event loop.
/// Its write callback only collects; whoever drives the handle takes the pieces afterwards,
/// because no curl function may be called from inside a callback.
class Exchange {
public:
    Exchange(const Request &request, bool streaming);
    ~Exchange();
    Exchange(const Exchange &) = delete;
    Exchange &operator=(const Exchange &) = delete;

    CURL *handle() const { return m_handle; }
    /// Body bytes of a 2xx stream that came since the last call.
    QByteArray takePiece();
    bool hasPiece() const { return !m_piece.isEmpty(); }
    core::Result<Reply> result(CURLcode code);

    std::function<void(const QByteArray &)> piece;
    Transport::Done done;

private:
    void applyTarget();
    void applyTls();
    void applyMethod();
    void addHeaders();
    core::Fault fault(CURLcode code) const;
    static size_t onBody(char *data, size_t, size_t size, void *self);
    static size_t onHeader(char *data, size_t, size_t size, void *self);

    Request m_request;
    bool m_streaming;
    bool m_tooLong = false;
    CURL *m_handle;
    curl_slist *m_headers = nullptr;
    curl_slist *m_connectTo = nullptr;
    Reply m_reply;
    QByteArray m_piece;
    char m_error[CURL_ERROR_SIZE] = {};
};

} // namespace http

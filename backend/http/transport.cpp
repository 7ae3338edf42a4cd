// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/http/transport.h"

using namespace Qt::StringLiterals;

namespace http {

QByteArray Reply::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

core::Result<Json> Reply::json() const
{
    Json value = Json::parse(body.begin(), body.end(), nullptr, false);
    if (!value.is_discarded())
        return value;
    const QString start = QString::fromUtf8(body.left(200));
    return tl::unexpected(
        core::Fault{core::Fault::Kind::Garbled,
                    body.isEmpty()
                        ? u"an empty answer came instead of JSON (HTTP %1)"_s.arg(status)
                        : u"the answer is not JSON (HTTP %1): %2"_s.arg(status).arg(start),
                    QString::fromUtf8(body.left(4096)),
                    {}});
}

} // namespace http

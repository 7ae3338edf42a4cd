// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace stage::app {

/// Certificates of one stage, PEM, made anew at each start. Errors of OpenSSL throw
/// std::runtime_error: without entropy or memory there is nothing to go on with.
struct Pki {
    std::string ca;
    std::string serverCertificate,
        serverKey; ///< for localhost, 127.0.0.1, ::1, kubernetes.default.svc
    static Pki make();
};

/// Random, URL-safe, as long as a ServiceAccount's token is hard to guess.
std::string newToken();

} // namespace stage::app

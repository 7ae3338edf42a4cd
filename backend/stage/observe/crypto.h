// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <optional>
#include <tl/expected.hpp>

namespace stage::observe {

using net::Json;

std::string base64Url(std::string_view bytes); ///< without padding
/// Nothing readable gives "".
std::string fromBase64Url(std::string text);
std::string randomHex(std::size_t bytes);
std::string sha256(std::string_view bytes); ///< 32 raw bytes

/// An RSA key that signs JSON Web Tokens with RS256, as dex makes one for itself.
class SigningKey {
public:
    SigningKey(); ///< makes a new 2048-bit key: a tenth of a second or so
    ~SigningKey();
    SigningKey(SigningKey &&) noexcept;
    SigningKey &operator=(SigningKey &&) noexcept;

    std::string sign(const Json &claims) const;
    /// {"keys": [...]} with the public half.
    Json jwks() const;

private:
    struct Inner;
    std::unique_ptr<Inner> m_inner;
};

/// The claims of a token that one of the keys has signed; the error says what is wrong with it.
/// Expiry, issuer and audience are the caller's to check.
tl::expected<Json, std::string> verifyJwt(const std::string &token, const Json &jwks);

/// Makes text unreadable and unforgeable for whoever keeps it (AES-256-GCM); for cookies.
class Seal {
public:
    explicit Seal(const std::string &secret);
    std::string close(const std::string &text) const; ///< URL-safe
    /// Nothing when SEALED is not ours.
    std::optional<std::string> open(const std::string &sealed) const;

private:
    std::string m_key;
};

/// Does PASSWORD fit a crypt(3) hash ("$2a$10$…")? False also when the system cannot check it; WHY
/// then says so.
bool passwordFits(const std::string &password, const std::string &hash, std::string &why);

} // namespace stage::observe

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <openssl/evp.h>
#include <string>
#include <tl/expected.hpp>

namespace stage::tools {

struct KeyDeleter {
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;

/// ECDSA P-256, as cosign makes them.
Key newKey();
std::string publicPem(EVP_PKEY *key);
tl::expected<Key, std::string> readPublic(const std::string &pem);

/// cosign's private key file: PKCS#8 sealed with scrypt and NaCl's secretbox, in a PEM block
/// "ENCRYPTED SIGSTORE PRIVATE KEY" (secure-systems-lab/go-securesystemslib, encrypted).
std::string sealPrivate(EVP_PKEY *key, const std::string &password);
tl::expected<Key, std::string> openPrivate(const std::string &pem, const std::string &password);

/// DER signature of SHA-256 over BYTES.
std::string sign(EVP_PKEY *key, const std::string &bytes);
bool verify(EVP_PKEY *key, const std::string &bytes, const std::string &signature);

} // namespace stage::tools

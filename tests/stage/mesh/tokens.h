// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

namespace tokens {

using nlohmann::json;

inline std::string encode(const std::string &bytes)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6)
            out += letters[bits >> (count - 6) & 63];
    }
    if (count > 0)
        out += letters[bits << (6 - count) & 63];
    return out;
}

/// An issuer's key, RSA or elliptic, with its public half as a JWK.
class Signer {
public:
    Signer(bool elliptic, std::string id)
        : m_elliptic(elliptic)
        , m_id(std::move(id))
        , m_key(elliptic ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                         : EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t(2048)))
    {
    }
    ~Signer() { EVP_PKEY_free(m_key); }
    Signer(const Signer &) = delete;
    Signer &operator=(const Signer &) = delete;

    json jwk() const
    {
        if (m_elliptic)
            return {{"kty", "EC"},
                    {"crv", "P-256"},
                    {"kid", m_id},
                    {"x", number(OSSL_PKEY_PARAM_EC_PUB_X, 32)},
                    {"y", number(OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
        return {{"kty", "RSA"},
                {"kid", m_id},
                {"alg", "RS256"},
                {"n", number(OSSL_PKEY_PARAM_RSA_N, 0)},
                {"e", number(OSSL_PKEY_PARAM_RSA_E, 0)}};
    }

    std::string token(const json &claims, json header = json::object()) const
    {
        json whole{{"alg", m_elliptic ? "ES256" : "RS256"}, {"typ", "JWT"}, {"kid", m_id}};
        whole.merge_patch(header);
        const std::string content = encode(whole.dump()) + "." + encode(claims.dump());
        return content + "." + encode(m_elliptic ? pairOf(sign(content)) : sign(content));
    }

private:
    std::string number(const char *name, int size) const
    {
        BIGNUM *value = nullptr;
        EVP_PKEY_get_bn_param(m_key, name, &value);
        const int length = size > 0 ? size : BN_num_bytes(value);
        std::string out(static_cast<std::size_t>(length), '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char *>(out.data()), length);
        BN_free(value);
        return encode(out);
    }
    std::string sign(const std::string &content) const
    {
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, m_key);
        std::size_t size = 0;
        const auto *bytes = reinterpret_cast<const unsigned char *>(content.data());
        EVP_DigestSign(context, nullptr, &size, bytes, content.size());
        std::string out(size, '\0');
        EVP_DigestSign(context, reinterpret_cast<unsigned char *>(out.data()), &size, bytes,
                       content.size());
        EVP_MD_CTX_free(context);
        out.resize(size);
        return out;
    }
    static std::string pairOf(const std::string &der)
    {
        const auto *at = reinterpret_cast<const unsigned char *>(der.data());
        ECDSA_SIG *pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
        std::string out(64, '\0');
        auto *bytes = reinterpret_cast<unsigned char *>(out.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(pair), bytes, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), bytes + 32, 32);
        ECDSA_SIG_free(pair);
        return out;
    }

    bool m_elliptic;
    std::string m_id;
    EVP_PKEY *m_key;
};

} // namespace tokens

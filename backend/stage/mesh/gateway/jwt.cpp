// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/jwt.h"

#include "backend/stage/cluster/store.h"

#include <algorithm>
#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <optional>

namespace stage::mesh::gateway {

using cluster::at;
using cluster::text;

namespace {

/// Clocks may differ by a minute (jsonwebtoken's own default).
constexpr std::int64_t leeway = 60;

template <auto Free> struct Freed {
    template <class T> void operator()(T *object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;

std::optional<std::string> decode(std::string_view base64url)
{
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : base64url) {
        static constexpr std::string_view letters =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        const auto value = letters.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<unsigned>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xff);
        }
    }
    return out;
}

Json decodeJson(std::string_view base64url)
{
    const auto bytes = decode(base64url);
    return bytes ? Json::parse(*bytes, nullptr, false) : Json(Json::value_t::discarded);
}

Number number(std::string_view bytes)
{
    return Number(BN_bin2bn(reinterpret_cast<const unsigned char *>(bytes.data()),
                            static_cast<int>(bytes.size()), nullptr));
}

Key keyFrom(const char *type, OSSL_PARAM_BLD *builder)
{
    const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> parameters(
        OSSL_PARAM_BLD_to_param(builder));
    const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context(
        EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return Key(made);
}

/// The public key of a JWK; null for a kind that is not known, or garbled numbers.
Key keyOf(const Json &jwk)
{
    const std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> builder(OSSL_PARAM_BLD_new());
    const std::string kind = text(jwk, "/kty");
    if (kind == "RSA") {
        const auto modulus = decode(text(jwk, "/n")), exponent = decode(text(jwk, "/e"));
        if (!modulus || !exponent)
            return nullptr;
        const Number n = number(*modulus), e = number(*exponent);
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
        return keyFrom("RSA", builder.get());
    }
    const auto x = decode(text(jwk, "/x")), y = decode(text(jwk, "/y"));
    if (kind != "EC" || !x || !y)
        return nullptr;
    const std::string curve = text(jwk, "/crv") == "P-384" ? "P-384" : "P-256";
    const std::string point = std::string(1, 4) + *x + *y;
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.c_str(), 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    return keyFrom("EC", builder.get());
}

/// A token's signature of an elliptic key is its two numbers side by side; OpenSSL reads DER.
std::string derOf(const std::string &raw)
{
    const std::size_t half = raw.size() / 2;
    ECDSA_SIG *pair = ECDSA_SIG_new();
    ECDSA_SIG_set0(pair, number(std::string_view(raw).substr(0, half)).release(),
                   number(std::string_view(raw).substr(half)).release());
    unsigned char *der = nullptr;
    const int length = i2d_ECDSA_SIG(pair, &der);
    std::string out(reinterpret_cast<char *>(der),
                    length > 0 ? static_cast<std::size_t>(length) : 0);
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return out;
}

bool signedBy(EVP_PKEY *key, const std::string &algorithm, std::string_view content,
              std::string signature)
{
    const EVP_MD *digest = algorithm.ends_with("256")   ? EVP_sha256()
                           : algorithm.ends_with("384") ? EVP_sha384()
                                                        : EVP_sha512();
    if (algorithm.starts_with("ES"))
        signature = derOf(signature);
    const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1
           && EVP_DigestVerify(context.get(),
                               reinterpret_cast<const unsigned char *>(signature.data()),
                               signature.size(),
                               reinterpret_cast<const unsigned char *>(content.data()),
                               content.size())
                  == 1;
}

struct Found {
    Json jwk, provider;
};

std::optional<Found> keyNamed(const Json &authentication, const std::string &id)
{
    for (const Json &provider : at(authentication, "/providers")) {
        const Json set = Json::parse(text(provider, "/jwks/inline", "{}"), nullptr, false);
        for (const Json &jwk : at(set, "/keys")) {
            if (text(jwk, "/kid") == id)
                return Found{jwk, provider};
        }
    }
    return std::nullopt;
}

bool algorithmFits(const Json &jwk, const std::string &algorithm)
{
    const std::string only = text(jwk, "/alg");
    if (!only.empty())
        return algorithm == only;
    static const std::vector<std::string> rsa{"RS256", "RS384", "RS512"}, ec{"ES256", "ES384"};
    const auto &family = text(jwk, "/kty") == "RSA" ? rsa : ec;
    return std::find(family.begin(), family.end(), algorithm) != family.end();
}

bool names(const Json &claim, const Json &wanted)
{
    const auto has = [&](const Json &one) {
        return std::find(wanted.begin(), wanted.end(), one) != wanted.end();
    };
    return claim.is_array() ? std::any_of(claim.begin(), claim.end(), has) : has(claim);
}

/// "" or what is wrong with the claims, by the names that the gateway's library gives.
std::string claimProblem(const Json &claims, const Json &provider, std::int64_t now)
{
    const Json &expires = at(claims, "/exp");
    if (!expires.is_number())
        return "MissingRequiredClaim(\"exp\")";
    if (expires.get<double>() < static_cast<double>(now - leeway))
        return "ExpiredSignature";
    const Json &issuer = at(claims, "/iss");
    if (!issuer.is_null() && issuer != at(provider, "/issuer"))
        return "InvalidIssuer";
    const Json &wanted = at(provider, "/audiences");
    const Json &audience = at(claims, "/aud");
    if (wanted.is_array() && !audience.is_null() && !names(audience, wanted))
        return "InvalidAudience";
    return {};
}

std::string invalid(const std::string &problem)
{
    return "the token is invalid or malformed: Error(" + problem + ")";
}

/// The claims of a token that one of the keys vouches for.
tl::expected<Json, std::string> claimsOf(const Json &authentication, const std::string &token,
                                         std::int64_t now)
{
    const auto first = token.find('.'), last = token.rfind('.');
    const bool three =
        first != std::string::npos && first != last && token.find('.', first + 1) == last;
    const Json header = three ? decodeJson(std::string_view(token).substr(0, first)) : Json();
    if (!header.is_object())
        return tl::unexpected(std::string("the token header is malformed: Error(InvalidToken)"));
    const std::string id = text(header, "/kid"), algorithm = text(header, "/alg");
    if (id.empty())
        return tl::unexpected(std::string("the token header does not specify a `kid`"));
    const auto found = keyNamed(authentication, id);
    const Key key = found ? keyOf(found->jwk) : nullptr;
    if (!key)
        return tl::unexpected("token uses the unknown key " + Json(id).dump());
    if (!algorithmFits(found->jwk, algorithm))
        return tl::unexpected(invalid("InvalidAlgorithm"));
    const auto signature = decode(std::string_view(token).substr(last + 1));
    if (!signature
        || !signedBy(key.get(), algorithm, std::string_view(token).substr(0, last), *signature))
        return tl::unexpected(invalid("InvalidSignature"));
    Json claims = decodeJson(std::string_view(token).substr(first + 1, last - first - 1));
    if (!claims.is_object())
        return tl::unexpected(invalid("InvalidToken"));
    const std::string problem = claimProblem(claims, found->provider, now);
    if (!problem.empty())
        return tl::unexpected(invalid(problem));
    return claims;
}

} // namespace

tl::expected<Json, std::string> authenticate(const Json &authentication,
                                             const net::Request &request, std::int64_t now)
{
    if (!authentication.is_object())
        return Json();
    const std::string mode = text(authentication, "/mode", "Strict");
    const std::string header = request.headers.get("Authorization");
    const bool bearer =
        header.size() > 7 && (header.starts_with("Bearer ") || header.starts_with("bearer "));
    if (!bearer && mode == "Strict")
        return tl::unexpected(std::string("no bearer token found"));
    if (!bearer)
        return Json();
    auto claims = claimsOf(authentication, header.substr(7), now);
    if (!claims && mode == "Permissive")
        return Json();
    return claims;
}

} // namespace stage::mesh::gateway

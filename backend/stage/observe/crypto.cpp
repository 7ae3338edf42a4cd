// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/crypto.h"

#include <array>
#include <boost/beast/core/detail/base64.hpp>
#include <cstring>
#include <dlfcn.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <stdexcept>

namespace stage::observe {

namespace base64 = boost::beast::detail::base64;

namespace {

constexpr std::size_t nonceSize = 12, tagSize = 16;

template <class T, void (*release)(T *)> struct Release {
    void operator()(T *value) const { release(value); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX, EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Release<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM, OSSL_PARAM_free>>;

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytesOf(std::string &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

std::string parameter(const EVP_PKEY *key, const char *name)
{
    BIGNUM *raw = nullptr;
    if (!EVP_PKEY_get_bn_param(key, name, &raw))
        return {};
    const Number number(raw);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
    BN_bn2bin(number.get(), bytesOf(bytes));
    return bytes;
}

KeyPtr publicKey(const std::string &modulus, const std::string &exponent)
{
    const Number n(
        BN_bin2bn(bytesOf(std::string_view(modulus)), static_cast<int>(modulus.size()), nullptr));
    const Number e(
        BN_bin2bn(bytesOf(std::string_view(exponent)), static_cast<int>(exponent.size()), nullptr));
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY *key = nullptr;
    EVP_PKEY_fromdata_init(context.get());
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get());
    return KeyPtr(key);
}

} // namespace

std::string base64Url(std::string_view bytes)
{
    std::string out(base64::encoded_size(bytes.size()), '\0');
    out.resize(base64::encode(out.data(), bytes.data(), bytes.size()));
    for (char &c : out)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return out.substr(0, out.find('='));
}

std::string fromBase64Url(std::string text)
{
    for (char &c : text)
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    std::string out(base64::decoded_size(text.size() + 3), '\0');
    const auto [written, read] = base64::decode(out.data(), text.data(), text.size());
    if (read < text.size() && text.find_first_not_of('=', read) != std::string::npos)
        return {};
    out.resize(written);
    return out;
}

std::string randomHex(std::size_t bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string raw(bytes, '\0'), out;
    if (RAND_bytes(bytesOf(raw), static_cast<int>(bytes)) != 1)
        throw std::runtime_error("the system has no random numbers");
    for (const unsigned char c : raw) {
        out += digits[c >> 4];
        out += digits[c & 15];
    }
    return out;
}

std::string sha256(std::string_view bytes)
{
    std::string out(32, '\0');
    EVP_Digest(bytes.data(), bytes.size(), bytesOf(out), nullptr, EVP_sha256(), nullptr);
    return out;
}

struct SigningKey::Inner {
    KeyPtr key;
    std::string id;
};

SigningKey::SigningKey()
    : m_inner(std::make_unique<Inner>())
{
    m_inner->key.reset(EVP_RSA_gen(2048));
    m_inner->id = randomHex(20);
}

SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey &&) noexcept = default;
SigningKey &SigningKey::operator=(SigningKey &&) noexcept = default;

std::string SigningKey::sign(const Json &claims) const
{
    const Json header{{"alg", "RS256"}, {"kid", m_inner->id}};
    const auto text = base64Url(header.dump()) + "." + base64Url(claims.dump());
    const DigestContext context(EVP_MD_CTX_new());
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_inner->key.get());
    std::size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, bytesOf(std::string_view(text)), text.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context.get(), bytesOf(signature), &size, bytesOf(std::string_view(text)),
                   text.size());
    signature.resize(size);
    return text + "." + base64Url(signature);
}

Json SigningKey::jwks() const
{
    return {
        {"keys",
         Json::array({{{"use", "sig"},
                       {"kty", "RSA"},
                       {"kid", m_inner->id},
                       {"alg", "RS256"},
                       {"n", base64Url(parameter(m_inner->key.get(), OSSL_PKEY_PARAM_RSA_N))},
                       {"e", base64Url(parameter(m_inner->key.get(), OSSL_PKEY_PARAM_RSA_E))}}})}};
}

tl::expected<Json, std::string> verifyJwt(const std::string &token, const Json &jwks)
{
    const auto first = token.find('.');
    const auto second = token.find('.', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos)
        return tl::unexpected(std::string("malformed jwt: three parts expected"));
    const auto header = Json::parse(fromBase64Url(token.substr(0, first)), nullptr, false);
    if (!header.is_object() || header.value("alg", "") != "RS256")
        return tl::unexpected(std::string("malformed jwt: only RS256 is understood"));
    const auto signature = fromBase64Url(token.substr(second + 1));
    for (const auto &key : jwks.value("keys", Json::array())) {
        if (key.value("kid", "") != header.value("kid", ""))
            continue;
        const auto rsa =
            publicKey(fromBase64Url(key.value("n", "")), fromBase64Url(key.value("e", "")));
        const DigestContext context(EVP_MD_CTX_new());
        if (!rsa
            || EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, rsa.get()) != 1
            || EVP_DigestVerify(context.get(), bytesOf(std::string_view(signature)),
                                signature.size(), bytesOf(std::string_view(token)), second)
                   != 1)
            return tl::unexpected(std::string("failed to verify id token signature"));
        auto claims =
            Json::parse(fromBase64Url(token.substr(first + 1, second - first - 1)), nullptr, false);
        if (!claims.is_object())
            return tl::unexpected(std::string("malformed jwt: the claims are no object"));
        return claims;
    }
    return tl::unexpected(std::string("the token's key is not among the issuer's keys"));
}

Seal::Seal(const std::string &secret)
    : m_key(sha256(secret))
{
}

std::string Seal::close(const std::string &text) const
{
    std::string out(nonceSize + text.size() + tagSize, '\0');
    RAND_bytes(bytesOf(out), nonceSize);
    const CipherContext context(EVP_CIPHER_CTX_new());
    EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytesOf(std::string_view(m_key)),
                       bytesOf(out));
    int written = 0;
    EVP_EncryptUpdate(context.get(), bytesOf(out) + nonceSize, &written,
                      bytesOf(std::string_view(text)), static_cast<int>(text.size()));
    EVP_EncryptFinal_ex(context.get(), bytesOf(out) + nonceSize + written, &written);
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tagSize,
                        bytesOf(out) + nonceSize + text.size());
    return base64Url(out);
}

std::optional<std::string> Seal::open(const std::string &sealed) const
{
    std::string in = fromBase64Url(sealed);
    if (in.size() < nonceSize + tagSize)
        return {};
    const auto size = in.size() - nonceSize - tagSize;
    std::string out(size, '\0');
    const CipherContext context(EVP_CIPHER_CTX_new());
    EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytesOf(std::string_view(m_key)),
                       bytesOf(in));
    int written = 0;
    EVP_DecryptUpdate(context.get(), bytesOf(out), &written, bytesOf(in) + nonceSize,
                      static_cast<int>(size));
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tagSize,
                        bytesOf(in) + nonceSize + size);
    if (EVP_DecryptFinal_ex(context.get(), bytesOf(out) + written, &written) != 1)
        return {};
    return out;
}

bool passwordFits(const std::string &password, const std::string &hash, std::string &why)
{
    // bcrypt is in no library that the stage links; the system's libcrypt has it and is on every
    // Debian and Ubuntu.
    using Crypt = char *(*)(const char *, const char *, void **, int *);
    static void *const library = dlopen("libcrypt.so.1", RTLD_NOW | RTLD_LOCAL);
    static const auto crypt =
        library ? reinterpret_cast<Crypt>(dlsym(library, "crypt_ra")) : nullptr;
    if (!crypt) {
        why = "libcrypt.so.1 with crypt_ra is missing on this system";
        return false;
    }
    void *data = nullptr;
    int size = 0;
    const char *made = crypt(password.c_str(), hash.c_str(), &data, &size);
    const bool fits = made && hash == made;
    std::free(data);
    return fits;
}

} // namespace stage::observe

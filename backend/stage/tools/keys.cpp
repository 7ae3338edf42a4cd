// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/tools/keys.h"

#include "backend/stage/tools/encoding.h"

#include <nlohmann/json.hpp>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sodium.h>

namespace stage::tools {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t scryptN = 65536;
constexpr std::uint64_t scryptR = 8;
constexpr std::uint64_t scryptP = 1;
constexpr char blockName[] = "ENCRYPTED SIGSTORE PRIVATE KEY";

std::string stretch(const std::string &password, const std::string &salt, std::uint64_t n,
                    std::uint64_t r, std::uint64_t p)
{
    std::string out(crypto_secretbox_KEYBYTES, '\0');
    const int ok = EVP_PBE_scrypt(password.data(), password.size(),
                                  reinterpret_cast<const unsigned char *>(salt.data()), salt.size(),
                                  n, r, p, 256ull * 1024 * 1024,
                                  reinterpret_cast<unsigned char *>(out.data()), out.size());
    return ok == 1 ? out : std::string();
}

std::string randomBytes(std::size_t count)
{
    std::string out(count, '\0');
    randombytes_buf(out.data(), out.size());
    return out;
}

std::string pkcs8(EVP_PKEY *key)
{
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
    unsigned char *der = nullptr;
    const int length = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    std::string out(reinterpret_cast<char *>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    PKCS8_PRIV_KEY_INFO_free(info);
    return out;
}

} // namespace

Key newKey()
{
    return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
}

std::string publicPem(EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, key);
    char *data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    std::string out(data, static_cast<std::size_t>(length));
    BIO_free(bio);
    return out;
}

tl::expected<Key, std::string> readPublic(const std::string &pem)
{
    BIO *bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    Key key(PEM_read_bio_PUBKEY(bio, nullptr, nullptr, nullptr));
    BIO_free(bio);
    if (!key)
        return tl::unexpected(std::string("not a public key in PEM"));
    return key;
}

std::string sealPrivate(EVP_PKEY *key, const std::string &password)
{
    const std::string salt = randomBytes(32);
    const std::string nonce = randomBytes(crypto_secretbox_NONCEBYTES);
    const std::string secret = stretch(password, salt, scryptN, scryptR, scryptP);
    const std::string plain = pkcs8(key);
    std::string sealed(plain.size() + crypto_secretbox_MACBYTES, '\0');
    crypto_secretbox_easy(reinterpret_cast<unsigned char *>(sealed.data()),
                          reinterpret_cast<const unsigned char *>(plain.data()), plain.size(),
                          reinterpret_cast<const unsigned char *>(nonce.data()),
                          reinterpret_cast<const unsigned char *>(secret.data()));
    const Json file = {{"kdf",
                        {{"name", "scrypt"},
                         {"params", {{"N", scryptN}, {"r", scryptR}, {"p", scryptP}}},
                         {"salt", base64Encode(salt)}}},
                       {"cipher", {{"name", "nacl/secretbox"}, {"nonce", base64Encode(nonce)}}},
                       {"ciphertext", base64Encode(sealed)}};
    const std::string body = base64Encode(file.dump());
    std::string out = std::string("-----BEGIN ") + blockName + "-----\n";
    for (std::size_t at = 0; at < body.size(); at += 64)
        out += body.substr(at, 64) + "\n";
    return out + "-----END " + blockName + "-----\n";
}

tl::expected<Key, std::string> openPrivate(const std::string &pem, const std::string &password)
{
    const auto begin = pem.find("-----\n");
    const auto end = pem.find("-----END");
    if (begin == std::string::npos || end == std::string::npos || end < begin)
        return tl::unexpected(std::string("not a cosign private key"));
    const Json file =
        Json::parse(base64Decode(pem.substr(begin + 6, end - begin - 6)), nullptr, false);
    if (!file.is_object() || !file.contains("kdf") || !file.contains("cipher"))
        return tl::unexpected(std::string("not a cosign private key"));
    const Json params = file.at("kdf").value("params", Json::object());
    const std::string secret =
        stretch(password, base64Decode(file.at("kdf").value("salt", "")),
                params.value("N", scryptN), params.value("r", scryptR), params.value("p", scryptP));
    const std::string nonce = base64Decode(file.at("cipher").value("nonce", ""));
    const std::string sealed = base64Decode(file.value("ciphertext", ""));
    if (secret.empty() || nonce.size() != crypto_secretbox_NONCEBYTES
        || sealed.size() < crypto_secretbox_MACBYTES)
        return tl::unexpected(std::string("a cosign private key with unknown parameters"));
    std::string plain(sealed.size() - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char *>(plain.data()),
                                   reinterpret_cast<const unsigned char *>(sealed.data()),
                                   sealed.size(),
                                   reinterpret_cast<const unsigned char *>(nonce.data()),
                                   reinterpret_cast<const unsigned char *>(secret.data()))
        != 0)
        return tl::unexpected(
            std::string("decrypt: encrypted: decryption failed (wrong password?)"));
    const unsigned char *at = reinterpret_cast<const unsigned char *>(plain.data());
    Key key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(plain.size())));
    if (!key)
        return tl::unexpected(std::string("the decrypted key is not PKCS#8"));
    return key;
}

std::string sign(EVP_PKEY *key, const std::string &bytes)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
    std::size_t length = 0;
    const auto *data = reinterpret_cast<const unsigned char *>(bytes.data());
    EVP_DigestSign(context, nullptr, &length, data, bytes.size());
    std::string out(length, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char *>(out.data()), &length, data,
                   bytes.size());
    EVP_MD_CTX_free(context);
    out.resize(length);
    return out;
}

bool verify(EVP_PKEY *key, const std::string &bytes, const std::string &signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key);
    const int ok =
        EVP_DigestVerify(context, reinterpret_cast<const unsigned char *>(signature.data()),
                         signature.size(), reinterpret_cast<const unsigned char *>(bytes.data()),
                         bytes.size());
    EVP_MD_CTX_free(context);
    return ok == 1;
}

} // namespace stage::tools

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/pki.h"

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace stage::app {

namespace {

template <auto Free> struct Freeing {
    template <class T> void operator()(T *it) const { Free(it); }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Bio = std::unique_ptr<BIO, Freeing<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freeing<X509_EXTENSION_free>>;

void check(bool good, const char *what)
{
    if (!good)
        throw std::runtime_error(std::string("OpenSSL could not ") + what);
}

std::string textOf(BIO *bio)
{
    char *data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(length)};
}

std::string pem(X509 *certificate)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    check(PEM_write_bio_X509(bio.get(), certificate) == 1, "write a certificate");
    return textOf(bio.get());
}

std::string pem(EVP_PKEY *key)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    check(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "write a key");
    return textOf(bio.get());
}

void extend(X509 *certificate, X509 *issuer, int id, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
    check(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extend a certificate");
}

Certificate blank(const char *name, EVP_PKEY *key)
{
    Certificate certificate(X509_new());
    check(certificate != nullptr, "make a certificate");
    X509_set_version(certificate.get(), 2);
    std::uint64_t serial = 0;
    check(RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial) == 1,
          "find random bytes");
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -300);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30L * 24 * 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME *subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char *>(name), -1, -1, 0);
    return certificate;
}

} // namespace

Pki Pki::make()
{
    const Key caKey(EVP_EC_gen("P-256"));
    const Key serverKey(EVP_EC_gen("P-256"));
    check(caKey && serverKey, "make a key");
    const Certificate ca = blank("trustusbank-stage-ca", caKey.get());
    X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get()));
    extend(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign,digitalSignature");
    extend(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
    check(X509_sign(ca.get(), caKey.get(), EVP_sha256()) > 0, "sign a certificate");

    const Certificate server = blank("trustusbank-stage", serverKey.get());
    X509_set_issuer_name(server.get(), X509_get_subject_name(ca.get()));
    extend(server.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(server.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
    extend(server.get(), ca.get(), NID_ext_key_usage, "serverAuth");
    extend(server.get(), ca.get(), NID_authority_key_identifier, "keyid");
    extend(server.get(), ca.get(), NID_subject_alt_name,
           "DNS:localhost,IP:127.0.0.1,IP:::1,DNS:kubernetes,DNS:kubernetes.default.svc");
    check(X509_sign(server.get(), caKey.get(), EVP_sha256()) > 0, "sign a certificate");
    return {pem(ca.get()), pem(server.get()), pem(serverKey.get())};
}

std::string newToken()
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char bytes[43];
    check(RAND_bytes(bytes, sizeof bytes) == 1, "find random bytes");
    std::string token;
    for (const unsigned char byte : bytes)
        token += letters[byte & 63];
    return token;
}

} // namespace stage::app

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/tunneltls.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

namespace kube {

namespace {

QSslKey keyFrom(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        const QSslKey key(pem, algorithm);
        if (!key.isNull())
            return key;
    }
    return {};
}

} // namespace

QSslConfiguration TunnelTls::configuration(const http::Tls &tls)
{
    const bool same = m_built && tls.ca == m_tls.ca && tls.certificate == m_tls.certificate
                      && tls.key == m_tls.key && tls.insecure == m_tls.insecure;
    if (same)
        return m_configuration;
    m_tls = tls;
    m_built = true;
    m_configuration = QSslConfiguration::defaultConfiguration();
    m_configuration.setSslOption(QSsl::SslOptionDisableSessionPersistence, false);
    if (!tls.ca.isEmpty())
        m_configuration.setCaCertificates(QSslCertificate::fromData(tls.ca));
    if (!tls.certificate.isEmpty()) {
        m_configuration.setLocalCertificateChain(QSslCertificate::fromData(tls.certificate));
        m_configuration.setPrivateKey(keyFrom(tls.key));
    }
    if (tls.insecure)
        m_configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return m_configuration;
}

void TunnelTls::remember(const QSslConfiguration &used)
{
    if (!used.sessionTicket().isEmpty())
        m_configuration.setSessionTicket(used.sessionTicket());
}

} // namespace kube

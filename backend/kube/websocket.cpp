// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/websocket.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QSslSocket>
#include <QtEndian>
#include <cstring>

using namespace Qt::StringLiterals;

namespace kube {

namespace {

constexpr qint64 wireBuffer = 64 * 1024;
constexpr qsizetype largestAnswer = 64 * 1024;
enum Opcode { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

QByteArray fieldOf(const QByteArray &head, const QByteArray &name)
{
    for (const QByteArray &line : head.split('\n')) {
        const auto colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

QByteArray acceptOf(const QByteArray &key)
{
    const QByteArray text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return QCryptographicHash::hash(text, QCryptographicHash::Sha1).toBase64();
}

QByteArray randomKey()
{
    quint32 words[4];
    QRandomGenerator::system()->fillRange(words);
    return QByteArray(reinterpret_cast<const char *>(words), sizeof words).toBase64();
}

void mask(char *bytes, qsizetype size, quint32 key)
{
    const quint64 twice = quint64(key) << 32 | key;
    qsizetype at = 0;
    for (; at + 8 <= size; at += 8) {
        quint64 word;
        std::memcpy(&word, bytes + at, 8);
        word ^= twice;
        std::memcpy(bytes + at, &word, 8);
    }
    const auto *part = reinterpret_cast<const char *>(&twice);
    for (qsizetype i = 0; at + i < size; ++i)
        bytes[at + i] = static_cast<char>(bytes[at + i] ^ part[i]);
}

} // namespace

WebSocket::WebSocket(QObject *parent)
    : QObject(parent)
{
}

WebSocket::~WebSocket()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
    }
}

void WebSocket::open(const Door &door)
{
    m_door = door;
    m_phase = Phase::Connecting;
    const bool secure = door.url.scheme() == u"https";
    auto *const encrypted = secure ? new QSslSocket(this) : nullptr;
    m_socket = secure ? encrypted : new QTcpSocket(this);
    m_in.reserve(2 * wireBuffer);
    m_socket->setProxy(door.proxy);
    m_socket->setReadBufferSize(wireBuffer);
    connect(m_socket, &QTcpSocket::readyRead, this, &WebSocket::readable);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &WebSocket::drained);
    connect(m_socket, &QTcpSocket::disconnected, this, &WebSocket::gone);
    connect(m_socket, &QTcpSocket::errorOccurred, this, [this] {
        if (m_phase == Phase::Connecting)
            end(End::Unopened, m_socket->errorString());
    });
    if (!encrypted) {
        connect(m_socket, &QTcpSocket::connected, this, &WebSocket::ask);
        m_socket->connectToHost(door.url.host(), quint16(door.url.port(80)));
        return;
    }
    connect(encrypted, &QSslSocket::encrypted, this, &WebSocket::ask);
    connect(encrypted, &QSslSocket::encryptedBytesWritten, this, &WebSocket::drained);
    encrypted->setSslConfiguration(door.tls);
    const QString name = door.serverName.isEmpty() ? door.url.host() : door.serverName;
    encrypted->connectToHostEncrypted(door.url.host(), quint16(door.url.port(443)), name);
}

QSslConfiguration WebSocket::tls() const
{
    const auto *const encrypted = qobject_cast<const QSslSocket *>(m_socket);
    return encrypted ? encrypted->sslConfiguration() : QSslConfiguration();
}

void WebSocket::ask()
{
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_phase = Phase::Answer;
    m_key = randomKey();
    QByteArray text = "GET " + m_door.url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority)
                      + " HTTP/1.1\r\nHost: " + m_door.url.authority(QUrl::FullyEncoded).toLatin1()
                      + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                      + "\r\nSec-WebSocket-Key: " + m_key
                      + "\r\nSec-WebSocket-Protocol: " + m_door.protocols + "\r\n";
    for (const auto &[name, value] : m_door.headers)
        text += name + ": " + value + "\r\n";
    m_socket->write(text + "\r\n");
}

void WebSocket::readable()
{
    take();
    while (!m_paused && !m_taking && m_phase != Phase::Over) {
        // In one place that stays, for large ones that come and go are mapped anew each time.
        // Asking for more than there is makes a QSslSocket go on decrypting.
        const qsizetype before = m_in.size() - m_at;
        std::memmove(m_in.data(), m_in.constData() + m_at, size_t(before));
        const qint64 room = m_socket->bytesAvailable() + 1;
        m_in.resize(before + room);
        m_at = 0;
        const qint64 got = m_socket->read(m_in.data() + before, room);
        m_in.truncate(before + std::max(got, qint64(0)));
        if (got <= 0)
            return;
        take();
    }
}

/// Until more is needed, or nothing more is wanted.
void WebSocket::take()
{
    if (m_taking)
        return; // what is told may ask for the next
    m_taking = true;
    bool more = true;
    while (more && !m_paused && m_phase != Phase::Over && m_at < m_in.size())
        more = m_phase == Phase::Open ? takeFrame() : takeAnswer();
    m_taking = false;
}

bool WebSocket::takeAnswer()
{
    if (m_phase == Phase::Answer) {
        const auto size = m_in.indexOf("\r\n\r\n");
        if (size < 0) {
            if (m_in.size() > largestAnswer)
                end(End::Unopened, u"the server does not speak HTTP"_s);
            return false;
        }
        const QByteArray head = m_in.left(size);
        m_at = size + 4;
        m_status = head.mid(9, 3).toInt();
        if (m_status == 101) {
            m_protocol = fieldOf(head, "Sec-WebSocket-Protocol");
            if (fieldOf(head, "Sec-WebSocket-Accept") != acceptOf(m_key)) {
                end(End::Unopened, u"the server's answer is none to this question"_s);
                return false;
            }
            m_phase = Phase::Open;
            emit opened();
            return true;
        }
        const QByteArray length = fieldOf(head, "Content-Length");
        m_length = length.isEmpty() ? -1 : length.toLongLong();
        m_phase = Phase::Body;
    }
    m_body += m_in.sliced(m_at);
    m_at = m_in.size();
    if ((m_length >= 0 && m_body.size() >= m_length) || m_body.size() > largestAnswer)
        end(End::Refused, u"HTTP %1"_s.arg(m_status));
    return false;
}

/// Part of a frame; false: it is not there yet.
bool WebSocket::takeFrame()
{
    const qsizetype there = m_in.size() - m_at;
    if (m_left > 0)
        return takeData(m_at, std::min(m_left, there));
    if (there < 2)
        return false;
    const auto *bytes = reinterpret_cast<const uchar *>(m_in.constData()) + m_at;
    const int opcode = bytes[0] & 15;
    quint64 length = bytes[1] & 127;
    const qsizetype head = length == 126 ? 4 : length == 127 ? 10 : 2;
    if (there < head)
        return false;
    if (head > 2)
        length =
            head == 4 ? qFromBigEndian<quint16>(bytes + 2) : qFromBigEndian<quint64>(bytes + 2);
    const bool isData = opcode <= Binary, isControl = opcode >= Close && opcode <= Pong;
    if ((bytes[1] & 128) || (bytes[0] & 0x70) || (!isData && !isControl)
        || length > quint64(isData ? 1ll << 62 : 125)) {
        end(End::Broken, u"the server does not speak the WebSocket protocol"_s);
        return false;
    }
    if (isControl) {
        if (there < head + qsizetype(length))
            return false;
        const QByteArray payload = m_in.mid(m_at + head, qsizetype(length));
        m_at += head + qsizetype(length);
        takeControl(opcode, payload);
        return true;
    }
    m_begins = opcode != Continuation;
    m_lastFrame = bytes[0] & 128;
    m_at += head;
    m_left = qsizetype(length);
    return m_left > 0 || takeData(m_at, 0);
}

bool WebSocket::takeData(qsizetype at, qsizetype size)
{
    m_at += size;
    m_left -= size;
    emit received(QByteArrayView(m_in).sliced(at, size), std::exchange(m_begins, false),
                  m_lastFrame && m_left == 0);
    return true;
}

void WebSocket::takeControl(int opcode, const QByteArray &payload)
{
    if (opcode == Ping) {
        write(Pong, payload, {});
    } else if (opcode == Pong) {
        emit pong();
    } else {
        write(Close, payload.left(2), {});
        const int code = payload.size() < 2 ? 1005 : qFromBigEndian<quint16>(payload.constData());
        end(code == 1000 ? End::Normal : End::Broken,
            u"the server closed with code %1"_s.arg(code));
    }
}

/// What came last is still there to be read.
void WebSocket::gone()
{
    m_gone = true;
    if (m_paused)
        return;
    readable();
    if (m_phase == Phase::Body)
        end(End::Refused, u"HTTP %1"_s.arg(m_status));
    else
        end(m_phase == Phase::Open ? End::Broken : End::Unopened, m_socket->errorString());
}

void WebSocket::pause(bool paused)
{
    m_paused = paused;
    if (paused || !m_socket)
        return;
    readable();
    if (m_paused || m_phase == Phase::Over)
        return;
    // Only a changed limit makes Qt look at its descriptor again after the buffer had been full.
    m_socket->setReadBufferSize(m_socket->readBufferSize() == wireBuffer ? wireBuffer + 1
                                                                         : wireBuffer);
    if (m_gone)
        gone();
}

void WebSocket::send(QByteArrayView head, QByteArrayView rest)
{
    if (m_phase == Phase::Open)
        write(Binary, head, rest);
}

void WebSocket::ping()
{
    if (m_phase == Phase::Open)
        write(Ping, {}, {});
}

void WebSocket::write(int opcode, QByteArrayView head, QByteArrayView rest)
{
    const qsizetype size = head.size() + rest.size();
    QByteArray frame;
    frame.reserve(size + 14);
    frame += char(128 | opcode);
    if (size < 126) {
        frame += char(128 | size);
    } else if (size < 65536) {
        frame += char(128 | 126);
        frame += char(size >> 8);
        frame += char(size);
    } else {
        frame += char(128 | 127);
        quint64 length = qToBigEndian(quint64(size));
        frame.append(reinterpret_cast<const char *>(&length), 8);
    }
    const quint32 key = QRandomGenerator::global()->generate();
    frame.append(reinterpret_cast<const char *>(&key), 4);
    const qsizetype before = frame.size();
    frame.append(head).append(rest);
    mask(frame.data() + before, size, key);
    m_socket->write(frame);
}

/// Under TLS everything is encrypted at once, and waits below.
qint64 WebSocket::queued() const
{
    const auto *const encrypted = qobject_cast<const QSslSocket *>(m_socket);
    return m_socket
               ? m_socket->bytesToWrite() + (encrypted ? encrypted->encryptedBytesToWrite() : 0)
               : 0;
}

void WebSocket::close()
{
    if (m_phase == Phase::Open) {
        char code[2];
        qToBigEndian(quint16(1000), code);
        write(Close, QByteArrayView(code, 2), {});
        m_socket->flush();
    }
    m_phase = Phase::Over;
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->disconnectFromHost();
    }
}

void WebSocket::end(End how, const QString &why)
{
    if (m_phase == Phase::Over)
        return;
    m_phase = Phase::Over;
    m_socket->disconnect(this);
    m_socket->disconnectFromHost();
    emit over(how, why);
}

} // namespace kube

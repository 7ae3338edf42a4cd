// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/web.h"
#include "widgets/browser/tabpage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPluginLoader>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>

namespace site {

using namespace Qt::StringLiterals;

struct Request {
    QByteArray method, path, query, cookie, body;
};
struct Answer {
    int status = 200;
    QByteArray body;
    QByteArray headers = "Content-Type: text/html; charset=utf-8\r\n"; ///< each with its end
};

/// A small web server on loopback that remembers what it was asked.
class Site final : public QTcpServer {
public:
    using Handler = std::function<Answer(const Request &)>;
    explicit Site(Handler handler)
        : m_handler(std::move(handler))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    QString origin() const { return u"http://127.0.0.1:%1"_s.arg(serverPort()); }
    QUrl at(const QString &path) const { return QUrl(origin() + path); }
    const QList<Request> &asked() const { return m_asked; }
    int asked(const QByteArray &path) const
    {
        return static_cast<int>(
            std::count_if(m_asked.begin(), m_asked.end(),
                          [&path](const Request &one) { return one.path == path; }));
    }
    void forget() { m_asked.clear(); }

private:
    /// Everything here fits into one connection, and a body comes with its head or right after it.
    void read(QTcpSocket *socket)
    {
        QByteArray &text = m_text[socket];
        text += socket->readAll();
        const qsizetype end = text.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        Request request;
        qsizetype length = 0;
        const QList<QByteArray> lines = text.left(end).split('\n');
        for (const QByteArray &line : lines) {
            const QByteArray value = line.mid(line.indexOf(':') + 1).trimmed();
            if (line.toLower().startsWith("content-length:"))
                length = value.toLongLong();
            if (line.toLower().startsWith("cookie:"))
                request.cookie = value;
        }
        if (text.size() < end + 4 + length)
            return;
        request.body = text.mid(end + 4, length);
        m_text.remove(socket);
        const QList<QByteArray> first = lines.first().split(' ');
        request.method = first.value(0);
        const QByteArray target = first.value(1);
        request.path = target.left(target.indexOf('?') < 0 ? target.size() : target.indexOf('?'));
        request.query = target.mid(request.path.size());
        m_asked << request;
        const Answer answer = m_handler(request);
        socket->write("HTTP/1.1 " + QByteArray::number(answer.status) + " X\r\n" + answer.headers
                      + "Cache-Control: no-store\r\nConnection: close\r\nContent-Length: "
                      + QByteArray::number(answer.body.size()) + "\r\n\r\n" + answer.body);
        socket->disconnectFromHost();
    }

    Handler m_handler;
    QList<Request> m_asked;
    QHash<QTcpSocket *, QByteArray> m_text;
};

/// The engine as the program loads it.
inline widgets::WebEngine *engine()
{
    QPluginLoader loader(QStringLiteral(PROGRAM_DIR "/libcockpit_web.so"));
    QObject *loaded = loader.instance();
    if (!loaded)
        qWarning("%s", qPrintable(loader.errorString()));
    return qobject_cast<widgets::WebEngine *>(loaded);
}

/// The same, begun: what it says of the machine at its first page (no graphics card) is no test's.
/// Whatever it is told has to be told before.
inline widgets::WebEngine *begunEngine()
{
    widgets::WebEngine *out = engine();
    if (!out)
        return nullptr;
    bool there = false;
    widgets::WebEvents events;
    events.loaded = [&there](bool) { there = true; };
    widgets::WebSetup setup;
    setup.profile = u"first"_s;
    const auto view = out->createView(setup, std::move(events));
    const std::unique_ptr<QWidget> widget(view->widget());
    view->load(QUrl(u"about:blank"_s));
    QElapsedTimer timer;
    timer.start();
    while (!there && timer.elapsed() < 60'000)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
    return there ? out : nullptr;
}

inline widgets::TabValue tab(const QString &name)
{
    widgets::TabValue out;
    out.id = out.title = name;
    return out;
}

/// All but the offscreen platform's, which it has for every window, and what Qt 6.8's engine says
/// when a page asks for the screen and there is none.
inline QRegularExpression ourWarnings()
{
    return QRegularExpression(u"^(?!This plugin does not support propagateSizeHints"
                              "|(Screen|Window) capturing is not available).*"_s);
}

/// The same where a window begins the engine itself, which says of a machine without a graphics
/// card that it has none.
inline QRegularExpression ourWarningsFromTheFirstPageOn()
{
    return QRegularExpression(u"^(?!This plugin does not support propagateSizeHints"
                              "|(Screen|Window) capturing is not available"
                              "|WebEngineContext used before QtWebEngineCore::initialize"
                              "|No suitable graphics backend found).*"_s);
}

/// How many windows of this program can be seen.
inline int windows()
{
    const auto all = QApplication::topLevelWidgets();
    return static_cast<int>(
        std::count_if(all.begin(), all.end(), [](const QWidget *one) { return one->isVisible(); }));
}

/// What a script says, waited for.
inline QString said(widgets::WebView &view, const QString &script)
{
    QString out;
    bool there = false;
    view.run(script, [&](const QString &answer) {
        out = answer;
        there = true;
    });
    QElapsedTimer timer;
    timer.start();
    while (!there && timer.elapsed() < 30'000)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
    return out;
}

} // namespace site

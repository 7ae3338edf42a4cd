// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/web.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPluginLoader>
#include <unistd.h>

namespace app {

using namespace Qt::StringLiterals;

void prepareWeb()
{
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    // Chromium's sandbox refuses to work for root; anybody else has it.
    if (::geteuid() == 0)
        qputenv("QTWEBENGINE_DISABLE_SANDBOX", "1");
}

void tellWeb(bool dark, const QString &hosts)
{
    QByteArray flags = qgetenv("QTWEBENGINE_CHROMIUM_FLAGS");
    // No proxy, and no other name than the demo's own: nothing a page does leaves the machine.
    flags += " --disable-background-timer-throttling --disable-renderer-backgrounding "
             "--no-proxy-server --host-resolver-rules=\""
             + hosts.toUtf8() + ", MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1\"";
    if (::geteuid() == 0)
        flags += " --disable-dev-shm-usage"; // containers have little of it
    if (dark)
        flags += " --blink-settings=preferredColorScheme=0";
    qputenv("QTWEBENGINE_CHROMIUM_FLAGS", flags.trimmed());
}

Web loadWeb(bool safe)
{
    if (safe)
        return {nullptr, QCoreApplication::translate("Web", "Safe mode: there are no web tabs")};
    const QString beside = QCoreApplication::applicationDirPath() + u"/libcockpit_web.so"_s;
    const QString installed =
        QCoreApplication::applicationDirPath() + u"/../lib/trustusbank-cockpit/libcockpit_web.so"_s;
    QPluginLoader loader(QFileInfo::exists(beside) ? beside : installed);
    auto *engine = qobject_cast<widgets::WebEngine *>(loader.instance());
    return {engine, engine ? QString()
                           : QCoreApplication::translate("Web", "There are no web tabs: %1")
                                 .arg(loader.errorString())};
}

} // namespace app

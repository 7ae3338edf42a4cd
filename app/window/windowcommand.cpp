// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/windowcommand.h"

#include "app/window/window.h"

#include <QApplication>
#include <QSocketNotifier>
#include <QTimer>
#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <unistd.h>

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// SIGINT and SIGTERM close the window, so that nothing is left behind.
void closeOnSignals(Window &window)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const int descriptor = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    auto *notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, &window);
    QObject::connect(notifier, &QSocketNotifier::activated, &window, [&window, descriptor] {
        signalfd_siginfo info;
        while (::read(descriptor, &info, sizeof info) == sizeof info)
            window.close();
    });
}

} // namespace

int openWindow(int &argc, char **argv, const Options &options)
{
    QApplication application(argc, argv);
    application.setQuitOnLastWindowClosed(false);
    Window window(options, nullptr, QCoreApplication::translate("app::Window", "There are no web tabs in this build"));
    closeOnSignals(window);
    QObject::connect(&window, &Window::gone, &application, &QCoreApplication::quit, Qt::QueuedConnection);
    window.show();
    if (options.rehearse || options.stage)
        QTimer::singleShot(0, &window, [&window] { window.open(true, {}); });
    else if (!options.context.isEmpty())
        QTimer::singleShot(0, &window, [&window, &options] { window.open(false, options.context); });
    return QApplication::exec();
}

} // namespace app

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/windowcommand.h"

#include "app/window/language.h"
#include "app/window/shots.h"
#include "app/window/web.h"
#include "app/window/window.h"

#include <QApplication>
#include <QDir>
#include <QLocale>
#include <QSaveFile>
#include <QSocketNotifier>
#include <QTimer>
#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <unistd.h>

namespace app {

using namespace Qt::StringLiterals;

namespace {

sigset_t wishesToEnd()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

/// Before there is a second thread, which has the mask of the one that starts it: a signal goes to
/// any thread that does not hold it back, and would end the program there.
void holdSignals()
{
    const sigset_t set = wishesToEnd();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

/// SIGINT and SIGTERM close the window, so that nothing is left behind.
void closeOnSignals(Window &window)
{
    const sigset_t set = wishesToEnd();
    const int descriptor = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    auto *notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, &window);
    QObject::connect(notifier, &QSocketNotifier::activated, &window, [&window, descriptor] {
        signalfd_siginfo info;
        while (::read(descriptor, &info, sizeof info) == sizeof info)
            window.close();
    });
}

/// quit() would ask the window again, which says no while it ends what it began.
void leaveWhenGone(Window &window)
{
    QObject::connect(
        &window, &Window::gone, qApp, [] { QCoreApplication::exit(0); }, Qt::QueuedConnection);
}

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY")
           || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
           || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

/// What the command line says about the cluster; without a word the start screen asks.
void openWhatIsAsked(Window &window, const Options &options)
{
    if (options.rehearse || options.stage)
        window.open(true, {});
    else if (options.createKind)
        window.createKind();
    else if (!options.context.isEmpty())
        window.open(false, options.context);
}

/// The index beside the pictures: names, hashes, captions, and what in them stands for something
/// that differs from run to run.
bool writeIndex(const QString &path, const Json &files, const std::vector<Pin> &pins)
{
    Json masks = Json::array();
    for (const Pin &pin : pins)
        masks.push_back({{"id", pin.id.toStdString()},
                         {"what", pin.what.toStdString()},
                         {"shows", pin.shows.toStdString()}});
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly)
           && file.write(QByteArray::fromStdString(Json{{"files", files}, {"masks", masks}}.dump(1)
                                                   + "\n"))
                  > 0
           && file.commit();
}

} // namespace

int openWindow(int &argc, char **argv, const Options &options)
{
    if (!hasDisplay()) {
        std::fputs("trustusbank-cockpit: there is no display here for the window\n"
                   "Use a command instead, for example: trustusbank-cockpit rehearse\n",
                   stderr);
        return static_cast<int>(Exit::Missing);
    }
    holdSignals();
    if (!options.safeMode)
        prepareWeb();
    QApplication application(argc, argv);
    application.setQuitOnLastWindowClosed(false);
    speak(application, languageFor(chosenLanguage(), QLocale().uiLanguages()));
    const Web web = loadWeb(options.safeMode);
    Window window(options, web.engine, web.whyNot);
    closeOnSignals(window);
    leaveWhenGone(window);
    window.show();
    QTimer::singleShot(0, &window, [&] { openWhatIsAsked(window, options); });
    return QApplication::exec();
}

void takeScreenshots(int &argc, char **argv, const Options &options, ResultDocument &result)
{
    const QString folder =
        QDir(options.out.isEmpty() ? u"screenshots"_s : options.out).absolutePath();
    if (!QDir().mkpath(folder)) {
        result.fail(u"--out: %1 cannot be made"_s.arg(folder), Exit::Usage);
        return;
    }
    if (!hasDisplay())
        qputenv("QT_QPA_PLATFORM", "offscreen");
    // The same on every screen, whatever this one's factor is.
    qputenv("QT_SCALE_FACTOR", QByteArray::number(options.scale));
    holdSignals();
    const QString mark = options.scale == 1 ? QString() : u"@%1x"_s.arg(options.scale);
    if (!options.safeMode)
        prepareWeb();
    QApplication application(argc, argv);
    application.setQuitOnLastWindowClosed(false);
    const Web web = loadWeb(options.safeMode);
    Options wanted = options;
    wanted.stage = options.context.isEmpty() && options.kubeconfig.isEmpty();
    Window window(wanted, web.engine, web.whyNot);
    window.resize(1920, 1080);
    closeOnSignals(window);
    Shots shots(window, folder, mark);
    bool ended = false;
    QObject::connect(&shots, &Shots::finished, &window, [&](const QString &why) {
        ended = true;
        if (!why.isEmpty())
            result.fail(why);
        window.close();
    });
    leaveWhenGone(window);
    window.show();
    QTimer::singleShot(0, &window, [&] { window.open(wanted.stage, wanted.context); });
    QObject::connect(&window, &Window::opened, &window,
                     [&](const QString &cluster, const QString &context, const QString &edition) {
                         result.setCluster(cluster, context, edition);
                     });
    QApplication::exec();
    if (!ended)
        result.fail({core::Fault::Kind::Cancelled, u"cancelled by a signal"_s, {}, {}});
    result.set("acts", shots.acts());
    result.set("files", shots.files());
    for (const Json &act : shots.acts()) {
        if (!act.value("expected", false))
            result.fail(u"Act %1 is not as expected: its pictures show what really happened"_s.arg(
                QString::fromStdString(act.value("id", ""))));
    }
    const QString index = folder + u"/index%1.json"_s.arg(mark);
    if (!writeIndex(index, shots.files(), shots.pins()))
        result.fail(u"%1 could not be written"_s.arg(index));
    if (options.json != u"-")
        std::printf("%s\n", qPrintable(folder));
}

} // namespace app

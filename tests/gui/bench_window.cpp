// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
// The real window on a stage of its own, measured: for packaging/dev bench window. The last line it
// prints is a list of rows: what, figure, unit, target or peer.
#include "app/window/audience.h"
#include "app/window/desk.h"
#include "app/window/web.h"
#include "app/window/window.h"
#include "tests/gui/rig.h"
#include "tests/gui/turns.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;
using app::Json;

namespace {

constexpr std::chrono::milliseconds look(20), settle(3000);
constexpr int chromiumTime = 20'000;

/// Since this process was started, in seconds; the kernel counts in hundredths.
double age()
{
    QFile file(u"/proc/self/stat"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray line = file.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9
           - fields.value(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// Private memory of a process, in MiB: what would be free again without it.
double privateMemory(qint64 process)
{
    QFile file(u"/proc/%1/smaps_rollup"_s.arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    double kib = 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("Private_"))
            kib += line.simplified().split(' ').value(1).toDouble();
    }
    return kib / 1024;
}

/// Of all that descends from PARENT and is called NAME; "": whatever it is called.
double familyMemory(qint64 parent, const QByteArray &name)
{
    double out = 0;
    for (const QString &entry : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        const qint64 process = entry.toLongLong();
        QFile file(u"/proc/%1/stat"_s.arg(process));
        if (process <= 0 || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = file.readAll();
        const auto close = line.lastIndexOf(')');
        if (line.mid(close + 2).split(' ').value(1).toLongLong() != parent)
            continue;
        const QByteArray called = line.mid(line.indexOf('(') + 1, close - line.indexOf('(') - 1);
        if (name.isEmpty() || name.startsWith(called))
            out += privateMemory(process);
        out += familyMemory(process, name);
    }
    return out;
}

/// When a widget has painted itself for the first time.
class FirstFrame final : public QObject {
public:
    explicit FirstFrame(QWidget &widget)
        : QObject(&widget)
    {
        widget.installEventFilter(this);
    }
    double at = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && at <= 0)
            QTimer::singleShot(0, this, [this] { at = at > 0 ? at : age(); });
        return false;
    }
};

class Bench final : public QObject {
public:
    Bench(app::Window &window, const FirstFrame &frame)
        : m_window(window)
        , m_frame(frame)
    {
        connect(&m_beat, &QTimer::timeout, this, &Bench::turn);
        connect(&window, &app::Window::failed, this, [this](const QString &why) {
            std::fprintf(stderr, "bench_window: %s\n", qPrintable(why));
            m_failed = true;
            m_window.close();
        });
        m_beat.start(look);
    }
    bool failed() const { return m_failed; }
    const Json &rows() const { return m_rows; }

private:
    void row(const char *what, double figure, const char *unit, const char *beside)
    {
        m_rows.push_back({what, figure, unit, beside});
    }
    int live() const
    {
        int out = 0;
        for (const deploy::TabSpec &tab : m_window.session()->bundle().tabs)
            out += m_window.present().stage().page(tab.id)->isLive() ? 1 : 0;
        return out;
    }
    void turn()
    {
        if (!m_window.isPlayable())
            return;
        if (m_usable <= 0 && m_window.present().stage().page(u"chatbot"_s)->isLive()) {
            m_usable = age();
            row("first frame, from the process's start", m_frame.at, "s", "< 0.5");
            row("deployed, forwards Verified, chatbot usable", m_usable, "s", "< 6 (2 cores)");
        }
        if (m_usable <= 0 || live() < static_cast<int>(m_window.session()->bundle().tabs.size()))
            return;
        m_beat.stop();
        row("all tabs live", age(), "s", "");
        QTimer::singleShot(settle, this, [this] {
            memory();
            mirror();
            play();
        });
    }
    void memory()
    {
        const double own = privateMemory(getpid());
        const double web = familyMemory(getpid(), "QtWebEngineProcess");
        row("own private memory, with eight tabs", own, "MiB", "< 120");
        row("web processes beside it", web, "MiB", "");
        const QString chromium = QStandardPaths::findExecutable(u"chromium"_s);
        if (chromium.isEmpty()) {
            row("both", own + web, "MiB", "chromium with the same pages: not installed");
            return;
        }
        QTemporaryDir home;
        QStringList arguments{u"--headless"_s,
                              u"--no-first-run"_s,
                              u"--disable-gpu"_s,
                              u"--no-sandbox"_s,
                              u"--remote-debugging-port=0"_s,
                              u"--user-data-dir="_s + home.path()};
        for (const deploy::TabSpec &tab : m_window.session()->bundle().tabs)
            arguments << m_window.present().stage().page(tab.id)->url().toString();
        QProcess process;
        process.start(chromium, arguments);
        QEventLoop loop;
        QTimer::singleShot(chromiumTime, &loop, &QEventLoop::quit);
        loop.exec();
        const double peer =
            privateMemory(process.processId()) + familyMemory(process.processId(), {});
        process.terminate();
        process.waitForFinished();
        row("both", own + web, "MiB",
            qPrintable(u"chromium with the same pages: %1 MiB"_s.arg(peer, 0, 'f', 0)));
    }
    /// What the audience's window asks of the GUI thread for one frame: the page's picture, and
    /// that drawn on a projector of 1920 x 1080.
    void mirror()
    {
        constexpr int frames = 100;
        widgets::AudienceView projector(m_window.theme());
        projector.resize(1920, 1080);
        QImage screen(projector.size(), QImage::Format_RGB32);
        std::vector<double> taken, drawn;
        for (int i = 0; i < frames; ++i) {
            const double began = Turns::threadCpu();
            projector.setFrame(m_window.desk().audience().picture());
            const double between = Turns::threadCpu();
            projector.render(&screen);
            taken.push_back(between - began);
            drawn.push_back(Turns::threadCpu() - between);
        }
        const auto median = [](std::vector<double> &all) {
            std::nth_element(all.begin(), all.begin() + frames / 2, all.end());
            return all[frames / 2];
        };
        const double takes = median(taken), draws = median(drawn);
        std::fprintf(stderr, "mirror: a page of %dx%d taken in %.2f ms, drawn in %.2f ms\n",
                     projector.frame().width(), projector.frame().height(), takes, draws);
        row("mirror, CPU of a frame, median", takes + draws, "ms", "< 2");
    }
    void play()
    {
        m_turns = std::make_unique<Turns>();
        m_began = age();
        auto *beat = new QTimer(this);
        connect(beat, &QTimer::timeout, this, [this, beat] {
            app::Performance *show = m_window.performance();
            const show::CueRecord *record = show->player().current();
            if (show->documents().size()
                == static_cast<qsizetype>(m_window.session()->script().acts.size())) {
                beat->stop();
                finish();
            } else if (record && record->state == show::CueState::Standby) {
                show->go(widgets::GoSource::Deliberate);
            }
        });
        beat->start(50);
    }
    void finish()
    {
        const double took = age() - m_began;
        const std::vector<double> cpu = m_turns->sorted();
        row("the show, three acts", took, "s", "");
        row("GUI thread, CPU of a turn, median", cpu[cpu.size() / 2], "ms", "");
        row("GUI thread, CPU of a turn, p99.9", cpu[cpu.size() * 999 / 1000], "ms", "");
        row("GUI thread, CPU of a turn, worst", cpu.back(), "ms", "≤ 16");
        row("GUI thread, of one core", m_turns->total() / took / 10, "%", "");
        if (qEnvironmentVariableIsSet("BENCH_MIRROR") && !m_window.desk().audience().hasWindow()) {
            std::fprintf(stderr, "bench_window: the audience has no window\n");
            m_failed = true;
        }
        m_window.close();
    }

    app::Window &m_window;
    const FirstFrame &m_frame;
    QTimer m_beat;
    std::unique_ptr<Turns> m_turns;
    Json m_rows = Json::array();
    double m_usable = 0, m_began = 0;
    bool m_failed = false;
};

} // namespace

int main(int argc, char **argv)
{
    // With a second screen the audience's window mirrors every frame of the show.
    const QTemporaryDir screens;
    if (qEnvironmentVariableIsSet("BENCH_MIRROR") && !rig::giveTwoScreens(screens))
        return 1;
    app::prepareWeb();
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"trustusbank-cockpit"_s);
    application.setQuitOnLastWindowClosed(false);
    const app::Web web = app::loadWeb(false);
    if (!web.engine) {
        std::fprintf(stderr, "bench_window: %s\n", qPrintable(web.whyNot));
        return 1;
    }
    app::Options options;
    options.ports = u"auto"_s;
    app::Window window(options, web.engine, web.whyNot);
    const FirstFrame frame(window);
    Bench bench(window, frame);
    QObject::connect(
        &window, &app::Window::gone, qApp, [] { QCoreApplication::exit(0); }, Qt::QueuedConnection);
    window.resize(1920, 1080);
    window.show();
    QTimer::singleShot(0, &window, [&] { window.open(true, {}); });
    QApplication::exec();
    std::printf("%s\n", bench.rows().dump().c_str());
    return bench.failed() ? 1 : 0;
}

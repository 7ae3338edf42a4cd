// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/programs.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QUuid>

#include <algorithm>
#include <signal.h>

namespace programs {

using namespace Qt::StringLiterals;

Home::Home()
    : m_mark(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

Home::~Home()
{
    endStage();
}

QProcessEnvironment Home::environment() const
{
    QProcessEnvironment out = QProcessEnvironment::systemEnvironment();
    out.insert(u"TRUSTUSBANK_TEST_MARK"_s, m_mark);
    for (const QString &name : {u"CONFIG"_s, u"STATE"_s, u"CACHE"_s, u"DATA"_s})
        out.insert(u"XDG_%1_HOME"_s.arg(name), m_folder.filePath(name.toLower()));
    out.insert(u"HOME"_s, m_folder.path());
    out.remove(u"ANTHROPIC_API_KEY"_s);
    if (m_kubeconfig.isEmpty())
        out.remove(u"KUBECONFIG"_s);
    else
        out.insert(u"KUBECONFIG"_s, m_kubeconfig);
    return out;
}

std::unique_ptr<QProcess> Home::start(const QString &program, const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment());
    process->start(program, arguments);
    process->waitForStarted();
    return process;
}

Ran Home::run(const QString &program, const QStringList &arguments, const QByteArray &input,
              int seconds) const
{
    const auto process = start(program, arguments);
    process->write(input);
    process->closeWriteChannel();
    Ran out;
    if (process->waitForFinished(seconds * 1000) && process->exitStatus() == QProcess::NormalExit)
        out.exit = process->exitCode();
    process->kill();
    process->waitForFinished();
    out.out = QString::fromUtf8(process->readAllStandardOutput());
    out.words = QString::fromUtf8(process->readAllStandardError());
    return out;
}

Ran Home::cockpit(const QStringList &arguments, int seconds)
{
    Ran out = run(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                  arguments + QStringList{u"--json"_s, u"-"_s}, {}, seconds);
    out.document = Json::parse(out.out.toStdString(), nullptr, false);
    if (out.document.is_discarded())
        out.document = nullptr;
    return out;
}

QString Home::bundle(const QString &name,
                     const std::vector<std::pair<QByteArray, QByteArray>> &pace)
{
    const Ran exported = cockpit({u"demo"_s, u"export"_s, path(name)}, 60);
    if (exported.exit != 0)
        return QString::fromUtf8(said(exported));
    QFile file(path(name + u"/demo.yaml"_s));
    if (!file.open(QIODevice::ReadOnly))
        return file.errorString();
    QByteArray text = file.readAll();
    file.close();
    const qsizetype begin = text.indexOf("\n  fast: {") + 1, end = text.indexOf('\n', begin);
    QByteArray fast = text.mid(begin, end - begin);
    for (const auto &[from, to] : pace) {
        if (begin == 0 || fast.count(from) != 1)
            return u"the fast pace does not say “%1” once"_s.arg(QString::fromUtf8(from));
        fast.replace(from, to);
    }
    text.replace(begin, end - begin, fast);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? QString()
                                                                              : file.errorString();
}

Json Home::stage(const QStringList &arguments)
{
    m_stage = start(QStringLiteral(PROGRAM_DIR "/trustusbank-stage"),
                    QStringList{u"serve"_s, u"--data"_s, path(u"stage"_s)} + arguments);
    m_stage->setReadChannel(QProcess::StandardOutput);
    QElapsedTimer time;
    time.start();
    while (!m_stage->canReadLine() && time.elapsed() < 30'000
           && m_stage->state() == QProcess::Running)
        m_stage->waitForReadyRead(1000);
    const Json line = Json::parse(m_stage->readLine().toStdString(), nullptr, false);
    if (!line.is_object() || line.value("ready", Json(false)) != Json(true))
        return nullptr;
    m_kubeconfig = QString::fromStdString(line.value("kubeconfig", ""));
    return line;
}

int Home::endStage()
{
    if (!m_stage)
        return 0;
    QElapsedTimer time;
    time.start();
    m_stage->terminate();
    const bool gone = m_stage->waitForFinished(10'000)
                      && m_stage->exitStatus() == QProcess::NormalExit && m_stage->exitCode() == 0;
    const int took = gone ? static_cast<int>(time.elapsed()) : -1;
    m_stage->kill();
    m_stage->waitForFinished();
    m_stage.reset();
    return took;
}

QMap<qint64, QString> Home::living() const
{
    QMap<qint64, QString> out;
    const QByteArray mark = "TRUSTUSBANK_TEST_MARK=" + m_mark.toUtf8();
    const QStringList all = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const QString &pid : all) {
        QFile environ(u"/proc/%1/environ"_s.arg(pid));
        if (!environ.open(QIODevice::ReadOnly) || !environ.readAll().split('\0').contains(mark))
            continue;
        QFile line(u"/proc/%1/cmdline"_s.arg(pid));
        if (line.open(QIODevice::ReadOnly))
            out[pid.toLongLong()] = QString::fromUtf8(line.readAll().replace('\0', ' '));
    }
    return out;
}

const std::vector<std::pair<QByteArray, QByteArray>> &shortGlow()
{
    static const std::vector<std::pair<QByteArray, QByteArray>> words{
        {"window: 30s", "window: 8s"}};
    return words;
}

const std::vector<std::pair<QByteArray, QByteArray>> &briefWaits()
{
    static const std::vector<std::pair<QByteArray, QByteArray>> words{{"window: 30s", "window: 8s"},
                                                                      {"scrapeTimeout: 5s",
                                                                       "scrapeTimeout: 1s"},
                                                                      {"mailTimeout: 15s",
                                                                       "mailTimeout: 2s"}};
    return words;
}

QByteArray said(const Ran &ran)
{
    QByteArray out = "\nexit " + QByteArray::number(ran.exit) + '\n';
    if (ran.document.is_object())
        out += "why: " + QByteArray::fromStdString(ran.document.value("why", "")) + '\n';
    else
        out += "stdout: " + ran.out.right(300).toUtf8() + '\n';
    return out + "stderr: " + ran.words.right(600).toUtf8();
}

std::vector<std::string> toolsOf(const Json &act)
{
    return act.value("toolCalls", std::vector<std::string>{});
}

bool called(const Json &act, const std::string &tool)
{
    const auto tools = toolsOf(act);
    return std::find(tools.begin(), tools.end(), tool) != tools.end();
}

Json act(const Json &document, const char *id)
{
    if (!document.is_object())
        return nullptr;
    for (const Json &act : document.value("acts", Json::array())) {
        if (act.value("id", "") == id)
            return act;
    }
    return nullptr;
}

} // namespace programs

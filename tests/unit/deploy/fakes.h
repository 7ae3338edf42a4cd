// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/services.h"

#include <QPointer>
#include <map>

/// A program that runs until a test ends it.
class FakeTool final : public core::Tool {
public:
    explicit FakeTool(core::Command given)
        : command(std::move(given))
    {
    }
    int exitCode() const override { return code; }
    QByteArray output() const override { return out; }
    QByteArray errors() const override { return err; }
    qint64 pid() const override { return 4711; }
    void end(int exit, const QByteArray &text = {}, const QByteArray &errorText = {})
    {
        code = exit;
        out = text;
        err = errorText;
        finish(exit == 0 ? core::Outcome::done()
                         : core::Outcome::failed(
                             {core::Fault::Kind::Failed, QStringLiteral("ended"), {}, {}}));
    }
    void say(const QString &line) { emit progress(line); }

    core::Command command;
    bool stubborn = false; ///< does not end when asked to
    bool asked = false;

protected:
    void run() override { emit started(4711, 99); }
    void halt() override
    {
        asked = true;
        if (!stubborn)
            finish(core::Outcome::cancelled());
    }

private:
    int code = -1;
    QByteArray out, err;
};

class FakeLauncher final : public core::Launcher {
public:
    std::unique_ptr<core::Tool> launch(const core::Command &command) override
    {
        auto tool = std::make_unique<FakeTool>(command);
        tools.push_back(tool.get());
        if (auto answer = answers.find(command.arguments.value(0)); answer != answers.end()) {
            FakeTool *own = tool.get();
            QObject::connect(own, &core::Tool::started, own, [own, code = answer->second] {
                own->end(code, "answer", code == 0 ? "" : "it says why\n");
            });
        }
        return tool;
    }
    QString find(const QString &program) const override
    {
        return none || program == QLatin1String("absent")
                   ? QString()
                   : QString(QStringLiteral("/bin/") + program);
    }
    /// The running tool whose first argument is NAME.
    FakeTool *running(const QString &name) const
    {
        for (const QPointer<FakeTool> &tool : tools) {
            if (tool && tool->state() == core::Task::State::Running
                && tool->command.arguments.value(0) == name)
                return tool;
        }
        return nullptr;
    }

    std::vector<QPointer<FakeTool>> tools;
    std::map<QString, int> answers; ///< tools that end at once, by first argument
    bool none = false;              ///< nothing is installed
};

class FixedSecrets final : public deploy::SecretSource {
public:
    QString value(const deploy::SecretSpec &) const override { return text; }
    QString text = QStringLiteral("sk-very-secret");
};

class FixedMachine final : public deploy::Machine {
public:
    qint64 diskFree() const override { return disk; }
    qint64 memoryFree() const override { return memory; }
    bool portFree(int port) const override { return port != taken; }
    qint64 disk = 1000, memory = 1;
    int taken = 0;
};

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/imagemaker.h"
#include "backend/kube/client.h"
#include "tests/support/handclock.h"
#include "tests/support/services.h"
#include "tests/unit/deploy/fakes.h"
#include "tests/unit/http/faketransport.h"

#include <QCoreApplication>

/// All that a run or a check works with, none of it real, and anew for each test.
class FakeWorld {
protected:
    void renewWorld()
    {
        m_services.reset();
        m_client.reset();
        m_transport = {};
        m_clock = {};
        m_launcher = {};
        m_machine = {};
        m_secrets = {};
        m_bundle = {};
        kube::Context context;
        context.server = QStringLiteral("https://h:6443");
        m_client = std::make_unique<kube::Client>(context, m_transport, m_clock);
        m_images = std::make_unique<deploy::ImageMaker>(QString(), QString());
        m_services = makeServices(
            m_bundle, [this] { return m_client.get(); }, m_transport, m_launcher, m_clock,
            m_secrets, m_machine, *m_images);
    }
    /// All that has been asked is answered, and what is over is gone.
    static void settle()
    {
        for (int i = 0; i < 100; ++i) {
            QCoreApplication::processEvents();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
    }
    /// Moves time in small steps, so that answers come between them.
    void pass(std::chrono::milliseconds time)
    {
        constexpr std::chrono::milliseconds step(100);
        for (std::chrono::milliseconds gone{0}; gone < time; gone += step) {
            m_clock.advance(step);
            settle();
        }
    }
    FakeTool &tool(const QString &name)
    {
        settle();
        FakeTool *found = m_launcher.running(name);
        if (!found)
            qFatal("no running tool %s", qPrintable(name));
        return *found;
    }

    FakeTransport m_transport;
    HandClock m_clock;
    FakeLauncher m_launcher;
    FixedSecrets m_secrets;
    FixedMachine m_machine;
    deploy::Bundle m_bundle;
    std::unique_ptr<kube::Client> m_client;
    std::unique_ptr<deploy::ImageMaker> m_images;
    std::unique_ptr<deploy::Services> m_services;
};

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fuzz/fuzz.h"

#include <QDir>
#include <QFile>
#include <QTest>

namespace fuzz {

inline void rows(const std::vector<Target> &targets)
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < targets.size(); ++i)
        QTest::newRow(targets[i].name) << static_cast<int>(i);
}

/// Runs the row at hand. What it was fed last is kept beside the test when it fails, or crashes.
inline void runRow(const std::vector<Target> &targets)
{
    QFETCH(int, index);
    const Target &target = targets[static_cast<std::size_t>(index)];
    const QString path =
        QDir::current().filePath(QStringLiteral("fuzz-") + QLatin1String(target.name));
    const unsigned drawn = seed();
    Outcome outcome;
    {
        Keeper keeper(path.toStdString());
        QVERIFY2(keeper.ready(), qPrintable(path));
        outcome = feed(target, drawn, share(targets.size()), keeper);
    }
    const std::string said = outcome.fault + "; FUZZ_SEED=" + std::to_string(drawn) + ", input "
                             + std::to_string(outcome.inputs) + " is in " + path.toStdString();
    QVERIFY2(outcome.fault.empty(), said.c_str());
    QVERIFY(outcome.inputs >= target.samples.size());
    QFile::remove(path);
}

} // namespace fuzz

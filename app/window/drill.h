// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/audience.h"
#include "app/window/performance.h"

#include <QTimer>

namespace app {

/// How a fault was got over, by what the lights said. Pure.
class DrillGrade {
public:
    using Time = std::chrono::milliseconds;
    static constexpr Time notices{10'000}; ///< a light goes out within this, or none does
    static constexpr Time steady{1000};    ///< well for this long is well again
    static constexpr Time patience{60'000};

    explicit DrillGrade(Time begin = Time(0))
        : m_begin(begin)
    {
    }
    /// TROUBLE: what does not work just now, "" when all does.
    void look(Time now, const QString &trouble);
    bool isOver() const { return m_over; }
    /// "carried on: no light went out", "back by itself after 3.2 s: …", "not back after 60 s: …"
    QString words() const;

private:
    Time m_begin;
    std::optional<Time> m_noticed, m_well;
    Time m_now{0};
    QString m_trouble;
    bool m_over = false;
};

struct DrillFault {
    QString id, title;
};

/// Breaks one thing at a time on purpose, and watches how the show gets over it.
class Drill final : public QObject {
    Q_OBJECT
public:
    static std::vector<DrillFault> faults();
    /// All outlive it.
    Drill(Session &session, Performance &show, widgets::StagePane &stage, Audience &audience,
          QObject *parent = nullptr);
    ~Drill() override;

    /// Begins it; says why not, "" when it has begun.
    QString start(const QString &fault);
    /// What became of each, so far.
    const QMap<QString, QString> &results() const { return m_results; }

signals:
    void changed();
    void graded(const QString &fault, const QString &words);

private:
    QString tellStage(const char *kind, double seconds, const QString &target = {});
    QString killPage();
    QString unplug();
    QString trouble() const;
    void look();

    Session &m_session;
    Performance &m_show;
    widgets::StagePane &m_stage;
    Audience &m_audience;
    std::unique_ptr<http::Call> m_call;
    QTimer m_beat;
    QString m_fault;
    DrillGrade m_grade;
    QMap<QString, QString> m_results;
};

} // namespace app

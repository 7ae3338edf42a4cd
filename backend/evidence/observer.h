// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/launcher.h"
#include "backend/evidence/measure.h"
#include "backend/kube/client.h"

#include <QPointer>

namespace evidence {

/// Lines in the logs of a selector's pods, which stand for a running total.
struct LogCount {
    QString probe, ns, selector;
    QString line; ///< a regular expression
};

/// Where each source of the evidence is.
struct Places {
    /// Base URLs, "http://127.0.0.1:18011"; "" where the show has no such source.
    QString attacker, prometheus, mailhog, catalogue;
    std::vector<std::pair<QString, QString>> counters; ///< probe name → PromQL
    std::vector<LogCount> logs;
    QString registryHost, repository,
        tag;          ///< "localhost:5001", "trustusbank/currency-converter", "1.0.0"
    QString cleanTag; ///< always the approved bytes; "" when there is none
    QString imageNamespace, imageSelector;
    QStringList policyNamespaces;
    QString lockNamespace, lockName;
    QString policyApi = QStringLiteral("security.istio.io/v1"); ///< of the lock and its like
    QString policyKind = QStringLiteral("AuthorizationPolicy");
    QStringList otherPolicies; ///< names of that kind that are not counted
    QString lockCondition = QStringLiteral("ZtunnelAccepted"); ///< "" when nobody reports one
    QString cosignFolder;                                      ///< org.pub, untrusted.pub
};

/// Looks at every source again and again and keeps the latest picture. A source that does not
/// answer keeps its last value, with its age and the error. All on one thread; the references
/// outlive it.
class Observer : public QObject {
    Q_OBJECT
public:
    Observer(Places places, kube::Client &client, http::Transport &transport,
             core::Launcher &launcher, core::Clock &clock,
             std::chrono::milliseconds every = std::chrono::milliseconds(300),
             QObject *parent = nullptr);
    ~Observer() override;

    void start();
    void stop();
    /// The same sources at other addresses.
    void setPlaces(Places places) { m_places = std::move(places); }
    /// Why a forward's port is not ours at the moment, or "". While there is a reason nobody is
    /// asked there, no answer from there is believed, and what was seen there is not known.
    using Trouble = std::function<QString(const QString &forward)>;
    void heed(Trouble trouble) { m_trouble = std::move(trouble); }
    const Picture &picture() const { return m_picture; }
    /// Calls back once every source has been read after now; the fault names those that were not
    /// when LIMIT has passed.
    void whenFresh(std::chrono::milliseconds limit, QObject *context,
                   std::function<void(const core::Outcome &)> done);
    /// The sources that have not answered since TIME, each with its last error.
    QStringList missing(const QDateTime &time) const;

signals:
    void looked(); ///< something was read

private:
    struct Waiter {
        QDateTime since;
        QPointer<QObject> context;
        std::function<void(const core::Outcome &)> done;
    };
    using Read = std::function<void(const core::Result<http::Reply> &)>;
    void fetch(const QString &source, http::Request request, Read read);
    template <class T> bool isOurs(const QString &forward, Seen<T> &seen) const;
    template <class T> struct Service;
    template <class T> void lookAt(Service<T> service);
    void again(void (Observer::*look)());
    void note();

    void lookAtLoot();
    void lookAtCounters();
    void lookAtCounter(std::size_t index, QMap<QString, double> totals);
    void lookAtLog(std::size_t index, QMap<QString, double> totals);
    void countLines(std::size_t index, QStringList pods, QMap<QString, double> totals);
    void countersFailed(const QString &why);
    void lookAtAlerts();
    void lookAtMails();
    void lookAtCatalogue();
    void lookAtDigest();
    void askDigest(const QString &source, const QString &tag, Seen<QString> &seen,
                   std::function<void()> then);
    void lookAtPods();
    void lookAtPolicies();
    void lookAtPoliciesOf(qsizetype index, int count);
    void lookAtLock(int count);
    void lookAtSignature();
    void verify(const QString &digest, const QStringList &keys);

    Places m_places;
    Trouble m_trouble;
    kube::Client &m_client;
    http::Transport &m_transport;
    core::Launcher &m_launcher;
    core::Clock &m_clock;
    std::chrono::milliseconds m_every;
    Picture m_picture;
    std::vector<Waiter> m_waiters;
    QDateTime m_countersAsked, m_policiesAsked; ///< when the look began that is under way
    std::map<QString, std::unique_ptr<http::Call>> m_calls; ///< by source
    std::unique_ptr<core::Tool> m_cosign;
    std::unique_ptr<QObject> m_round; ///< dies with stop(): nothing of a stopped round comes back
};

} // namespace evidence

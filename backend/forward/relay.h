// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/clientsocket.h"
#include "backend/forward/spares.h"
#include "backend/forward/traffic.h"

namespace forward {

/// What became of a relay's tunnel, as far as the client is concerned.
struct TunnelFacts {
    kube::TunnelEnd end = kube::TunnelEnd::Closed;
    bool answered = false; ///< the client got bytes
    bool idle = false; ///< and nothing is under way: the last word was the service's, a while ago
    bool repeatable = false;  ///< all the client sent is a request that may be asked again
    bool podInUse = true;     ///< the pod is still the one for new connections
    bool servicesOwn = false; ///< the node says that the service itself reset the connection
    bool spare = false;       ///< it stood open before the client came
};
enum class Next {
    Close,  ///< end the client's connection in order
    Reset,  ///< break it off: the client must not take what it got for the whole answer
    Again,  ///< another tunnel: the client has seen nothing
    Lost,   ///< as Reset, and it is our loss
    GiveUp, ///< as Lost, before anything was seen: say why where the client understands it
};
Next nextAfter(const TunnelFacts &facts);

/// What a client said first, as far as the choice of its tunnel needs it.
enum class FirstWords {
    None,   ///< nothing yet
    Client, ///< a spare tunnel will do
    Probe,  ///< our own: it wants to know of a fresh one
};

/// One accepted connection and its tunnel. Waits for a pod, survives tunnels that cannot be opened
/// by asking for another, and passes bytes both ways with bounded buffers. Its user dials or joins
/// whenever it waits and a pod is there.
class Relay : public QObject {
    Q_OBJECT
public:
    struct Needs {
        kube::Client &client;
        kube::TunnelTls &tls;
        core::Clock &clock;
        Spares &spares;   ///< who gets the tunnels that are good for another client
        Traffic &traffic; ///< counted there, but for our own probes
    };
    /// SOCKET becomes the relay's own. What it needs outlives it.
    Relay(Needs needs, ClientSocket *socket, const QString &title, QObject *parent = nullptr);
    ~Relay() override;

    bool isWaiting() const { return m_state == Step::Waiting; }
    bool isProbe() const { return m_probe; }
    FirstWords firstWords() const;
    /// It says wantsPod() with the client's first words, which are as a rule on their way, or
    /// without them soon after.
    void waitForWords();
    bool waitedForWords() const { return m_waited; }
    /// It was not served yet: a spare tunnel that failed says nothing of the next one.
    bool mayJoin() const { return m_tries == 0; }
    void dial(const kube::PodPort &target);
    /// The same with a tunnel that stands open; it becomes the relay's own.
    void join(kube::PortForward *spare);
    /// New connections go to TARGET now; none: to nobody.
    void setInUse(const std::optional<kube::PodPort> &target) { m_inUse = target; }
    /// Why it has to wait, for whoever is told in the end.
    void setReason(const QString &why) { m_reason = why; }
    /// It waits in vain: told to the client, if it understands HTTP.
    void giveUp();
    /// By order: what is under way is broken off, and counts as lost; what is idle ends in order.
    void end(const QString &why);
    const QString &reason() const { return m_reason; }

signals:
    /// A tunnel ended by itself; isWaiting() when another is wanted at once or on the next news.
    void tunnelEnded(const kube::PodPort &target, kube::TunnelEnd end, const core::Fault &fault);
    void wantsPod(); ///< it waits, and the pause since the last try is over
    /// Once, and last: LOST when it ended in an error of ours.
    void over(bool lost);

private:
    enum class Step { Waiting, Joined, Leaving, Over };
    void use(kube::PortForward *tunnel);
    void fromClient();
    void hear();
    void toTunnel();
    void passOn();
    void listenAgain();
    void clientSaidAll();
    void fromPod(const QByteArray &data);
    void clientDrained();
    void waitForAnswer();
    void opened();
    void ended(kube::TunnelEnd end, const core::Fault &fault);
    void again(kube::TunnelEnd end, const core::Fault &fault);
    void hangUp(bool lost);
    void watchLeaving(bool lost, qint64 before);
    void dropTunnel();
    void giveTunnelBack();
    void finish(bool lost);
    void countUp(qint64 bytes);
    bool isIdle() const;
    TunnelFacts factsOf(kube::TunnelEnd end, const core::Fault &fault) const;

    Needs m_needs;
    ClientSocket *m_socket;
    QString m_title, m_reason;
    kube::PortForward *m_tunnel = nullptr;
    std::optional<kube::PodPort> m_target, m_inUse;
    QByteArray m_sent;      ///< what the client said first, until the service answers
    qsizetype m_passed = 0; ///< how much of it this tunnel has
    bool m_keeping = true;  ///< m_sent is all of it
    bool m_answered = false;
    bool m_asked = false; ///< the client spoke after the service did
    bool m_probe = false;
    bool m_saidAll = false; ///< the client's half is closed
    bool m_waited = false, m_waitsForWords = false;
    bool m_spare = false;
    std::chrono::milliseconds m_heard{0};
    int m_tries = 0;
    Step m_state = Step::Waiting;
};

} // namespace forward

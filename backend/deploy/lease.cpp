// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/lease.h"

#include "backend/deploy/deployjournal.h"
#include "backend/kube/look.h"

#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

const kube::Ref leaseRef{u"coordination.k8s.io/v1"_s, u"Lease"_s, u"kube-public"_s,
                         u"trustusbank-cockpit"_s};

/// MicroTime: RFC 3339 with microseconds.
std::string microTime(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzz000Z"_s).toStdString();
}

QDateTime timeOf(const nlohmann::json &lease, const char *field)
{
    QString text = kube::look::text(lease, {"spec", field});
    if (const qsizetype dot = text.indexOf(u'.'); dot > 0)
        text = text.left(dot + 4) + u'Z'; // Qt reads three digits
    return QDateTime::fromString(text, Qt::ISODateWithMs);
}

/// A holder on this machine whose process is gone holds nothing.
bool isGoneHere(const QString &holder)
{
    const QString place = holder.section(u'/', 0, 0);
    if (place.section(u'@', 1) != QSysInfo::machineHostName() || holder.count(u'/') != 2)
        return false;
    return !isRunning(
        {holder.section(u'/', 1, 1).toLongLong(), holder.section(u'/', 2, 2).toLongLong()});
}

} // namespace

QString Lease::ownHolder()
{
    const ProcessName own = ownProcess();
    const QString user = qEnvironmentVariable("USER", u"somebody"_s);
    return user + u'@' + QSysInfo::machineHostName() + u'/' + QString::number(own.pid) + u'/'
           + QString::number(own.startTicks);
}

QString Lease::inWords(const QString &holder)
{
    const QString place = holder.section(u'/', 0, 0);
    if (holder.count(u'/') != 2 || !place.contains(u'@'))
        return holder;
    return place.section(u'@', 0, 0) + u" on "_s + place.section(u'@', 1) + u" (process "_s
           + holder.section(u'/', 1, 1) + u')';
}

Lease::Lease(kube::Client &client, core::Clock &clock, QString holder, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_clock(clock)
    , m_holder(std::move(holder))
{
}

void Lease::take(QObject *context, Done done)
{
    read({context, std::move(done), 0});
}

void Lease::read(Ask ask)
{
    m_client.get(leaseRef, this, [this, ask](const core::Result<Json> &answer) {
        if (answer)
            return judge(ask, *answer);
        if (answer.error().kind == core::Fault::Kind::NotFound)
            return write(ask, Json());
        taken(ask, answer);
    });
}

void Lease::judge(Ask ask, const Json &lease)
{
    const QString holder = kube::look::text(lease, {"spec", "holderIdentity"});
    const QDateTime renewed = timeOf(lease, "renewTime");
    const qint64 lasts =
        kube::look::number(lease, {"spec", "leaseDurationSeconds"}, duration.count());
    const bool free = holder.isEmpty() || holder == m_holder || !renewed.isValid()
                      || renewed.addSecs(lasts) < m_clock.now() || isGoneHere(holder);
    if (free)
        return write(ask, lease);
    taken(ask,
          tl::unexpected(core::Fault{core::Fault::Kind::Conflict,
                                     inWords(holder) + u" drives this cluster"_s,
                                     u"Lease kube-public/trustusbank-cockpit, holder “"_s + holder
                                         + u"”, renewed at "_s + renewed.toString(Qt::ISODate),
                                     u"End that cockpit, or watch with status."_s}));
}

Lease::Json Lease::spec(const Json &before) const
{
    const std::string now = microTime(m_clock.now());
    const bool ours = kube::look::text(before, {"spec", "holderIdentity"}) == m_holder;
    const QString acquired = kube::look::text(before, {"spec", "acquireTime"});
    return {{"holderIdentity", m_holder.toStdString()},
            {"leaseDurationSeconds", duration.count()},
            {"acquireTime", ours && !acquired.isEmpty() ? acquired.toStdString() : now},
            {"renewTime", now},
            {"leaseTransitions", kube::look::number(before, {"spec", "leaseTransitions"})
                                     + (ours || before.is_null() ? 0 : 1)}};
}

void Lease::write(Ask ask, const Json &lease)
{
    const auto written = [this, ask](const core::Result<Json> &answer) {
        // Somebody was faster: whoever it was is read and judged again.
        if (!answer && answer.error().kind == core::Fault::Kind::Conflict && ask.tries < 3) {
            Ask again = ask;
            ++again.tries;
            return read(again);
        }
        taken(ask, answer);
    };
    if (lease.is_null()) {
        m_client.create({{"apiVersion", "coordination.k8s.io/v1"},
                         {"kind", "Lease"},
                         {"metadata",
                          {{"name", "trustusbank-cockpit"}, {"namespace", "kube-public"}}},
                         {"spec", spec(lease)}},
                        this, written);
        return;
    }
    const Json version{{"resourceVersion",
                        kube::look::text(lease, {"metadata", "resourceVersion"}).toStdString()}};
    m_client.patch(leaseRef, {{"metadata", version}, {"spec", spec(lease)}}, this, written);
}

void Lease::taken(Ask ask, const core::Result<Json> &answer)
{
    if (answer) {
        m_held = true;
        m_term = std::make_unique<QObject>();
        scheduleRenewal();
    }
    if (!ask.context)
        return;
    if (answer)
        ask.done({});
    else
        ask.done(tl::unexpected(answer.error()));
}

void Lease::scheduleRenewal()
{
    m_clock.after(renewal, m_term.get(), [this] { renew(); });
}

void Lease::renew()
{
    m_client.get(leaseRef, m_term.get(), [this](const core::Result<Json> &answer) {
        const QString holder =
            answer ? kube::look::text(*answer, {"spec", "holderIdentity"}) : QString();
        const auto end = [this](const QString &why) {
            m_held = false;
            m_term.release()->deleteLater();
            emit lost(why);
        };
        if (answer && holder != m_holder)
            return end(holder.isEmpty() ? u"the lease was given back by somebody else"_s
                                        : QString(inWords(holder) + u" took this cluster over"_s));
        // While the API does not answer nobody can take the lease either; when it does again, the
        // holder tells.
        if (!answer)
            return scheduleRenewal();
        const Json version{
            {"resourceVersion",
             kube::look::text(*answer, {"metadata", "resourceVersion"}).toStdString()}};
        m_client.patch(leaseRef, {{"metadata", version}, {"spec", spec(*answer)}}, m_term.get(),
                       [this](const core::Result<Json> &) { scheduleRenewal(); });
    });
}

void Lease::giveBack(QObject *context, Done done)
{
    const QPointer<QObject> guard(context);
    const auto end = [guard, done = std::move(done)](core::Result<void> result) {
        if (guard)
            done(std::move(result));
    };
    if (!m_held) {
        QMetaObject::invokeMethod(
            this, [end] { end({}); }, Qt::QueuedConnection);
        return;
    }
    m_held = false;
    m_term.release()->deleteLater();
    m_client.get(leaseRef, this, [this, end](const core::Result<Json> &answer) {
        if (!answer || kube::look::text(*answer, {"spec", "holderIdentity"}) != m_holder)
            return end({}); // nothing to give back
        const Json version{
            {"resourceVersion",
             kube::look::text(*answer, {"metadata", "resourceVersion"}).toStdString()}};
        m_client.patch(
            leaseRef,
            {{"metadata", version},
             {"spec",
              {{"holderIdentity", nullptr}, {"renewTime", nullptr}, {"acquireTime", nullptr}}}},
            this, [end](const core::Result<Json> &written) {
                if (written)
                    end({});
                else
                    end(tl::unexpected(written.error()));
            });
    });
}

} // namespace deploy

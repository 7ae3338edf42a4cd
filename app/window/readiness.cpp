// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/readiness.h"

#include "app/window/words.h"
#include "backend/deploy/keytest.h"
#include "backend/deploy/licence.h"

#include <QFileDialog>
#include <QGuiApplication>

namespace app {

using namespace Qt::StringLiterals;
using deploy::Level;
using widgets::Mark;

namespace {

Mark markOf(Level level)
{
    switch (level) {
    case Level::Ok: return Mark::Good;
    case Level::Attention: return Mark::Attention;
    case Level::Blocked: return Mark::Bad;
    case Level::Waived: return Mark::Skipped;
    }
    return Mark::Idle;
}

QString whoSits()
{
    const QString name = qEnvironmentVariable("USER");
    return name.isEmpty() ? u"somebody"_s : name;
}

} // namespace

std::vector<widgets::CheckRow> checkRows(const deploy::Items &items)
{
    std::vector<widgets::CheckRow> rows;
    for (const deploy::Item &item : items)
        rows.push_back({item.id, item.title, deploy::levelWord(item.level), item.why,
                        item.level == Level::Ok ? QString() : item.fix, markOf(item.level),
                        item.level == Level::Blocked});
    // What stops the show stands first; the rest keeps its order.
    std::stable_sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) {
        return (a.mark == Mark::Bad) > (b.mark == Mark::Bad);
    });
    return rows;
}

Readiness::Readiness(Session &session, widgets::DeployPane &pane, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_pane(pane)
    , m_requests(session.transport())
{
    connect(&pane.preflight(), &widgets::PreflightPane::check, this, &Readiness::check);
    connect(&pane.preflight(), &widgets::PreflightPane::waive, this, &Readiness::waive);
    widgets::SecretsPane *keys = &pane.secrets();
    connect(keys, &widgets::SecretsPane::entered, this, &Readiness::keep);
    connect(keys, &widgets::SecretsPane::removed, this, [this](const QString &name) {
        const deploy::SecretSpec *secret = m_session.bundle().secret(name);
        const auto gone = deploy::removeSecret(deploy::secretFile(), secret->env);
        m_session.reloadSecrets();
        showKeys(gone ? tr("Removed.") : gone.error().summary);
    });
    connect(keys, &widgets::SecretsPane::test, this, &Readiness::testKeys);
    connect(keys, &widgets::SecretsPane::import, this, [this] {
        auto *dialog = new QFileDialog(&m_pane, tr("A .env file"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFilter(QDir::AllEntries | QDir::Hidden);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
            const auto taken =
                deploy::importSecrets(m_session.bundle(), file, deploy::secretFile());
            m_session.reloadSecrets();
            showKeys(!taken             ? taken.error().summary
                     : taken->isEmpty() ? tr("Nothing of the demo's is in it.")
                                        : tr("Taken: %1.").arg(taken->join(u", "_s)));
        });
        dialog->open();
    });
    showKeys();
}

Readiness::~Readiness() = default;

void Readiness::check(bool quick)
{
    if (m_check)
        return;
    GoCheck::Options options;
    options.quick = quick;
    options.ports = false; // this window's own forwards have them
    options.displays = static_cast<int>(QGuiApplication::screens().size());
    m_quick = quick;
    m_check = std::make_unique<GoCheck>(m_session, options);
    m_pane.preflight().setBusy(true);
    m_pane.preflight().setTotal(tr("Looking; nothing is changed."), Mark::Working);
    connect(m_check.get(), &core::Task::finished, this, [this](const core::Outcome &outcome) {
        GoCheck *over = m_check.release();
        over->deleteLater();
        m_pane.preflight().setBusy(false);
        if (outcome.ok()) {
            deploy::Items items = over->items();
            if (m_own)
                items.push_back(m_own());
            show(std::move(items));
            emit checked(deploy::total(m_items));
        } else {
            m_pane.preflight().setTotal(outcome.fault.summary, Mark::Attention);
            emit unchecked(outcome.fault.summary);
        }
    });
    m_check->start();
}

void Readiness::renew()
{
    if (m_items.empty() || !m_own)
        return;
    const deploy::Item own = m_own();
    for (deploy::Item &item : m_items) {
        if (item.id == own.id)
            item = own;
    }
    show(m_items);
}

void Readiness::show(deploy::Items items)
{
    m_items = std::move(items);
    const QString total = deploy::total(m_items);
    m_pane.preflight().setRows(checkRows(m_items));
    m_pane.preflight().setTotal(total, markOf(preludeVerdict(total)));
}

void Readiness::stop()
{
    if (m_check)
        m_check->cancel();
}

QString Readiness::blocked() const
{
    QStringList out;
    for (const deploy::Item &item : m_items) {
        if (item.level == Level::Blocked)
            out << item.title + u": "_s + item.why;
    }
    return out.join(u"; "_s);
}

void Readiness::waive(const QString &item)
{
    const deploy::Waiver waiver{item, whoSits(), tr("in the window"), m_session.contextName(),
                                m_session.clockNow()};
    const auto recorded = deploy::recordWaivers(GoCheck::waiverFile(), {waiver});
    if (recorded)
        show(deploy::withWaivers(m_items, {waiver}));
    else
        m_pane.preflight().setTotal(recorded.error().summary, Mark::Bad);
}

QString Readiness::summary() const
{
    if (m_items.empty())
        return {};
    const auto good = std::count_if(m_items.begin(), m_items.end(),
                                    [](const deploy::Item &one) { return one.level == Level::Ok; });
    return tr("Pre-flight %1/%2").arg(good).arg(m_items.size());
}

void Readiness::showKeys(const QString &remark)
{
    std::vector<widgets::KeyRow> rows;
    for (const deploy::SecretSpec &secret : m_session.bundle().secrets) {
        const bool needed = m_session.bundle().needed(secret);
        const QString value = m_session.secrets().value(secret);
        const deploy::Item item = deploy::secretItem(secret, value, m_session.clockNow(),
                                                     needed || !value.isEmpty(), true, {});
        const QString origin = m_session.secrets().origin(secret);
        rows.push_back({secret.name, secret.title, item.why, origin,
                        !needed && value.isEmpty() ? Mark::Idle : markOf(item.level),
                        origin == deploy::secretFile()});
    }
    m_pane.secrets().setRows(rows);
    m_pane.secrets().setRemark(
        remark.isEmpty() ? tr("Kept in %1, which only you can read.").arg(deploy::secretFile())
                         : remark);
}

void Readiness::keep(const QString &name, const QString &value)
{
    const deploy::SecretSpec *secret = m_session.bundle().secret(name);
    const auto stored = deploy::storeSecret(deploy::secretFile(), secret->env, value);
    m_session.reloadSecrets();
    showKeys(stored ? tr("%1 is kept.").arg(secret->title) : stored.error().summary);
}

/// A licence has been read already; the key's own service is asked.
void Readiness::testKeys()
{
    const deploy::SecretSpec *key = m_session.bundle().secret(u"anthropic"_s);
    const QString value = key ? m_session.secrets().value(*key) : QString();
    if (value.isEmpty())
        return showKeys(tr("Licences are read: see above. There is no key to test."));
    m_pane.secrets().setRemark(tr("Asking the key's service…"));
    const auto begun = m_session.clock().elapsed();
    m_requests.send(deploy::keyQuestion(deploy::modelService(), value), this,
                    [this, begun](const core::Result<http::Reply> &reply) {
                        const auto item =
                            deploy::judgeKey(reply, m_session.clock().elapsed() - begun);
                        showKeys(item.why + (item.fix.isEmpty() ? QString() : u". "_s + item.fix));
                    });
}

} // namespace app

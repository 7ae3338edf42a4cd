// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/tabs.h"

#include "app/window/pageprompt.h"
#include "app/window/web.h"
#include "app/window/words.h"
#include "widgets/forwards/forwardspane.h"

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using widgets::Mark;

namespace {

constexpr milliseconds between(300); ///< eight pages at once would keep both cores from the show
constexpr milliseconds blink(1500);  ///< a forward that is back sooner is no news

QStringList ourHosts()
{
    return {u"localhost"_s, u"127.0.0.1"_s, u"host.docker.internal"_s};
}

QString originOf(const QUrl &url)
{
    return u"%1://%2:%3"_s.arg(url.scheme(), url.host()).arg(url.port(80));
}

std::vector<widgets::SignIn> formsOf(const deploy::TabSpec &tab)
{
    std::vector<widgets::SignIn> out;
    for (const deploy::SignInSpec &form : tab.signIn)
        out.push_back({QUrl(form.page), form.fields, form.button, form.error});
    return out;
}

std::optional<widgets::PromptForm> promptsOf(const deploy::TabSpec &tab)
{
    if (!tab.ask)
        return {};
    return widgets::PromptForm{tab.ask->field, tab.ask->button, tab.ask->debug};
}

} // namespace

Tabs::Tabs(const Session &session, widgets::StagePane &stage, widgets::WebEngine *engine,
           const QString &whyNoWeb, bool dark, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_stage(stage)
    , m_engine(engine)
{
    std::vector<widgets::TabValue> values;
    for (const deploy::TabSpec &tab : session.bundle().tabs)
        values.push_back({tab.id, tab.title, {}, tab.key, Mark::Idle, false});
    const int last = values.empty() ? 0 : values.back().key;
    values.push_back({pathTab.toString(), tr("Path"), {}, last + 1, Mark::Idle, true});
    stage.setTabs(values);
    // The browser's cluster-internal name for dex leads to its forward, whatever port that has.
    m_issuer = QUrl(QString::fromStdString(
        session.bundle().lookup()("issuer").value_or(deploy::Json("")).get<std::string>()));
    for (const deploy::ForwardSpec &one : session.bundle().forwards)
        m_ports[one.id] = one.port;
    const deploy::ForwardSpec *dex = session.bundle().forward(u"dex"_s);
    QString hosts = u"MAP host.docker.internal 127.0.0.1"_s;
    if (dex && m_issuer.isValid())
        hosts = u"MAP %1:%2 127.0.0.1:%3, MAP %1 127.0.0.1"_s.arg(m_issuer.host())
                    .arg(m_issuer.port(80))
                    .arg(dex->port);
    if (engine)
        tellWeb(dark, hosts);
    for (const deploy::TabSpec &tab : session.bundle().tabs) {
        if (engine)
            prepare(tab);
        else
            stage.page(tab.id)->setTrouble(whyNoWeb);
    }
}

void Tabs::prepare(const deploy::TabSpec &tab)
{
    widgets::WebSetup setup;
    setup.profile = tab.forward;
    for (const QString &host : ourHosts())
        setup.origins << u"http://%1:%2"_s.arg(host).arg(
            m_session.bundle().forward(tab.forward)->port);
    for (const deploy::SignInSpec &form : tab.signIn)
        setup.origins << originOf(QUrl(form.page));
    widgets::TabPage *page = m_stage.page(tab.id);
    page->useWeb(*m_engine, setup, formsOf(tab), promptsOf(tab));
    connect(page, &widgets::TabPage::leaving, this, &Tabs::visit);
    if (tab.ask)
        connect(page, &widgets::TabPage::loaded, this, [this](bool ok) {
            if (ok && !m_forChatbot.isEmpty())
                tellChatbot({});
        });
}

QUrl Tabs::home(const deploy::TabSpec &tab) const
{
    return QUrl(u"http://localhost:%1%2"_s.arg(m_ports.value(tab.forward)).arg(tab.path));
}

/// Those of TAB's origins that are FORWARD's.
QStringList Tabs::originsOf(const deploy::TabSpec &tab, const QString &forward, int port) const
{
    QStringList out;
    if (tab.forward == forward) {
        for (const QString &host : ourHosts())
            out << u"http://%1:%2"_s.arg(host).arg(port);
    }
    const bool asksDex =
        forward == u"dex"
        && std::any_of(tab.signIn.begin(), tab.signIn.end(), [this](const auto &form) {
               return QUrl(form.page).host() == m_issuer.host();
           });
    if (asksDex)
        out << originOf(m_issuer);
    return out;
}

/// Its pages are asked for at its new port from now on, and so are their links to the old one.
void Tabs::followPort(const QString &forward)
{
    const int port = m_session.forwardPort(forward), before = m_ports.value(forward);
    if (port <= 0 || port == before)
        return;
    m_ports[forward] = port;
    for (const deploy::TabSpec &tab : m_session.bundle().tabs) {
        widgets::TabPage *page = m_stage.page(tab.id);
        for (const QString &from : originsOf(tab, forward, before)) {
            QUrl to(from);
            to.setPort(port);
            page->move(from, originOf(to));
        }
        if (m_began && page->hasWeb() && tab.forward == forward)
            page->load(home(tab));
    }
    if (forward == u"dex")
        m_issuer.setPort(port);
    emit moved();
}

/// Another service's address is shown in that service's tab; any other address, nowhere.
void Tabs::visit(const QUrl &url)
{
    if (url.scheme() != u"http" || !ourHosts().contains(url.host()))
        return;
    for (const deploy::TabSpec &tab : m_session.bundle().tabs) {
        const int port = m_ports.value(tab.forward);
        // Who deployed may have told its pages another port than it has now.
        if (url.port(80) != port && url.port(80) != m_session.bundle().forward(tab.forward)->port)
            continue;
        QUrl there = url;
        there.setHost(u"localhost"_s); // the name its session's cookies are kept for
        there.setPort(port);
        m_stage.show(tab.id);
        m_stage.page(tab.id)->load(there);
        return;
    }
}

void Tabs::load(core::Clock &clock)
{
    m_began = true;
    m_forChatbot.clear();
    milliseconds wait{0};
    for (const deploy::TabSpec &tab : m_session.bundle().tabs) {
        widgets::TabPage *page = m_stage.page(tab.id);
        if (!page->hasWeb())
            continue;
        clock.after(wait, page, [page, url = home(tab)] { page->load(url); });
        wait += between;
    }
}

widgets::TabPage *Tabs::chatbot() const
{
    const auto &tabs = m_session.bundle().tabs;
    const auto found =
        std::find_if(tabs.begin(), tabs.end(), [](const auto &tab) { return tab.ask.has_value(); });
    return found == tabs.end() ? nullptr : m_stage.page(found->id);
}

std::unique_ptr<PageQuestion> Tabs::ask(const show::Intent &intent, core::Clock &clock)
{
    widgets::TabPage *page = chatbot();
    if (!page || !page->typist() || !page->isLive())
        return {};
    return std::make_unique<PagePrompt>(*page->typist(), intent.text, intent.debug, clock);
}

void Tabs::tellChatbot(const QString &script)
{
    m_forChatbot << script;
    widgets::TabPage *page = chatbot();
    if (!page || !page->web() || !page->isLoaded())
        return;
    for (const QString &one : m_forChatbot)
        page->web()->run(one, {});
    m_forChatbot.clear();
}

void Tabs::follow(const std::vector<forward::Status> &statuses)
{
    for (const forward::Status &status : statuses) {
        if (status.state == forward::State::Verified)
            followPort(status.id);
    }
    if (!m_engine || !m_began)
        return;
    for (const forward::Status &status : statuses) {
        if (status.state == forward::State::Verified)
            m_down.remove(status.id);
        else if (!m_down.contains(status.id))
            m_down[status.id].start();
        const bool down = m_down.contains(status.id) && m_down[status.id].hasExpired(blink.count());
        const QString why = tr("Its forward is %1").arg(widgets::stateText(status.state));
        for (const deploy::TabSpec &tab : m_session.bundle().tabs) {
            if (tab.forward == status.id)
                m_stage.page(tab.id)->setCut(!down ? QString()
                                             : status.why.isEmpty()
                                                 ? why
                                                 : QString(why + u": "_s + status.why));
        }
    }
}

std::optional<widgets::LampValue> Tabs::lamp() const
{
    if (!m_engine || !m_began)
        return {};
    int live = 0;
    const auto &tabs = m_session.bundle().tabs;
    for (const deploy::TabSpec &tab : tabs)
        live += m_stage.page(tab.id)->isLive() ? 1 : 0;
    const bool all = live == static_cast<int>(tabs.size());
    return widgets::LampValue{u"tabs"_s, tr("Tabs %1/%2").arg(live).arg(tabs.size()),
                              all ? Mark::Good : Mark::Attention};
}

} // namespace app

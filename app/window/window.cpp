// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"

#include "app/window/language.h"
#include "app/window/memory.h"
#include "backend/core/paths.h"
#include "backend/kube/kubeconfig.h"
#include "backend/kube/look.h"
#include "widgets/browser/asscript.h"

#include <QApplication>
#include <QCloseEvent>
#include <QSettings>
#include <QVBoxLayout>

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using widgets::Mark;

Window::Window(const Options &options, widgets::WebEngine *engine, const QString &whyNoWeb,
               QWidget *parent)
    : QWidget(parent)
    , m_options(options)
    , m_engine(engine)
    , m_whyNoWeb(whyNoWeb)
    , m_numbers(m_theme)
{
    readSettings();
    m_theme.apply(*qApp);
    connect(&m_theme, &widgets::Theme::changed, this, [this] {
        m_theme.apply(*qApp);
        setHeadHeight();
        writeSettings();
    });
    layOut();
    m_desk = new Desk(*this, *m_present, m_theme, this);
    connectDesk();
    {
        const QSettings settings(settingsFile(), QSettings::IniFormat);
        m_desk->readSettings(settings);
    }
    connect(&m_head->modes(), &widgets::ModeSwitch::chosen, this,
            [this](int index) { setMode(static_cast<Mode>(index)); });
    connect(m_start, &widgets::StartScreen::rehearse, this, [this] { open(true, {}); });
    connect(m_start, &widgets::StartScreen::createKind, this, &Window::createKind);
    connect(m_start, &widgets::StartScreen::stopCreating, this, [this] {
        if (m_opening)
            m_opening->cancel();
    });
    connect(m_start, &widgets::StartScreen::choose, this,
            [this](const QString &context) { open(false, context); });
    connect(&m_present->transport(), &widgets::Transport::reset, this, &Window::reset);
    connect(m_present, &widgets::PresentPane::undo, this, &Window::undo);
    m_beat.setInterval(milliseconds(250));
    connect(&m_beat, &QTimer::timeout, this, &Window::refresh);
    m_beat.start();
    connect(m_start, &widgets::StartScreen::looked, this, &Window::lookAt);
    connect(&m_look, &ContextLook::answered, this, &Window::showFacts);
    fillStart();
    setWindowTitle(tr("TrustUsBank Cockpit"));
    setMinimumSize(1100, 680);
    refresh();
}

Window::~Window() = default;

void Window::layOut()
{
    m_head = new widgets::Masthead(m_theme,
                                   {tr("Deploy"), tr("Present"), tr("Forwards"), tr("Evidence")});
    m_start = new widgets::StartScreen(m_theme);
    m_deploy = new widgets::DeployPane(m_theme);
    m_present = new widgets::PresentPane(m_theme);
    m_forwards = new widgets::ForwardsPane(m_theme);
    m_evidence = new widgets::EvidencePane(m_theme);
    m_status = new widgets::StatusLine(m_theme);
    m_stack = new QStackedWidget;
    for (QWidget *pane :
         std::initializer_list<QWidget *>{m_deploy, m_present, m_forwards, m_evidence, m_start})
        m_stack->addWidget(pane);
    m_stack->setCurrentWidget(m_start);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_status);
    auto *view = new widgets::ViewMenu(m_theme);
    connect(view, &widgets::ViewMenu::settingsWanted, this, &Window::openSettings);
    connect(view, &widgets::ViewMenu::keysWanted, this, [this] { m_desk->openKeySheet(); });
    // As the window's own button: SHOW keeps it back.
    connect(view, &widgets::ViewMenu::quitWanted, this, [this] {
        if (m_desk->mayClose())
            close();
    });
    m_head->addCorner(view);
    connect(m_forwards, &widgets::ForwardsPane::chosenChanged, this, &Window::showLedger);
    connect(m_forwards, &widgets::ForwardsPane::openWanted, this, &Window::openTabOf);
    connect(m_present, &widgets::PresentPane::maximisedChanged, this, &Window::showFrame);
    connectForwards();
    setHeadHeight();
}

void Window::connectForwards()
{
    connect(m_forwards, &widgets::ForwardsPane::otherPortWanted, this,
            [this](const QString &id) { m_session->forwards().usePort(id); });
    connect(m_forwards, &widgets::ForwardsPane::restartWanted, this,
            [this](const QString &id) { m_session->forwards().restart(id); });
    connect(m_forwards, &widgets::ForwardsPane::pauseWanted, this,
            [this](const QString &id, bool pause) {
                pause ? m_session->forwards().pause(id) : m_session->forwards().resume(id);
            });
}

void Window::setHeadHeight()
{
    m_head->setFixedHeight(static_cast<int>((height() < 900 ? 56 : 72) * m_theme.scale()));
}

void Window::connectDesk()
{
    connect(m_desk, &Desk::heard, this, [this](const QString &name) {
        m_status->setKey(name);
        if (m_show)
            m_show->noteKey(name);
    });
    connect(m_desk, &Desk::modeWanted, this,
            [this](int mode) { setMode(static_cast<Mode>(mode)); });
    connect(m_desk, &Desk::quitWanted, this, &Window::close);
    connect(m_desk, &Desk::undoWanted, this, &Window::undo);
    connect(m_desk, &Desk::told, this, [this](const QString &text) {
        if (m_presenter)
            m_presenter->say(text);
        m_deploy->setRemark(text, Mark::Attention);
    });
    connect(m_desk, &Desk::lockChanged, this, [this] {
        lockDeploy();
        m_forwards->setPausable(allows(m_desk->lock(), Deed::PauseForward));
        refresh();
    });
    connect(m_desk, &Desk::formatChanged, this, &Window::refresh);
    connect(m_desk, &Desk::settingsWanted, this, &Window::openSettings);
    const auto tellModes = [this] { m_head->modes().setKeys(m_desk->modeKeys()); };
    connect(m_desk, &Desk::keysChanged, this, tellModes);
    tellModes();
}

/// One at a time, beside the show: nothing waits for it.
void Window::openSettings()
{
    if (findChild<widgets::SettingsDialog *>())
        return;
    widgets::Setting language{u"language"_s, tr("&Language"), {}, chosenLanguage(), {}, false};
    language.options = {{{}, tr("As the system")},
                        {u"en"_s, u"English"_s},
                        {u"de"_s, u"Deutsch"_s}};
    language.remark = tr("From the next start on.");
    std::vector<widgets::Setting> settings = m_desk->settings();
    settings.push_back(language);
    auto *dialog = new widgets::SettingsDialog(m_theme, settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &widgets::SettingsDialog::chosen, this, &Window::choose);
    connect(dialog, &widgets::SettingsDialog::keysWanted, m_desk, &Desk::openKeySheet);
    connect(dialog, &widgets::SettingsDialog::picking, this, [this](const QString &setting) {
        setting == u"screen" ? m_numbers.show() : m_numbers.hide();
    });
    connect(dialog, &QDialog::finished, this, [this] { m_numbers.hide(); });
    dialog->show();
    dialog->activateWindow();
}

void Window::choose(const QString &setting, const QString &option)
{
    if (setting == u"language") {
        QSettings settings(settingsFile(), QSettings::IniFormat);
        settings.setValue(u"language"_s, option);
    } else if (m_desk->choose(setting, option)) {
        writeSettings();
    }
}

void Window::readSettings()
{
    const QSettings settings(settingsFile(), QSettings::IniFormat);
    m_theme.setPalette(widgets::paletteNamed(settings.value(u"palette"_s).toString()));
    const double usual = widgets::usualScale(screen()->size().height());
    m_theme.setScale(widgets::textScale(settings.value(u"textScale"_s, usual).toDouble()));
    resize(settings.value(u"size"_s, QSize(1920, 1080)).toSize());
}

void Window::writeSettings()
{
    QSettings settings(settingsFile(), QSettings::IniFormat);
    settings.setValue(u"palette"_s, widgets::paletteName(m_theme.palette()));
    // What follows the screen goes on following it.
    if (qFuzzyCompare(m_theme.scale(), widgets::usualScale(screen()->size().height())))
        settings.remove(u"textScale"_s);
    else
        settings.setValue(u"textScale"_s, m_theme.scale());
    settings.setValue(u"size"_s, size());
    m_desk->writeSettings(settings);
}

void Window::fillStart()
{
    const auto config = kube::KubeConfig::load(m_options.kubeconfig);
    m_start->setContexts(config ? config->contexts() : QStringList(),
                         config ? QString() : config.error().summary);
    m_start->setKnown(lastShow(core::Paths::own().state + u"/shows"_s),
                      lackingForRehearsal(m_whyNoWeb), config ? lackingForCluster() : QString());
    m_start->offerKind(lackingForKind());
    m_start->offerResume(openShow(core::Paths::own().state + u"/shows"_s));
}

void Window::lookAt(const QString &context)
{
    if (m_opening || m_session)
        return;
    m_start->setFacts(context, tr("Asking what is on it."), Mark::Working);
    m_look.ask(m_options.kubeconfig, context);
}

void Window::showFacts(const QString &context, const QString &words, bool known)
{
    const QString asked = tr("Asked at %1.").arg(QTime::currentTime().toString(u"HH:mm:ss"_s));
    m_start->setFacts(context, words + u' ' + asked, known ? Mark::Idle : Mark::Attention);
}

void Window::setMode(Mode mode)
{
    m_head->modes().setCurrent(mode);
    if (m_session)
        m_stack->setCurrentIndex(mode);
    showFrame();
    showLedger();
}

/// On the one screen that everybody sees, F11 leaves the stage and the buttons only.
void Window::showFrame()
{
    const bool bare = m_stack->currentWidget() == m_present && m_present->isMaximised();
    m_head->setVisible(!bare);
    m_status->setVisible(!bare);
}

void Window::open(bool stage, const QString &context)
{
    if (m_opening || m_session)
        return;
    Options options = m_options;
    options.stage = stage;
    options.createKind = false;
    options.context = stage ? QString() : context;
    if (stage)
        options.kubeconfig.clear();
    m_wantsShow = stage;
    beginOpening(options);
}

void Window::createKind()
{
    if (m_opening || m_session)
        return;
    Options options = m_options;
    options.stage = false;
    options.createKind = true;
    m_wantsShow = false;
    m_start->setCreating(true);
    beginOpening(options);
}

void Window::beginOpening(const Options &options)
{
    m_start->setBusy(true);
    m_opening = std::make_unique<Opening>(options);
    const auto remark = [this](const QString &line) { m_start->setRemark(line, Mark::Working); };
    connect(m_opening.get(), &core::Task::progress, this, remark);
    connect(m_opening.get(), &Opening::doing, this, remark);
    connect(m_opening.get(), &core::Task::finished, this, &Window::openingOver);
    m_opening->start();
}

void Window::openingOver(const core::Outcome &outcome)
{
    std::unique_ptr<Session> session = outcome.ok() ? m_opening->take() : nullptr;
    m_opening.release()->deleteLater(); // it is inside its own signal
    m_start->setBusy(false);
    m_start->setCreating(false);
    if (m_closing) {
        m_session = std::move(session);
        end();
        return;
    }
    if (!session) {
        fillStart(); // a cluster may have come or gone meanwhile
        QString text = outcome.fault.summary;
        if (!outcome.fault.action.isEmpty())
            text += u'\n' + outcome.fault.action;
        m_start->setRemark(text, Mark::Bad);
        emit failed(outcome.fault.summary);
        return;
    }
    takeSession(std::move(session));
}

void Window::takeSession(std::unique_ptr<Session> session)
{
    m_session = std::move(session);
    const bool stage = m_session->bundle().cluster == u"stage";
    m_head->setCluster(stage ? widgets::Masthead::Cluster::Rehearsal
                             : widgets::Masthead::Cluster::Live,
                       stage ? QString() : m_session->contextName());
    emit opened(m_session->bundle().cluster, m_session->contextName(), m_session->bundle().edition);
    m_tabs = std::make_unique<Tabs>(*m_session, m_present->stage(), m_engine, m_whyNoWeb,
                                    m_theme.palette() != widgets::Palette::Light);
    connect(m_tabs.get(), &Tabs::moved, this, [this] {
        if (m_show)
            m_show->hands().observer().setPlaces(m_session->places());
    });
    m_deployer = std::make_unique<Deployer>(*m_session, *m_deploy);
    m_deployer->readiness().setOwnItem([this] { return m_desk->remoteItem(); });
    connect(m_desk, &Desk::remoteTested, &m_deployer->readiness(), &Readiness::renew);
    connect(m_deployer.get(), &Deployer::finished, this, &Window::deployed);
    connect(m_deployer.get(), &Deployer::surveyed, this,
            [this](bool complete) { m_wantsShow = m_wantsShow || (complete && !m_show); });
    connect(&m_session->forwards(), &forward::ForwardSet::allVerifiedChanged, this,
            &Window::refresh);
    if (core::Task *task = m_session->stage()) {
        connect(task, &core::Task::finished, this, [this](const core::Outcome &outcome) {
            if (!m_closing)
                m_lost = outcome.fault.summary;
        });
    }
    QStringList shown;
    for (const deploy::TabSpec &tab : m_session->bundle().tabs)
        shown << tab.forward;
    m_forwards->setTabs(shown);
    QMap<QString, QString> groups;
    for (const deploy::ForwardSpec &one : m_session->bundle().forwards)
        groups[one.id] = one.group;
    m_forwards->setGroups(groups);
    m_session->forwards().start();
    setMode(Deploy);
    findOpenShow();
}

/// A show that was broken off on this very cluster goes on. A context's name is not enough: every
/// stage has the same.
void Window::findOpenShow()
{
    m_session->client().get(
        u"/api/v1/namespaces/kube-system"_s, this, [this](const core::Result<Json> &answer) {
            if (m_closing)
                return;
            m_cluster = answer ? kube::look::text(*answer, {"metadata", "uid"}) : QString();
            const QString state = core::Paths::own().state;
            if (!m_wantsShow)
                m_resume = brokenOff(state + u"/shows"_s, state + u"/deploys"_s,
                                     m_session->contextName(), m_cluster, m_session->script());
            driveOrWatch();
        });
}

void Window::driveOrWatch()
{
    m_lease = std::make_unique<deploy::Lease>(m_session->client(), m_session->clock());
    connect(m_lease.get(), &deploy::Lease::lost, this,
            [this](const QString &why) { onlyWatch(why); });
    m_lease->take(this, [this](const core::Result<void> &taken) {
        if (!taken) {
            m_resume.reset();
            onlyWatch(taken.error().summary);
        } else if (m_resume) {
            beginShow(); // at once: whether it can go on is said at the GO
            m_deployer->survey();
        } else if (m_wantsShow) {
            m_deployer->deploy();
        } else {
            m_deployer->survey();
        }
    });
}

/// Somebody else drives: nothing of this window changes the cluster any more.
void Window::onlyWatch(const QString &why)
{
    m_watching = why;
    if (m_deployer->running())
        m_deployer->cancel();
    const QString words = tr("Only watching: %1").arg(why);
    m_deploy->setRemark(words, Mark::Attention);
    m_desk->setWatching(words);
    if (m_presenter)
        m_presenter->say(words);
    lockDeploy();
}

void Window::lockDeploy()
{
    m_deploy->setLocked(!m_watching.isEmpty() ? tr("Only watching: %1").arg(m_watching)
                        : !allows(m_desk->lock(), Deed::Deploy) ? tr("SHOW is locked: Ctrl+Shift+L")
                                                                : QString());
}

void Window::deployed(const QString &plan, const core::Outcome &outcome)
{
    if (m_closing)
        return;
    if (!outcome.ok()) {
        emit failed(outcome.fault.summary);
        return;
    }
    m_afterReset = plan == u"reset";
    m_wantsShow = true;
    refresh();
}

void Window::beginShow()
{
    m_wantsShow = false;
    auto show = Performance::begin(*m_session, {m_cluster, m_afterReset, m_resume});
    m_afterReset = false;
    m_resume.reset();
    if (!show) {
        m_deploy->setRemark(show.error().summary, Mark::Bad);
        emit failed(show.error().summary);
        return;
    }
    m_show = std::move(*show);
    m_show->setTrouble([this] { return trouble(); });
    m_presenter = std::make_unique<Presenter>(*m_show, *m_present, *m_evidence);
    m_show->hands().askThrough(
        [this](const show::Intent &intent) { return m_tabs->ask(intent, m_session->clock()); });
    connect(&m_show->hands(), &Hands::asked, this, [this](const QString &text, bool debug) {
        m_tabs->tellChatbot(
            u"window.cockpit && cockpit.asked(%1, %2)"_s.arg(widgets::asScript(text.toStdString()),
                                                             debug ? u"true"_s : u"false"_s));
    });
    connect(&m_show->hands(), &Hands::answered, this, [this](const show::Json &answer) {
        m_tabs->tellChatbot(u"window.cockpit && cockpit.answered("_s + widgets::asScript(answer)
                            + u')');
    });
    connectOpening();
    m_tabs->load(m_session->clock());
    m_desk->attach(*m_session, *m_show, *m_presenter);
    if (!m_show->resumedAt().isEmpty())
        m_presenter->say(tr("the show goes on at %1; nothing was fired").arg(m_show->resumedAt()));
    setMode(Present);
    // A deploy leaves some 20 MB of holes, and an act a few.
    giveBackMemory(*m_show);
    connect(m_show.get(), &Performance::actOver, m_show.get(),
            [show = m_show.get()] { giveBackMemory(*show); });
    emit playable();
}

/// The cue before the first act is Deploy's quick pre-flight; what it found stands there.
void Window::connectOpening()
{
    Readiness *checks = &m_deployer->readiness();
    connect(m_show.get(), &Performance::openingWanted, checks, [this, checks] {
        m_deploy->setView(widgets::DeployPane::Preflight);
        checks->check(true);
    });
    connect(m_show.get(), &Performance::openingDropped, checks, &Readiness::stop);
    connect(checks, &Readiness::checked, m_show.get(), [this, checks](const QString &total) {
        m_show->openingOver(total, checks->blocked());
    });
    connect(checks, &Readiness::unchecked, m_show.get(),
            [this](const QString &why) { m_show->openingOver({}, why); });
}

void Window::endShow()
{
    if (m_show)
        m_show->end();
    m_desk->detach();
    m_presenter.reset();
    m_show.reset();
}

void Window::reset()
{
    if (!m_session)
        return;
    const QString why = !m_watching.isEmpty()      ? watching()
                        : m_show && m_show->busy() ? tr("a cue is running")
                        : m_deployer->running()    ? tr("a deploy is running")
                                                   : QString();
    if (!why.isEmpty()) {
        if (m_presenter)
            m_presenter->say(tr("refused: %1").arg(why));
        return;
    }
    endShow();
    setMode(Deploy);
    m_deployer->reset();
}

/// Forwards may be down: it goes through the cluster's own API, as the reset does.
void Window::undo()
{
    if (!m_show)
        return;
    const QString why = !m_lost.isEmpty() ? m_lost : watching();
    if (why.isEmpty() && !m_deployer->running()) {
        m_show->undo();
        m_presenter->refresh();
    } else {
        m_presenter->say(tr("refused: %1").arg(why.isEmpty() ? tr("a deploy is running") : why));
    }
}

QString Window::watching() const
{
    return m_watching.isEmpty() ? QString() : tr("only watching: %1").arg(m_watching);
}

QString Window::trouble() const
{
    if (!m_lost.isEmpty())
        return m_lost;
    if (!m_watching.isEmpty())
        return watching();
    if (m_session && !m_session->forwards().allVerified()) {
        for (const forward::Status &status : m_session->forwards().statuses()) {
            if (status.state != forward::State::Verified
                && status.state != forward::State::Reconnecting)
                return tr("forward %1 is %2").arg(status.id, widgets::stateText(status.state));
        }
    }
    return {};
}

void Window::showLedger()
{
    if (m_session && m_forwards->isVisible()) // nobody reads it in another mode
        m_forwards->setLedger(m_session->forwards().ledger(m_forwards->chosen()));
}

void Window::openTabOf(const QString &forward)
{
    for (const deploy::TabSpec &tab : m_session->bundle().tabs) {
        if (tab.forward != forward)
            continue;
        setMode(Present);
        m_present->stage().show(tab.id);
        return;
    }
}

void Window::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    setHeadHeight();
}

void Window::closeEvent(QCloseEvent *event)
{
    event->ignore(); // gone() is the end
    // A window manager's wish; a signal and the key that was held long enough are not.
    if (m_closing || (event->spontaneous() && !m_desk->mayClose()))
        return;
    m_closing = true;
    writeSettings();
    setEnabled(false);
    setWindowTitle(tr("TrustUsBank Cockpit – ending what it began"));
    if (m_opening)
        m_opening->cancel(); // openingOver() goes on
    else
        end();
}

/// A cue that runs ends first, with all that it started.
bool Window::stopsCue()
{
    if (!m_show || !m_show->busy())
        return false;
    connect(m_show.get(), &Performance::rested, this, &Window::end,
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    m_show->breakOff();
    return true;
}

/// Show, then what runs, then the lease, then the forwards and the stage; then the program.
void Window::end()
{
    if (stopsCue())
        return;
    endShow();
    if (m_deployer && m_deployer->running()) {
        connect(m_deployer.get(), &Deployer::finished, this, &Window::end,
                Qt::SingleShotConnection);
        connect(m_deployer.get(), &Deployer::surveyed, this, &Window::end,
                Qt::SingleShotConnection);
        m_deployer->cancel();
        return;
    }
    if (m_lease && m_lease->held() && m_lost.isEmpty()) {
        m_lease->giveBack(this, [this](const core::Result<void> &) {
            m_lease.reset();
            end();
        });
        return;
    }
    core::Task *stage = nullptr;
    if (m_session) {
        m_session->forwards().stop();
        stage = m_session->stage();
    }
    if (stage && stage->state() == core::Task::State::Running) {
        connect(stage, &core::Task::finished, this, &Window::gone);
        stage->cancel();
    } else {
        emit gone();
    }
}

} // namespace app

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/tabpage.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QTime>
#include <QVBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr int quickRetries = 20;
constexpr double usualWidth = 1280; ///< of the stage
constexpr milliseconds quickPause(1000), slowPause(5000);
constexpr milliseconds shutter(2000); ///< a page paints a little after it says that it is there

QImage dimmed(const QImage &frame)
{
    QImage out = frame.convertToFormat(QImage::Format_RGB32);
    QPainter painter(&out);
    painter.fillRect(out.rect(), QColor(0, 0, 0, 120));
    return out;
}

} // namespace

TabPage::TabPage(const Theme &theme, const TabValue &tab, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_stack(new QStackedWidget)
    , m_facts(new NativePage(theme))
    , m_still(new QLabel)
    , m_banner(new Surface(theme, {Token::Raised, {}, Token::Warn, 0, 1, false, Qt::BottomEdge}))
    , m_bannerText(new Label(theme, {Token::Ink, 13, QFont::Medium}))
{
    auto *icon = new MarkIcon(theme, 16);
    icon->setMark(Mark::Attention);
    auto *row = new QHBoxLayout(m_banner);
    row->setContentsMargins(16, 6, 16, 6);
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(m_bannerText, 1);
    m_bannerText->setWordWrap(true);
    m_banner->hide();
    m_still->setAlignment(Qt::AlignCenter);
    m_still->setMinimumSize(1, 1);
    m_stack->addWidget(m_facts);
    m_stack->addWidget(m_still);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    setAccessibleName(tab.title);
    m_facts->setPage({tab.title, tr("Nothing is known of it yet."), {}});
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &TabPage::retry);
    m_camera.setInterval(shutter);
    connect(&m_camera, &QTimer::timeout, this, &TabPage::keepFrame);
    connect(&theme, &Theme::changed, this, [this] {
        if (m_web)
            m_web->setDark(m_theme.palette() != Palette::Light);
    });
}

TabPage::~TabPage() = default;

void TabPage::useWeb(WebEngine &engine, WebSetup setup, std::vector<SignIn> forms,
                     const std::optional<PromptForm> &prompts)
{
    WebEvents events;
    events.loaded = [this](bool ok) { ended(ok); };
    events.crashed = [this](const QString &why) { lose(why); };
    events.leaving = [this](const QUrl &url) { emit leaving(url); };
    setup.dark = m_theme.palette() != Palette::Light;
    setup.signsIn = !forms.empty();
    setup.takesPrompts = prompts.has_value();
    m_web = engine.createView(setup, std::move(events));
    m_web->widget()->setAccessibleName(accessibleName());
    m_stack->addWidget(m_web->widget());
    applyZoom();
    if (prompts)
        m_typist = std::make_unique<Typist>(*prompts, *m_web);
    if (forms.empty())
        return;
    m_doorman = std::make_unique<Doorman>(std::move(forms), *m_web);
    connect(m_doorman.get(), &Doorman::failed, this, &TabPage::askForHand);
}

void TabPage::load(const QUrl &url)
{
    m_url = url;
    m_tries = 0;
    if (m_web)
        m_web->load(url);
}

void TabPage::move(const QString &from, const QString &to)
{
    if (m_web)
        m_web->move(from, to);
    if (m_doorman)
        m_doorman->move(from, to);
}

void TabPage::setZoom(double zoom)
{
    m_zoom = zoom;
    applyZoom();
}

/// On a wide screen the audience gets the page of the usual one, only sharper.
void TabPage::applyZoom()
{
    if (m_web)
        m_web->setZoom(m_zoom * std::max(1.0, width() / usualWidth));
}

void TabPage::ended(bool ok)
{
    if (m_typist)
        m_typist->lose(tr("the page was loaded anew"));
    // A form that refuses may answer with an error: it is a form all the same.
    if (m_doorman && m_doorman->landed(m_web->url())) {
        m_loaded = false;
        if (!m_byHand)
            setTrouble(tr("Signing in"));
        return;
    }
    if (!ok) {
        lose(tr("%1 does not answer").arg(m_url.toString()));
        emit loaded(false);
        return;
    }
    m_tries = 0;
    m_loaded = true;
    m_byHand = false;
    setTrouble({});
    m_camera.start();
    emit loaded(true);
}

void TabPage::lose(const QString &why)
{
    m_loaded = m_byHand = false;
    if (m_typist)
        m_typist->lose(why);
    setTrouble(why);
    scheduleRetry();
}

/// Its form is shown: somebody can still sign in there.
void TabPage::askForHand(const QString &why)
{
    m_byHand = true;
    setTrouble(tr("Signing in did not work: %1").arg(why));
}

void TabPage::keepFrame()
{
    if (!isLive() || !isVisible())
        return;
    if (const QImage now = m_web->grab(); !now.isNull())
        m_frames.keep(now);
}

void TabPage::scheduleRetry()
{
    if (m_web)
        m_retry.start(++m_tries > quickRetries ? slowPause : quickPause);
}

/// Whoever else may have the port of a forward that is down is not asked, and not signed in to.
void TabPage::retry()
{
    if (m_loaded || m_byHand)
        return;
    if (m_cut.isEmpty())
        m_web->load(m_url);
    else
        m_retry.start(quickPause);
}

void TabPage::setTrouble(const QString &why)
{
    if (m_trouble.isEmpty() && m_cut.isEmpty())
        m_since = QTime::currentTime().toString(u"HH:mm:ss"_s);
    m_trouble = why;
    arrange();
}

void TabPage::setCut(const QString &why)
{
    if (why == m_cut)
        return;
    if (m_trouble.isEmpty() && m_cut.isEmpty())
        m_since = QTime::currentTime().toString(u"HH:mm:ss"_s);
    m_cut = why;
    arrange();
}

QString TabPage::bannerText() const
{
    return m_banner->isHidden() ? QString() : m_bannerText->fullText();
}

void TabPage::setFacts(const PageValue &page)
{
    m_facts->setPage(page);
}

void TabPage::arrange()
{
    const QString why = m_trouble.isEmpty() ? m_cut : m_trouble;
    m_banner->setVisible(!why.isEmpty());
    m_frames.forget();
    if (m_web && (why.isEmpty() ? m_loaded : m_byHand)) {
        m_still->clear();
        m_bannerText->setFullText(tr("%1. You can sign in below.").arg(why));
        m_stack->setCurrentWidget(m_web->widget());
        return;
    }
    m_bannerText->setFullText(
        !m_web ? tr("%1. Below is what the cockpit itself knows.").arg(why)
        : m_frames.isEmpty()
            ? tr("%1 (since %2). Below is what the cockpit itself knows.").arg(why, m_since)
            : tr("%1 (since %2). Below is the last good picture, not live.").arg(why, m_since));
    // A page whose forward is gone may have said so itself before we knew: then the frame before.
    m_frames.ask(m_trouble.isEmpty() ? LastFrames::Which::Before : LastFrames::Which::Newest,
                 [this](const QImage &frame) { showStill(frame); });
}

/// Where there is none, what the cockpit knows itself.
void TabPage::showStill(const QImage &frame)
{
    m_stack->setCurrentWidget(frame.isNull() ? static_cast<QWidget *>(m_facts) : m_still);
    if (!frame.isNull())
        m_still->setPixmap(QPixmap::fromImage(
            dimmed(frame).scaled(m_stack->size(), Qt::KeepAspectRatio, Qt::SmoothTransformation)));
}

void TabPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_frames.setAtHand(true);
}

void TabPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_frames.setAtHand(false);
}

void TabPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    applyZoom();
    if (m_stack->currentWidget() == m_still)
        arrange();
}

} // namespace widgets

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/stagepane.h"

#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int retries = 20;
constexpr std::chrono::milliseconds retryPause(1000);

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
    , m_bannerText(new Label(theme, {Token::Ink, 13, QFont::Medium, false, true}))
{
    auto *icon = new MarkIcon(theme, 16);
    icon->setMark(Mark::Attention);
    auto *row = new QHBoxLayout(m_banner);
    row->setContentsMargins(16, 6, 16, 6);
    row->addWidget(icon);
    row->addWidget(m_bannerText, 1);
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
}

void TabPage::useWeb(WebEngine &engine, const QString &profile, const QStringList &origins)
{
    WebEvents events;
    events.loaded = [this](bool ok) { ended(ok); };
    events.crashed = [this](const QString &why) {
        m_loaded = false;
        setTrouble(why);
        scheduleRetry();
    };
    m_web =
        engine.createView(profile, origins, m_theme.palette() != Palette::Light, std::move(events));
    m_stack->addWidget(m_web->widget());
}

void TabPage::load(const QUrl &url)
{
    m_url = url;
    m_tries = 0;
    if (m_web)
        m_web->load(url);
}

void TabPage::ended(bool ok)
{
    m_loaded = ok;
    if (ok) {
        m_tries = 0;
        m_banner->hide();
        m_stack->setCurrentWidget(m_web->widget());
        // A page paints a little after it says that it is there.
        QTimer::singleShot(std::chrono::milliseconds(1500), this, &TabPage::keepFrame);
    } else {
        setTrouble(tr("%1 does not answer").arg(m_url.toString()));
        scheduleRetry();
    }
    emit loaded(ok);
}

void TabPage::keepFrame()
{
    if (!m_loaded || !m_web || !isVisible())
        return;
    const QImage frame = m_web->grab();
    if (!frame.isNull())
        m_frame = frame;
}

void TabPage::scheduleRetry()
{
    if (++m_tries > retries || !m_web)
        return;
    QTimer::singleShot(retryPause, this, [this] {
        if (!m_loaded)
            m_web->load(m_url);
    });
}

void TabPage::setTrouble(const QString &why)
{
    m_banner->setVisible(!why.isEmpty());
    if (why.isEmpty())
        return;
    m_bannerText->setFullText(m_frame.isNull()
                                  ? tr("%1. Below is what the cockpit itself knows.").arg(why)
                                  : tr("%1. Below is the last good picture, not live.").arg(why));
    arrange();
}

void TabPage::setFacts(const PageValue &page)
{
    m_facts->setPage(page);
}

void TabPage::arrange()
{
    if (m_loaded)
        return;
    m_stack->setCurrentWidget(m_frame.isNull() ? static_cast<QWidget *>(m_facts) : m_still);
    if (!m_frame.isNull())
        m_still->setPixmap(
            QPixmap::fromImage(dimmed(m_frame).scaled(m_stack->size(), Qt::KeepAspectRatio,
                                                      Qt::SmoothTransformation)));
}

void TabPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

StagePane::StagePane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_strip(new TabStrip(theme))
    , m_stack(new QStackedWidget)
    , m_card(new Surface(theme, {Token::Terminal, {}, {}, 0, 1, false, {}}))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);
    auto *word = new Label(theme, {Token::Ink, 40, QFont::Bold}, tr("One moment, please"));
    word->setAlignment(Qt::AlignCenter);
    auto *card = new QVBoxLayout(m_card);
    card->addWidget(word);
    m_stack->addWidget(m_card);
    connect(m_strip, &TabStrip::chosen, this, &StagePane::show);
}

void StagePane::setTabs(const std::vector<TabValue> &tabs)
{
    for (auto &[id, page] : m_pages)
        delete page;
    m_pages.clear();
    m_strip->setTabs(tabs);
    for (const TabValue &tab : tabs) {
        auto *page = new TabPage(m_theme, tab);
        m_stack->addWidget(page);
        m_pages[tab.id] = page;
    }
    if (!tabs.empty())
        show(tabs.front().id);
}

TabPage *StagePane::page(const QString &id)
{
    const auto found = m_pages.find(id);
    return found == m_pages.end() ? nullptr : found->second;
}

void StagePane::show(const QString &id)
{
    TabPage *wanted = page(id);
    if (!wanted)
        return;
    m_strip->setCurrent(id);
    if (!m_holding)
        m_stack->setCurrentWidget(wanted);
    emit shown(id);
}

void StagePane::setHolding(bool holding)
{
    m_holding = holding;
    TabPage *now = page(m_strip->current());
    m_stack->setCurrentWidget(holding || !now ? static_cast<QWidget *>(m_card) : now);
}

} // namespace widgets

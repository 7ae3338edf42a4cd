// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/window/startscreen.h"

#include "widgets/theme/scaled.h"
#include "widgets/theme/surface.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

Surface *card(const Theme &theme, const QString &title, const QString &text, QVBoxLayout *&layout)
{
    auto *frame = new Surface(theme, {Token::Panel, Token::Line, {}, 12, 1, false, {}});
    layout = new QVBoxLayout(frame);
    layout->setContentsMargins(28, 24, 28, 24);
    layout->setSpacing(12);
    layout->addWidget(new Label(theme, {Token::Ink, 22, QFont::Bold}, title));
    auto *body = new Label(theme, {Token::Mute, 15}, text);
    body->setWordWrap(true);
    layout->addWidget(body);
    keepScaled(theme, *layout);
    const auto size = [frame, &theme] { frame->setFixedSize(QSize(460, 480) * theme.scale()); };
    QObject::connect(&theme, &Theme::changed, frame, size);
    size();
    return frame;
}

} // namespace

StartScreen::StartScreen(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_rehearse(new QPushButton(tr("Rehearse")))
    , m_use(new QPushButton(tr("Use this cluster")))
    , m_kind(new QPushButton(tr("Create a kind cluster on this machine")))
    , m_contexts(new QListWidget)
    , m_none(new Label(theme, {Token::Mute, 14}))
    , m_last(makeLine(theme))
    , m_lacking(makeLine(theme))
    , m_facts(makeLine(theme))
    , m_tools(makeLine(theme))
    , m_noKind(makeLine(theme))
    , m_icon(new MarkIcon(theme, 18))
    , m_remark(new Label(theme, {Token::Mute, 15}))
{
    m_rehearse->setObjectName(u"rehearse"_s);
    m_use->setObjectName(u"useCluster"_s);
    m_use->setAutoDefault(true); // Return presses it, too
    m_rehearse->setProperty("tone", u"accent"_s);
    m_none->setWordWrap(true);
    m_remark->setWordWrap(true);
    m_contexts->setAccessibleName(tr("Contexts of the kubeconfig"));

    QVBoxLayout *left = nullptr;
    QVBoxLayout *right = nullptr;
    Surface *rehearsal =
        card(theme, tr("Rehearse"),
             tr("Starts a cluster of its own on this machine, deploys the demo on it and puts Act "
                "1 on standby. "
                "No Docker, no key, no Internet. It is gone when the window closes."),
             left);
    left->addStretch(1);
    left->addWidget(m_last.box);
    left->addWidget(m_lacking.box);
    left->addWidget(m_rehearse);
    Surface *cluster =
        card(theme, tr("A cluster"),
             tr("Contexts of your kubeconfig. Opening one changes nothing on it."), right);
    right->addWidget(m_contexts, 1);
    right->addWidget(m_none);
    right->addWidget(m_facts.box);
    right->addWidget(m_tools.box);
    right->addWidget(m_use);
    right->addWidget(m_noKind.box);
    right->addWidget(m_kind);
    m_kind->setObjectName(u"createKind"_s);
    m_kind->hide();

    auto *cards = new QHBoxLayout;
    cards->setSpacing(24);
    cards->addStretch(1);
    cards->addWidget(rehearsal);
    cards->addWidget(cluster);
    cards->addStretch(1);
    auto *remark = new QHBoxLayout;
    remark->addStretch(1);
    remark->addWidget(m_icon, 0, Qt::AlignTop);
    remark->addWidget(m_remark);
    remark->addStretch(1);
    const auto fit = [this, &theme] {
        for (QPushButton *one : {m_rehearse, m_use, m_kind})
            one->setFixedHeight(scaled(theme, 46));
        m_remark->setMinimumWidth(scaled(theme, 600));
    };
    connect(&theme, &Theme::changed, this, fit);
    fit();
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addLayout(cards);
    layout->addSpacing(24);
    layout->addLayout(remark);
    layout->addStretch(3);
    connect(m_rehearse, &QPushButton::clicked, this, &StartScreen::rehearse);
    connect(m_use, &QPushButton::clicked, this, [this] {
        if (const QListWidgetItem *item = m_contexts->currentItem())
            emit choose(item->text());
    });
    connect(m_contexts, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { emit choose(item->text()); });
    connect(m_contexts, &QListWidget::currentRowChanged, this, [this](int row) {
        m_use->setEnabled(row >= 0 && !m_busy);
        nameUse();
        m_facts.say({}, Mark::Idle);
        if (row >= 0)
            emit looked(m_contexts->item(row)->text());
    });
    connect(m_kind, &QPushButton::clicked, this,
            [this] { m_creating ? emit stopCreating() : emit createKind(); });
    setContexts({}, tr("No kubeconfig was read."));
    setKnown({}, {}, {});
    setRemark({}, Mark::Idle);
}

StartScreen::Line StartScreen::makeLine(const Theme &theme)
{
    const Line line{new QWidget, new MarkIcon(theme, 16), new Label(theme, {Token::Mute, 14})};
    line.text->setWordWrap(true);
    auto *layout = new QHBoxLayout(line.box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(line.icon, 0, Qt::AlignTop);
    layout->addWidget(line.text, 1);
    line.say({}, Mark::Idle);
    return line;
}

void StartScreen::Line::say(const QString &words, Mark mark) const
{
    icon->setMark(mark);
    icon->setVisible(mark != Mark::Idle);
    text->setFullText(words);
    box->setVisible(!words.isEmpty());
}

void StartScreen::setKnown(const QString &lastShow, const QString &forRehearsal,
                           const QString &forCluster)
{
    m_last.say(lastShow, Mark::Idle);
    m_lacking.say(forRehearsal, Mark::Attention);
    m_tools.say(forCluster, Mark::Attention);
}

void StartScreen::nameUse()
{
    const QListWidgetItem *item = m_contexts->currentItem();
    m_use->setText(item && item->text() == m_open ? tr("Go on with the show")
                                                  : tr("Use this cluster"));
}

void StartScreen::offerResume(const QString &context)
{
    const auto found = m_contexts->findItems(context, Qt::MatchExactly);
    if (context.isEmpty() || found.isEmpty())
        return;
    m_open = context;
    {
        const QSignalBlocker quiet(m_contexts); // choosing it here is nobody's choice
        m_contexts->setCurrentItem(found.first());
    }
    nameUse();
    m_use->setEnabled(!m_busy);
    m_use->setFocus();
}

void StartScreen::offerKind(const QString &lacking)
{
    m_mayCreate = lacking.isEmpty();
    m_noKind.say(lacking, Mark::Attention);
    m_kind->setEnabled(m_mayCreate && !m_busy);
    m_kind->show();
}

void StartScreen::setCreating(bool creating)
{
    m_creating = creating;
    m_kind->setText(creating ? tr("Stop creating it")
                             : tr("Create a kind cluster on this machine"));
    m_kind->setEnabled(creating || (m_mayCreate && !m_busy));
}

void StartScreen::setFacts(const QString &context, const QString &text, Mark mark)
{
    const QListWidgetItem *item = m_contexts->currentItem();
    if (item && item->text() == context)
        m_facts.say(text, mark);
}

void StartScreen::setContexts(const QStringList &contexts, const QString &why)
{
    m_open.clear();
    {
        // What was chosen stays chosen; that is nobody's new choice.
        const QSignalBlocker quiet(m_contexts);
        const QListWidgetItem *chosen = m_contexts->currentItem();
        const QString before = chosen ? chosen->text() : QString();
        m_contexts->clear();
        m_contexts->addItems(contexts);
        m_contexts->setCurrentRow(static_cast<int>(contexts.indexOf(before)));
    }
    m_contexts->setVisible(!contexts.isEmpty());
    m_none->setVisible(contexts.isEmpty());
    m_none->setFullText(why);
    m_use->setEnabled(m_contexts->currentRow() >= 0 && !m_busy);
    if (m_contexts->currentRow() < 0)
        m_facts.say({}, Mark::Idle);
    nameUse();
}

void StartScreen::setRemark(const QString &text, Mark mark)
{
    m_remark->setFullText(text);
    m_remark->setColor(mark == Mark::Bad ? Token::Bad : Token::Mute);
    m_icon->setMark(mark);
    m_icon->setVisible(!text.isEmpty());
}

void StartScreen::setBusy(bool busy)
{
    m_busy = busy;
    m_rehearse->setEnabled(!busy);
    m_contexts->setEnabled(!busy);
    m_use->setEnabled(!busy && m_contexts->currentRow() >= 0);
    m_kind->setEnabled(m_creating || (m_mayCreate && !busy));
}

} // namespace widgets

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/deploy/deploypane.h"

#include "widgets/theme/emptywords.h"
#include "widgets/theme/scaled.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

QListView *rows(QAbstractItemModel &model, QStyledItemDelegate &delegate, const QString &name)
{
    auto *view = new QListView;
    view->setModel(&model);
    view->setItemDelegate(&delegate);
    view->setFrameShape(QFrame::NoFrame);
    view->setVerticalScrollMode(QListView::ScrollPerPixel);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setUniformItemSizes(true);
    view->setAccessibleName(name);
    return view;
}

} // namespace

DeployPane::DeployPane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_phaseDelegate(theme, RowDelegate::Kind::Phase)
    , m_stepDelegate(theme, RowDelegate::Kind::Step)
    , m_phaseView(rows(m_phases, m_phaseDelegate, tr("Phases")))
    , m_stepView(rows(m_steps, m_stepDelegate, tr("Steps")))
    , m_stepTitle(heading(theme, tr("Steps")))
    , m_log(new LogPanel(theme))
    , m_preflight(new PreflightPane(theme))
    , m_secrets(new SecretsPane(theme))
    , m_stack(new QStackedWidget)
    , m_checks(new QPushButton(tr("Pre-flight")))
    , m_keys(new QPushButton(tr("Keys")))
    , m_start(new QPushButton)
    , m_pause(new QPushButton(tr("Pause")))
    , m_retry(new QPushButton(tr("Retry")))
    , m_from(new QPushButton(tr("From…")))
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_remarkIcon(new MarkIcon(theme, 16))
    , m_remark(new Label(theme, {Token::Mute, 14}))
{
    m_phaseView->setObjectName(u"phases"_s);
    m_stepView->setObjectName(u"steps"_s);
    new EmptyWords(*m_phaseView, theme, tr("Nothing is planned yet: no cluster was looked at."));
    new EmptyWords(*m_stepView, theme, tr("No phase is chosen."));
    auto *steps = new QWidget;
    auto *right = new QVBoxLayout(steps);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_stepTitle);
    right->addWidget(m_stepView);
    right->addWidget(m_log, 1);
    for (QWidget *one : std::initializer_list<QWidget *>{steps, m_preflight, m_secrets})
        m_stack->addWidget(one);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(left(theme));
    layout->addWidget(m_stack, 1);
    connectAll();
    connect(&theme, &Theme::changed, this, &DeployPane::fit);
    fit();
    setActions(tr("Deploy"), false, false);
    setRemark({}, Mark::Idle);
}

/// Phases, a sentence, and what can be done.
QWidget *DeployPane::left(const Theme &theme)
{
    m_start->setProperty("tone", u"accent"_s);
    m_start->setObjectName(u"deploy"_s);
    m_pause->setObjectName(u"pause"_s);
    m_pause->setCheckable(true);
    m_retry->setObjectName(u"retry"_s);
    m_retry->setToolTip(tr("Runs what failed once more; earlier attempts are kept"));
    m_from->setObjectName(u"from"_s);
    m_from->setToolTip(tr("Deploys from the chosen phase on"));
    m_cancel->setProperty("tone", u"bad"_s);
    m_cancel->setObjectName(u"cancel"_s);
    m_checks->setObjectName(u"preflight"_s);
    m_keys->setObjectName(u"keys"_s);
    m_remark->setWordWrap(true);
    m_remark->setObjectName(u"remark"_s);
    auto *panel = new Surface(theme, {Token::Panel, {}, {}, 0, 1, false, Qt::RightEdge});
    m_left = panel;
    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 14, 0);
    head->setSpacing(0);
    head->addWidget(heading(theme, tr("Phases")));
    head->addStretch(1);
    // As high as the word beside them, which has more room above than below.
    auto *views = new QHBoxLayout;
    views->setContentsMargins(0, 6, 0, 0);
    views->setSpacing(8);
    for (QPushButton *one : {m_checks, m_keys}) {
        one->setProperty("small", true);
        views->addWidget(one, 0, Qt::AlignVCenter);
    }
    head->addLayout(views);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(14, 8, 14, 14);
    buttons->setSpacing(8);
    for (QPushButton *one : {m_start, m_pause, m_retry, m_from, m_cancel})
        buttons->addWidget(one, 1);
    auto *remark = new QHBoxLayout;
    remark->setContentsMargins(16, 8, 16, 4);
    remark->setSpacing(8);
    remark->addWidget(m_remarkIcon, 0, Qt::AlignTop);
    remark->addWidget(m_remark, 1);
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 1, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_phaseView, 1);
    layout->addLayout(remark);
    layout->addLayout(buttons);
    keepScaled(theme, *panel);
    return panel;
}

void DeployPane::connectAll()
{
    connect(m_start, &QPushButton::clicked, this, &DeployPane::start);
    connect(m_cancel, &QPushButton::clicked, this, &DeployPane::cancel);
    connect(m_pause, &QPushButton::clicked, this, &DeployPane::pause);
    connect(m_retry, &QPushButton::clicked, this, [this] { emit retry(chosenStep()); });
    connect(m_from, &QPushButton::clicked, this, [this] { emit from(chosenPhase()); });
    connect(m_checks, &QPushButton::clicked, this,
            [this] { setView(view() == Preflight ? Steps : Preflight); });
    connect(m_keys, &QPushButton::clicked, this,
            [this] { setView(view() == Keys ? Steps : Keys); });
    connect(m_preflight, &PreflightPane::back, this, [this] { setView(Steps); });
    connect(m_secrets, &SecretsPane::back, this, [this] { setView(Steps); });
    connect(m_phaseView->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        showButtons();
        emit phaseChosen(chosenPhase());
    });
    // Clicks and Return choose a step; another step's row coming in its place does not.
    const auto choose = [this](const QModelIndex &index) {
        m_stepWanted = index.data(RowModel::IdRole).toString();
        m_log->setStep(m_stepWanted);
        emit stepChosen(m_stepWanted);
    };
    connect(m_stepView, &QListView::clicked, this, choose);
    connect(m_stepView, &QListView::activated, this, choose);
}

/// The steps have the room that they want, up to a half: the log has the rest.
void DeployPane::fit()
{
    const int row = m_stepDelegate.sizeHint({}, {}).height();
    const int most = std::max(4 * row, height() / 2);
    m_stepView->setFixedHeight(std::clamp(m_steps.rowCount() * row + row / 3, 2 * row, most));
    const int design = 560;
    m_left->setFixedWidth(std::min(scaled(m_theme, design), std::max(design, width() * 2 / 5)));
}

void DeployPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void DeployPane::setView(View view)
{
    m_stack->setCurrentIndex(view);
}

void DeployPane::setPhases(std::vector<PhaseRow> phases)
{
    m_phases.replace(std::move(phases));
}

void DeployPane::setSteps(const QString &title, const std::vector<StepRow> &steps)
{
    m_stepTitle->setFullText(title.isEmpty() ? tr("Steps") : tr("%1 – steps").arg(title));
    m_steps.replace(steps);
    fit();
    for (int row = 0; row < m_steps.rowCount(); ++row) {
        if (m_steps.index(row).data(RowModel::CurrentRole).toBool()) {
            m_stepView->scrollTo(m_steps.index(row));
            break;
        }
    }
}

void DeployPane::setActions(const QString &start, bool canStart, bool canCancel)
{
    m_start->setText(start);
    m_canStart = canStart;
    m_cancel->setEnabled(canCancel);
    showButtons();
}

void DeployPane::setAlso(const Also &also)
{
    m_also = also;
    showButtons();
}

/// While a run is on, pausing it stands where starting one does.
void DeployPane::showButtons()
{
    m_start->setVisible(!m_also.running);
    m_start->setEnabled(m_canStart && !m_locked);
    m_pause->setVisible(m_also.running);
    m_pause->setChecked(m_also.paused);
    m_pause->setText(m_also.paused ? tr("Go on") : tr("Pause"));
    m_retry->setEnabled(m_also.canRetry && !m_locked);
    m_from->setEnabled(m_also.canFrom && !m_locked && !chosenPhase().isEmpty());
}

void DeployPane::setLocked(const QString &why)
{
    m_locked = !why.isEmpty();
    m_secrets->setLocked(m_locked);
    showButtons();
    m_start->setToolTip(why);
}

void DeployPane::setRemark(const QString &text, Mark mark)
{
    m_remark->setFullText(text);
    m_remark->setColor(mark == Mark::Bad || mark == Mark::Attention ? tokenOf(mark) : Token::Mute);
    m_remarkIcon->setMark(mark);
    m_remarkIcon->setVisible(!text.isEmpty());
}

QString DeployPane::chosenPhase() const
{
    const QModelIndexList chosen = m_phaseView->selectionModel()->selectedIndexes();
    return chosen.isEmpty() ? QString() : chosen.first().data(RowModel::IdRole).toString();
}

QString DeployPane::chosenStep() const
{
    return m_log->step().isEmpty() ? QString() : m_stepWanted;
}

} // namespace widgets

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/deploy/deploypane.h"

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
    , m_phaseDelegate(theme, RowDelegate::Kind::Phase)
    , m_stepDelegate(theme, RowDelegate::Kind::Step)
    , m_phaseView(rows(m_phases, m_phaseDelegate, tr("Phases")))
    , m_stepView(rows(m_steps, m_stepDelegate, tr("Steps")))
    , m_stepTitle(heading(theme, tr("Steps")))
    , m_logTitle(heading(theme, tr("Log")))
    , m_log(new LogView(theme))
    , m_start(new QPushButton)
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_remarkIcon(new MarkIcon(theme, 16))
    , m_remark(new Label(theme, {Token::Mute, 14}))
{
    m_start->setProperty("tone", u"accent"_s);
    m_start->setObjectName(u"deploy"_s);
    m_cancel->setProperty("tone", u"bad"_s);
    m_remark->setWordWrap(true);
    m_stepView->setSelectionMode(QListView::NoSelection);
    m_stepView->setMinimumHeight(150);

    auto *left = new Surface(theme, {Token::Panel, {}, {}, 0, 1, false, Qt::RightEdge});
    left->setFixedWidth(560);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(14, 8, 14, 14);
    buttons->setSpacing(8);
    buttons->addWidget(m_start, 2);
    buttons->addWidget(m_cancel, 1);
    auto *remark = new QHBoxLayout;
    remark->setContentsMargins(16, 8, 16, 4);
    remark->setSpacing(8);
    remark->addWidget(m_remarkIcon, 0, Qt::AlignTop);
    remark->addWidget(m_remark, 1);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 1, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(heading(theme, tr("Phases")));
    leftLayout->addWidget(m_phaseView, 1);
    leftLayout->addLayout(remark);
    leftLayout->addLayout(buttons);

    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_stepTitle);
    right->addWidget(m_stepView, 5);
    right->addWidget(m_logTitle);
    right->addWidget(m_log, 6);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(left);
    layout->addLayout(right, 1);

    connect(m_start, &QPushButton::clicked, this, &DeployPane::start);
    connect(m_cancel, &QPushButton::clicked, this, &DeployPane::cancel);
    connect(m_phaseView->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { emit phaseChosen(chosenPhase()); });
    setActions(tr("Deploy"), false, false);
    setRemark({}, Mark::Idle);
}

void DeployPane::setPhases(std::vector<PhaseRow> phases)
{
    m_phases.replace(std::move(phases));
}

void DeployPane::setSteps(const QString &title, const std::vector<StepRow> &steps)
{
    m_stepTitle->setFullText(title.isEmpty() ? tr("Steps") : tr("%1 – steps").arg(title));
    m_steps.replace(steps);
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
    m_start->setEnabled(canStart && !m_locked);
    m_cancel->setEnabled(canCancel);
}

void DeployPane::setLocked(bool locked)
{
    m_locked = locked;
    m_start->setEnabled(m_canStart && !locked);
    m_start->setToolTip(locked ? tr("SHOW is locked: Ctrl+Shift+L") : QString());
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

} // namespace widgets

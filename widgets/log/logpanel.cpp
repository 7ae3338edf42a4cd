// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/log/logpanel.h"

#include "widgets/theme/picker.h"
#include "widgets/theme/scaled.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

LogPanel::LogPanel(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_view(new LogView(theme))
    , m_behind(new QPlainTextEdit)
    , m_stack(new QStackedWidget)
    , m_level(new Picker(theme))
    , m_text(new QLineEdit)
    , m_step(new QToolButton)
    , m_follow(new QToolButton)
    , m_copy(new QToolButton)
    , m_behindButton(new QToolButton)
{
    m_level->addItems({tr("All lines"), tr("Warnings"), tr("Errors")});
    // Here Qt names a list that folds out by its choice: without a label beside it, what the choice
    // is of has to be its description.
    m_level->setAccessibleName(tr("Level of the log's lines"));
    m_level->setAccessibleDescription(m_level->accessibleName());
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setClearButtonEnabled(true);
    m_text->setAccessibleName(tr("Text in the log's lines"));
    m_step->setText(tr("All steps"));
    m_step->setObjectName(u"logStep"_s);
    m_follow->setText(tr("Follow"));
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_follow->setObjectName(u"logFollow"_s);
    m_copy->setText(tr("Copy"));
    m_copy->setObjectName(u"logCopy"_s);
    m_behindButton->setText(tr("Behind the step"));
    m_behindButton->setCheckable(true);
    m_behindButton->setEnabled(false);
    m_behindButton->setObjectName(u"behind"_s);
    m_behind->setReadOnly(true);
    m_behind->setFrameShape(QFrame::NoFrame);
    m_behind->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_behind->setAccessibleName(tr("What is behind the step"));

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(0, 2, 12, 2);
    bar->setSpacing(6);
    auto *title = heading(theme, tr("Log"));
    const auto centre = [title, &theme] {
        title->setContentsMargins(scaled(theme, 16), 0, scaled(theme, 16), 0);
    };
    connect(&theme, &Theme::changed, title, centre);
    centre();
    bar->addWidget(title, 0, Qt::AlignVCenter);
    for (QWidget *one : std::initializer_list<QWidget *>{m_step, m_follow, m_copy, m_behindButton})
        one->setProperty("tone", u"quiet"_s);
    bar->addStretch(1);
    for (QWidget *one : std::initializer_list<QWidget *>{m_step, m_level, m_text, m_follow, m_copy,
                                                         m_behindButton})
        bar->addWidget(one, 0, Qt::AlignVCenter);
    keepScaled(theme, *bar);
    m_text->setMaximumWidth(220);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_behind);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_stack, 1);

    connect(m_level, &QComboBox::currentIndexChanged, this, &LogPanel::filter);
    connect(m_text, &QLineEdit::textChanged, this, &LogPanel::filter);
    connect(m_step, &QToolButton::clicked, this, [this] { setStep({}); });
    connect(m_follow, &QToolButton::toggled, m_view, &LogView::setFollows);
    connect(m_view, &LogView::followsChanged, m_follow, &QToolButton::setChecked);
    connect(m_copy, &QToolButton::clicked, this, &LogPanel::copy);
    connect(m_behindButton, &QToolButton::toggled, this, &LogPanel::showBehind);
    const auto dress = [this] {
        QPalette palette = m_behind->palette();
        palette.setColor(QPalette::Base, m_theme.color(Token::Terminal));
        palette.setColor(QPalette::Text, m_theme.color(Token::SoftInk));
        m_behind->setPalette(palette);
        m_behind->viewport()->setAutoFillBackground(true);
        m_behind->setFont(m_theme.mono(13));
    };
    connect(&theme, &Theme::changed, this, dress);
    dress();
}

void LogPanel::setStep(const QString &step)
{
    m_step->setText(step.isEmpty() ? tr("All steps") : tr("Step %1 ×").arg(step));
    m_step->setToolTip(step.isEmpty() ? tr("Choose a step above to see its lines alone")
                                      : tr("Show the lines of all steps again"));
    LogFilter wanted = m_view->filter();
    wanted.source = step;
    m_view->setFilter(wanted);
    if (step.isEmpty())
        setBehind({});
}

void LogPanel::setBehind(const QString &text)
{
    m_behindButton->setEnabled(!text.isEmpty());
    if (text.isEmpty())
        m_behindButton->setChecked(false);
    if (m_behind->toPlainText() != text)
        m_behind->setPlainText(text);
}

void LogPanel::showBehind(bool on)
{
    m_stack->setCurrentIndex(on ? 1 : 0);
    for (QWidget *one : std::initializer_list<QWidget *>{m_level, m_text, m_follow})
        one->setEnabled(!on);
}

void LogPanel::filter()
{
    LogFilter wanted = m_view->filter();
    wanted.level = static_cast<LogLevel>(m_level->currentIndex());
    wanted.text = m_text->text();
    m_view->setFilter(wanted);
}

void LogPanel::copy()
{
    QApplication::clipboard()->setText(showsBehind() ? m_behind->toPlainText() : m_view->copied());
}

} // namespace widgets

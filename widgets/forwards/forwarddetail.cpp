// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/forwards/forwarddetail.h"

#include "widgets/forwards/forwardspane.h"
#include "widgets/theme/scaled.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace widgets {

using namespace Qt::StringLiterals;

Sparkline::Sparkline(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Sparkline::setValues(std::deque<double> milliseconds)
{
    m_values = std::move(milliseconds);
    const auto worst = std::max_element(m_values.begin(), m_values.end());
    const QString text = worst == m_values.end()
                             ? tr("No latency is known yet.")
                             : tr("Latency of the last %1 probes: now %2 ms, at worst %3 ms")
                                   .arg(m_values.size())
                                   .arg(m_values.back(), 0, 'f', 1)
                                   .arg(*worst, 0, 'f', 1);
    setAccessibleName(text);
    setToolTip(text);
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Token::Line));
    painter.drawLine(0, height() - 1, width(), height() - 1);
    if (m_values.size() < 2)
        return;
    const double worst = std::max(1e-3, *std::max_element(m_values.begin(), m_values.end()));
    QPolygonF line;
    for (std::size_t i = 0; i < m_values.size(); ++i)
        line << QPointF((width() - 1.0) * static_cast<double>(i)
                            / static_cast<double>(m_values.size() - 1),
                        height() - 2 - (height() - 4) * m_values[i] / worst);
    painter.setPen(QPen(m_theme.color(Token::Accent), 1.5));
    painter.drawPolyline(line);
}

QString bytesText(qint64 bytes)
{
    if (bytes < 1000)
        return ForwardDetail::tr("%1 B").arg(bytes);
    const double thousands = static_cast<double>(bytes) / 1000;
    return thousands < 1000 ? ForwardDetail::tr("%1 kB").arg(thousands, 0, 'f', 1)
                            : ForwardDetail::tr("%1 MB").arg(thousands / 1000, 0, 'f', 1);
}

QString lossLine(const forward::Loss &loss)
{
    const QString when = loss.at.toLocalTime().toString(u"HH:mm:ss"_s);
    const QString lasted =
        loss.over
            ? ForwardDetail::tr("%1 s").arg(static_cast<double>(loss.lasted) / 1000, 0, 'f', 1)
            : ForwardDetail::tr("not over");
    const QString lost = ForwardDetail::tr("%1 lost").arg(loss.connections);
    const QString why = loss.planned ? ForwardDetail::tr("planned: %1").arg(loss.why) : loss.why;
    return QStringList{when, lasted, lost, why}.join(u"  ·  "_s);
}

ForwardDetail::ForwardDetail(const Theme &theme, QWidget *parent)
    : Surface(theme, {Token::Panel, {}, {}, 0, 1, false, Qt::TopEdge}, parent)
    , m_title(new Label(theme, {Token::Ink, 15, QFont::DemiBold}))
    , m_traffic(new Label(theme, {Token::SoftInk, 14}))
    , m_icon(new MarkIcon(theme, 16))
    , m_line(new Sparkline(theme))
    , m_words(new QPlainTextEdit)
    , m_open(new QPushButton(tr("Open its tab")))
    , m_copy(new QPushButton(tr("Copy address")))
    , m_otherPort(new QPushButton(tr("Use another port")))
    , m_restart(new QPushButton(tr("Restart")))
    , m_pause(new QPushButton)
    , m_more(new QPushButton(tr("More")))
{
    m_words->setReadOnly(true);
    m_words->setFrameShape(QFrame::NoFrame);
    m_words->document()->setDocumentMargin(0); // below its title
    m_words->setAccessibleName(tr("Trouble and what it healed from"));
    m_words->setTabChangesFocus(true);
    m_open->setToolTip(tr("Shows the tab of this service in Present mode"));
    m_copy->setToolTip(tr("Puts the local address on the clipboard"));
    m_otherPort->setToolTip(tr("Leaves the port to the program that has it; the tab, the probes "
                               "and the links follow to a free one"));
    m_restart->setToolTip(
        tr("Ends its connections, chooses the pod anew and opens the port again"));
    m_more->setCheckable(true);
    m_more->setToolTip(tr("The raw words of its trouble, and what it healed from"));
    auto *top = new QHBoxLayout;
    top->setSpacing(10);
    top->addWidget(m_icon);
    top->addWidget(m_title);
    top->addWidget(m_traffic, 1);
    top->addWidget(m_line);
    top->addWidget(m_open);
    top->addWidget(m_copy);
    top->addWidget(m_otherPort);
    top->addWidget(m_restart);
    top->addWidget(m_pause);
    top->addWidget(m_more);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 6, 16, 6);
    layout->setSpacing(6);
    layout->addLayout(top);
    layout->addWidget(m_words, 1);
    keepScaled(theme, *this);
    connect(m_open, &QPushButton::clicked, this, &ForwardDetail::openWanted);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(u"http://"_s + m_local); });
    connect(m_otherPort, &QPushButton::clicked, this, &ForwardDetail::otherPortWanted);
    connect(m_restart, &QPushButton::clicked, this, &ForwardDetail::restartWanted);
    connect(m_pause, &QPushButton::clicked, this,
            [this] { emit pauseWanted(m_state != forward::State::Paused); });
    const auto fit = [this] {
        m_words->setVisible(m_more->isChecked());
        setFixedHeight(static_cast<int>((m_more->isChecked() ? 156 : 58) * this->theme().scale()));
    };
    connect(&theme, &Theme::changed, this, fit);
    connect(m_more, &QPushButton::toggled, this, fit);
    connect(m_more, &QPushButton::clicked, this, [this] { m_asked = true; });
    fit();
    setForward({}, {}, {});
}

void ForwardDetail::suggest(bool more)
{
    if (!m_asked)
        m_more->setChecked(more);
}

void ForwardDetail::setPausable(bool pausable)
{
    m_pausable = pausable;
    showDeeds();
}

/// What can be done to a forward in its state.
void ForwardDetail::showDeeds()
{
    const bool runs = m_state != forward::State::Off, paused = m_state == forward::State::Paused;
    m_otherPort->setVisible(m_state == forward::State::Conflict);
    m_restart->setEnabled(runs);
    m_pause->setEnabled(runs && (m_pausable || paused));
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setToolTip(paused ? tr("Opens its port again")
                               : tr("Closes its port and ends its connections until it is "
                                    "resumed; its tab keeps the last good picture"));
}

void ForwardDetail::setForward(const forward::Status &status, const QString &title,
                               std::deque<double> latencies)
{
    const bool chosen = !status.id.isEmpty();
    m_title->setFullText(chosen ? title : tr("Choose a forward to see more of it."));
    m_icon->setVisible(chosen);
    m_icon->setMark(markOf(status.state));
    m_line->setVisible(chosen);
    m_line->setValues(std::move(latencies));
    m_copy->setEnabled(chosen);
    m_local = status.local;
    m_state = status.state;
    showDeeds();
    m_traffic->setFullText(!chosen
                               ? QString()
                               : tr("%1 open, %2 since start · %3 to it, %4 from it · %5 lost")
                                     .arg(status.connections)
                                     .arg(status.total)
                                     .arg(bytesText(status.bytesUp), bytesText(status.bytesDown))
                                     .arg(status.lost));
    QStringList trouble;
    if (!status.why.isEmpty())
        trouble << status.why;
    if (!status.holder.isEmpty())
        trouble << tr("The port is held by process %1 since %2: %3")
                       .arg(QString::number(status.pid),
                            status.holderSince.toLocalTime().toString(u"HH:mm:ss"_s),
                            status.holder);
    write(m_trouble, trouble.join(u'\n'));
}

void ForwardDetail::setLedger(const std::vector<forward::Loss> &losses)
{
    QStringList lines;
    for (auto loss = losses.rbegin(); loss != losses.rend(); ++loss)
        lines << lossLine(*loss);
    write(m_losses, lines.isEmpty() ? tr("It has not been interrupted since it was started.")
                                    : lines.join(u'\n'));
}

/// Only what changed: a selection in the text outlives a beat.
void ForwardDetail::write(QString &part, const QString &text)
{
    if (std::exchange(part, text) == text)
        return;
    QStringList parts{m_trouble, m_losses};
    parts.removeAll(QString());
    m_words->setPlainText(parts.join(u'\n'));
}

} // namespace widgets

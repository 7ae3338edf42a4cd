// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/forwards/forwardspane.h"

#include "widgets/theme/scaled.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QVBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;
using forward::State;
using forward::Status;

Mark markOf(State state)
{
    switch (state) {
    case State::Off:
    case State::Paused: return Mark::Idle;
    case State::Waiting:
    case State::Listening:
    case State::Reconnecting: return Mark::Working;
    case State::Verified: return Mark::Good;
    case State::Degraded: return Mark::Attention;
    case State::Conflict:
    case State::Failed: return Mark::Bad;
    }
    return Mark::Idle;
}

QString stateText(State state)
{
    switch (state) {
    case State::Off: return ForwardModel::tr("Off");
    case State::Waiting: return ForwardModel::tr("Waiting");
    case State::Listening: return ForwardModel::tr("Listening");
    case State::Reconnecting: return ForwardModel::tr("Reconnecting");
    case State::Verified: return ForwardModel::tr("Verified");
    case State::Degraded: return ForwardModel::tr("Degraded");
    case State::Conflict: return ForwardModel::tr("Conflict");
    case State::Failed: return ForwardModel::tr("Failed");
    case State::Paused: return ForwardModel::tr("Paused");
    }
    return {};
}

namespace {

QString ageOf(const QDateTime &time)
{
    if (!time.isValid())
        return ForwardModel::tr("never");
    const qint64 seconds = std::max<qint64>(0, time.secsTo(QDateTime::currentDateTimeUtc()));
    return seconds < 120 ? ForwardModel::tr("%1 s ago").arg(seconds)
                         : ForwardModel::tr("%1 min ago").arg(seconds / 60);
}

/// As the panels' headings have it, so that all of a pane begins on one line; and what a style
/// adds of its own to a cell's text.
constexpr int inset = 16, outset = 8, textMargin = 3;

/// What every cell stands on: its row's line, and a chosen row's colour.
void paintPaper(QPainter &painter, const QStyleOptionViewItem &option, const Theme &theme)
{
    const QRect &cell = option.rect;
    if (option.state & QStyle::State_Selected)
        painter.fillRect(cell, theme.color(Token::Current));
    painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1),
                     theme.color(Token::RowLine));
}

/// A cell whose text stands below its header's.
class CellDelegate final : public QStyledItemDelegate {
public:
    CellDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        paintPaper(*painter, option, m_theme);
        QStyleOptionViewItem inside = option;
        const int left = scaled(m_theme, inset);
        inside.rect.adjust(left - textMargin, 0, textMargin - scaled(m_theme, outset), 0);
        inside.state &= ~(QStyle::State_Selected | QStyle::State_HasFocus);
        if (index.data(ForwardModel::HeadingRole).toBool()) {
            painter->save();
            painter->setFont(m_theme.font(13, QFont::DemiBold));
            painter->setPen(m_theme.color(Token::SoftInk));
            painter->drawText(option.rect.adjusted(left, 0, 0, -scaled(m_theme, 5)),
                              Qt::AlignLeft | Qt::AlignBottom, index.data().toString());
            painter->restore();
            return;
        }
        QStyledItemDelegate::paint(painter, inside, index);
    }

private:
    const Theme &m_theme;
};

/// Gives a table's columns the width there is, whenever that changes.
class ColumnFit final : public QObject {
public:
    ColumnFit(QTableView &view, const Theme &theme, QList<Column> columns)
        : QObject(&view)
        , m_view(view)
        , m_theme(theme)
        , m_columns(std::move(columns))
    {
        view.viewport()->installEventFilter(this);
        connect(&theme, &Theme::changed, this, &ColumnFit::fit);
        // A column that is hidden or shown gives or wants room.
        connect(view.horizontalHeader(), &QHeaderView::sectionResized, this, &ColumnFit::fit);
        fit();
    }

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
            fit();
        return QObject::eventFilter(object, event);
    }

private:
    void fit()
    {
        if (m_fits)
            return;
        m_fits = true;
        for (QWidget *part : std::initializer_list<QWidget *>{&m_view, m_view.horizontalHeader()})
            part->setFont(m_theme.font(14));
        m_view.verticalHeader()->setDefaultSectionSize(scaled(m_theme, 34));
        int wanted = 0;
        for (qsizetype i = 0; i < m_columns.size(); ++i)
            wanted += m_view.isColumnHidden(static_cast<int>(i)) ? 0 : least(i);
        // What fits has no bar, not even until the view has noticed that it fits.
        m_view.setHorizontalScrollBarPolicy(
            wanted <= m_view.viewport()->width() ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
        int left = m_view.viewport()->width(), shares = 0;
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            if (m_view.isColumnHidden(static_cast<int>(i)))
                continue;
            left -= least(i);
            shares += m_columns[i].share;
        }
        left = std::max(0, left);
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            if (m_view.isColumnHidden(static_cast<int>(i)))
                continue;
            // Of what is left each time, so that the last one has all of the rest.
            const int more = shares > 0 ? left * m_columns[i].share / shares : 0;
            left -= more;
            shares -= m_columns[i].share;
            m_view.setColumnWidth(static_cast<int>(i), least(i) + more);
        }
        m_fits = false;
    }

    int least(qsizetype i) const { return static_cast<int>(m_columns[i].least * m_theme.scale()); }

    QTableView &m_view;
    const Theme &m_theme;
    QList<Column> m_columns;
    bool m_fits = false; ///< its own changes are no news
};

} // namespace

void ForwardModel::replace(std::vector<Status> statuses, const QMap<QString, QString> &titles)
{
    m_titles = titles;
    std::vector<Row> rows = rowsOf(statuses);
    if (rows != m_rows) {
        beginResetModel();
        m_forwards = std::move(statuses);
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_forwards = std::move(statuses);
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

/// Group by group, in the order in which the first of each starts.
std::vector<ForwardModel::Row> ForwardModel::rowsOf(const std::vector<Status> &statuses) const
{
    QStringList groups;
    for (const Status &status : statuses) {
        if (const QString group = m_groups.value(status.id); !groups.contains(group))
            groups << group;
    }
    std::vector<Row> rows;
    for (const QString &group : groups) {
        if (groups.size() > 1)
            rows.push_back({-1, group});
        for (std::size_t i = 0; i < statuses.size(); ++i) {
            if (m_groups.value(statuses[i].id) == group)
                rows.push_back({static_cast<int>(i), group});
        }
    }
    return rows;
}

QString ForwardModel::heading(const QString &group) const
{
    int good = 0, all = 0;
    for (const Status &status : m_forwards) {
        if (m_groups.value(status.id) != group)
            continue;
        ++all;
        good += status.state == State::Verified ? 1 : 0;
    }
    const QString name = group == u"ui"    ? tr("User interfaces")
                         : group == u"api" ? tr("APIs")
                                           : group;
    return tr("%1 · %2 of %3 verified").arg(name).arg(good).arg(all);
}

bool ForwardModel::anyWhy() const
{
    return std::any_of(m_forwards.begin(), m_forwards.end(),
                       [](const Status &status) { return !status.why.isEmpty(); });
}

const Status *ForwardModel::at(int row) const
{
    if (row < 0 || row >= rowCount() || isHeading(row))
        return nullptr;
    return &m_forwards[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(row)].forward)];
}

bool ForwardModel::isHeading(int row) const
{
    return row >= 0 && row < rowCount() && m_rows[static_cast<std::size_t>(row)].forward < 0;
}

int ForwardModel::rowOf(const QString &id) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (const Status *status = at(row); status && status->id == id)
            return row;
    }
    return -1;
}

int ForwardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ForwardModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString ForwardModel::titleOf(const Status &status) const
{
    return m_titles.value(status.id, status.id);
}

QString ForwardModel::text(const Status &status, int column) const
{
    switch (column) {
    case StateColumn: return stateText(status.state);
    case Title: return titleOf(status);
    case Local: return status.local;
    case Target: return status.target;
    case Latency:
        return status.latencyMs > 0 ? tr("%1 ms").arg(status.latencyMs, 0, 'f', 1) : tr("–");
    case Age: return ageOf(status.verifiedAt);
    case Connections: return QString::number(status.connections);
    case Lost: return QString::number(status.lost);
    case Why:
        if (status.state == State::Conflict && status.pid > 0)
            return tr("%1 (process %2: %3)").arg(status.why).arg(status.pid).arg(status.holder);
        return status.state == State::Reconnecting
                   ? tr("%1 · try %2").arg(status.why).arg(status.attempt)
                   : status.why;
    default: return {};
    }
}

QVariant ForwardModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == HeadingRole)
        return row.forward < 0;
    if (row.forward < 0)
        return role == Qt::DisplayRole && index.column() == 0 ? heading(row.group) : QVariant();
    const Status &status = m_forwards[static_cast<std::size_t>(row.forward)];
    if (role == Qt::DisplayRole && index.column() == Order)
        return row.forward + 1;
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return text(status, index.column());
    if (role == MarkRole)
        return static_cast<int>(markOf(status.state));
    return {};
}

Qt::ItemFlags ForwardModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags usual = QAbstractTableModel::flags(index);
    return isHeading(index.row()) ? Qt::ItemFlags(Qt::NoItemFlags) : usual;
}

QVariant ForwardModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == Order)
        return tr("The order in which they start");
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Order: return tr("No.");
    case StateColumn: return tr("State");
    case Title: return tr("Forward");
    case Local: return tr("Local");
    case Target: return tr("Target");
    case Latency: return tr("Latency");
    case Age: return tr("Verified");
    case Connections: return tr("Open");
    case Lost: return tr("Lost");
    case Why: return tr("Why");
    default: return {};
    }
}

MarkDelegate::MarkDelegate(const Theme &theme, int role, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_role(role)
{
}

void MarkDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Mark mark = static_cast<Mark>(index.data(m_role).toInt());
    painter->save();
    paintPaper(*painter, option, m_theme);
    const int side = scaled(m_theme, 15);
    const int left = option.rect.left() + scaled(m_theme, inset);
    paintMark(*painter, QRectF(left, option.rect.center().y() - side / 2, side, side), mark,
              m_theme);
    painter->setFont(m_theme.font(14, QFont::DemiBold));
    painter->setPen(m_theme.color(tokenOf(mark)));
    QRect place = option.rect.adjusted(0, 0, -4, 0);
    place.setLeft(left + side + scaled(m_theme, 9));
    painter->drawText(place, Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                        place.width()));
    painter->restore();
}

void dressTable(QTableView &view, const Theme &theme, const QList<Column> &columns)
{
    view.setFrameShape(QFrame::NoFrame);
    view.setShowGrid(false);
    view.setSelectionBehavior(QTableView::SelectRows);
    view.setEditTriggers(QTableView::NoEditTriggers);
    view.setVerticalScrollMode(QTableView::ScrollPerPixel);
    view.setHorizontalScrollMode(QTableView::ScrollPerPixel);
    view.setWordWrap(false);
    view.setTabKeyNavigation(false); // Tab leaves the table; the arrows walk in it
    view.verticalHeader()->hide();
    view.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view.horizontalHeader()->setHighlightSections(false);
    view.setItemDelegate(new CellDelegate(theme, &view));
    new ColumnFit(view, theme, columns);
}

ForwardsPane::ForwardsPane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_delegate(theme, ForwardModel::MarkRole)
    , m_summary(new Label(theme, {Token::Mute, 14}))
    , m_view(new QTableView)
    , m_detail(new ForwardDetail(theme))
{
    m_view->setModel(&m_model);
    m_view->setSelectionMode(QTableView::SingleSelection);
    m_view->setItemDelegateForColumn(ForwardModel::StateColumn, &m_delegate);
    m_view->setAccessibleName(tr("Forwards"));
    dressTable(*m_view, theme,
               {{60, 0},
                {150, 0},
                {150, 1},
                {146, 0},
                {320, 2},
                {90, 0},
                {104, 0},
                {76, 0},
                {72, 0},
                {150, 4}});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(heading(theme, tr("Forwards")));
    const auto fit = [this] {
        const int side = scaled(m_theme, inset);
        m_summary->setContentsMargins(side, 0, side, scaled(m_theme, 10));
    };
    connect(&theme, &Theme::changed, this, fit);
    fit();
    layout->addWidget(m_summary);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_detail);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                const Status *status = m_model.at(current.row());
                if (!status || status->id == m_chosen)
                    return;
                m_chosen = status->id;
                describe();
                emit chosenChanged(m_chosen);
            });
    connect(m_detail, &ForwardDetail::openWanted, this, [this] { emit openWanted(m_chosen); });
    connect(m_detail, &ForwardDetail::otherPortWanted, this,
            [this] { emit otherPortWanted(m_chosen); });
    connect(m_detail, &ForwardDetail::restartWanted, this,
            [this] { emit restartWanted(m_chosen); });
    connect(m_detail, &ForwardDetail::pauseWanted, this,
            [this](bool pause) { emit pauseWanted(m_chosen, pause); });
    connect(&m_model, &ForwardModel::modelReset, this, &ForwardsPane::spanHeadings);
    setForwards({}, {});
}

/// The table comes first: on a small screen its last rows would go for what is below it.
void ForwardsPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_detail->suggest(height() > 800 * m_theme.scale());
}

void ForwardsPane::spanHeadings()
{
    m_view->clearSpans();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.isHeading(row))
            m_view->setSpan(row, 0, 1, ForwardModel::columns);
    }
}

QString ForwardsPane::chosen() const
{
    return m_chosen;
}

void ForwardsPane::setTabs(const QStringList &ids)
{
    m_shown = ids;
    describe();
}

void ForwardsPane::setLedger(const std::vector<forward::Loss> &losses)
{
    m_detail->setLedger(losses);
}

/// One value a probe: a second in which nobody probed is no news.
void ForwardsPane::noteLatencies(const std::vector<Status> &statuses)
{
    constexpr std::size_t kept = 60;
    for (const Status &status : statuses) {
        Probes &probes = m_probes[status.id];
        if (!status.verifiedAt.isValid() || status.verifiedAt == probes.last)
            continue;
        probes.last = status.verifiedAt;
        probes.latencies.push_back(status.latencyMs);
        if (probes.latencies.size() > kept)
            probes.latencies.pop_front();
    }
}

void ForwardsPane::describe()
{
    const Status *status = m_model.at(m_model.rowOf(m_chosen));
    m_detail->setForward(status ? *status : Status{}, status ? m_model.titleOf(*status) : QString(),
                         m_probes.value(m_chosen).latencies);
    m_detail->setOpens(status && m_shown.contains(m_chosen));
}

void ForwardsPane::setForwards(std::vector<Status> statuses, const QMap<QString, QString> &titles)
{
    const auto good = std::count_if(statuses.begin(), statuses.end(),
                                    [](const Status &s) { return s.state == State::Verified; });
    m_summary->setFullText(statuses.empty()
                               ? tr("No cluster is chosen yet.")
                               : tr("%1 of %2 verified by a request through the tunnel.")
                                     .arg(good)
                                     .arg(statuses.size()));
    noteLatencies(statuses);
    m_model.replace(std::move(statuses), titles);
    if (!m_view->currentIndex().isValid() && m_model.rowCount() > 0)
        m_view->setCurrentIndex(
            m_model.index(std::max(m_model.isHeading(0) ? 1 : 0, m_model.rowOf(m_chosen)), 0));
    describe();
    // An empty column would take the room that the targets want.
    if (const bool hide = !m_model.anyWhy(); hide != m_view->isColumnHidden(ForwardModel::Why)) {
        m_view->setColumnHidden(ForwardModel::Why, hide);
        // The header says so only if the width that it had for it is another one now.
        QEvent news(QEvent::LayoutRequest);
        QCoreApplication::sendEvent(m_view->viewport(), &news);
    }
}

} // namespace widgets

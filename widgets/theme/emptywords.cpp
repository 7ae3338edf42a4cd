// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/emptywords.h"

#include "widgets/theme/scaled.h"

#include <QAbstractItemView>
#include <QEvent>

namespace widgets {

EmptyWords::EmptyWords(QAbstractItemView &view, const Theme &theme, const QString &text)
    : Label(theme, {Token::Mute, 14}, text, view.viewport())
    , m_view(view)
    , m_theme(theme)
{
    setWordWrap(true);
    setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    QAbstractItemModel *model = view.model();
    connect(model, &QAbstractItemModel::modelReset, this, &EmptyWords::follow);
    connect(model, &QAbstractItemModel::rowsInserted, this, &EmptyWords::follow);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &EmptyWords::follow);
    connect(&theme, &Theme::changed, this, &EmptyWords::follow);
    view.viewport()->installEventFilter(this);
    follow();
}

bool EmptyWords::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        follow();
    return false;
}

void EmptyWords::follow()
{
    const int side = scaled(m_theme, 16), above = scaled(m_theme, 8);
    const int wide = std::max(1, m_view.viewport()->width() - 2 * side);
    setGeometry(side, above, wide, heightForWidth(wide));
    setVisible(m_view.model()->rowCount() == 0);
}

} // namespace widgets

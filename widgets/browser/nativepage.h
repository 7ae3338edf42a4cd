// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/pathview.h"
#include "widgets/theme/label.h"
#include "widgets/theme/mark.h"
#include "widgets/theme/surface.h"

#include <QScrollArea>
#include <QVBoxLayout>
#include <vector>

namespace widgets {

/// What is known of one service, drawn without a browser.
struct PageValue {
    struct Card {
        QString title, value, text; ///< text: mono, line by line
        Mark mark = Mark::Idle;
    };
    QString title, subtitle;
    std::vector<Card> cards;
    std::vector<HopValue> hops = {}; ///< above the cards
};

/// A page of facts: stands in where there is no web tab, and carries what the show cannot do
/// without.
class NativePage final : public QScrollArea {
    Q_OBJECT
public:
    explicit NativePage(const Theme &theme, QWidget *parent = nullptr);
    void setPage(const PageValue &page);

private:
    struct CardWidget {
        Surface *frame;
        Label *title;
        MarkIcon *icon;
        Label *value;
        Label *text;
    };
    CardWidget makeCard();

    const Theme &m_theme;
    Label *m_title;
    Label *m_subtitle;
    PathView *m_path;
    QVBoxLayout *m_layout;
    std::vector<CardWidget> m_cards;
};

} // namespace widgets

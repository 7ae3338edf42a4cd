// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/audience/screennumbers.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPainter>
#include <QScreen>

namespace widgets {

namespace {

constexpr int side = 180, inset = 40;

class Card final : public QWidget {
public:
    Card(const Theme &theme, int number)
        : m_theme(theme)
        , m_number(QString::number(number))
    {
        setWindowFlags(Qt::ToolTip | Qt::FramelessWindowHint | Qt::WindowStaysOnTopHint
                       | Qt::WindowDoesNotAcceptFocus | Qt::WindowTransparentForInput);
        setAttribute(Qt::WA_ShowWithoutActivating);
        setAccessibleName(QCoreApplication::translate("ScreenNumbers", "Screen %1").arg(number));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.color(Token::Accent));
        painter.setPen(m_theme.color(Token::OnAccent));
        painter.setFont(m_theme.font(110, QFont::ExtraBold));
        painter.drawText(rect(), Qt::AlignCenter, m_number);
    }

private:
    const Theme &m_theme;
    QString m_number;
};

} // namespace

void ScreenNumbers::show()
{
    m_cards.clear();
    int number = 0;
    for (QScreen *screen : QGuiApplication::screens()) {
        auto card = std::make_unique<Card>(m_theme, ++number);
        card->setScreen(screen);
        card->setGeometry(screen->geometry().left() + inset, screen->geometry().top() + inset, side,
                          side);
        card->show();
        m_cards.push_back(std::move(card));
    }
}

QString ScreenNumbers::title(int number, const QString &name, QSize size)
{
    return QCoreApplication::translate("ScreenNumbers", "%1: %2, %3 × %4")
        .arg(number)
        .arg(name)
        .arg(size.width())
        .arg(size.height());
}

} // namespace widgets

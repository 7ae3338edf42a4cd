// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/window/settingsdialog.h"

#include "widgets/theme/label.h"
#include "widgets/theme/picker.h"
#include "widgets/window/viewmenu.h"

#include <QFocusEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int remarkWidth = 380;

} // namespace

SettingsDialog::SettingsDialog(Theme &theme, const std::vector<Setting> &settings, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_form(new QFormLayout)
{
    setObjectName(u"settings"_s);
    setWindowTitle(tr("Settings"));
    m_form->setHorizontalSpacing(18);
    m_form->setVerticalSpacing(10);
    m_form->setLabelAlignment(Qt::AlignLeft);
    addTheme();
    for (const Setting &setting : settings) {
        QComboBox *field = add(setting);
        connect(field, &QComboBox::activated, this, [this, field](int index) {
            emit chosen(field->objectName(), field->itemData(index).toString());
        });
    }
    auto *keys = new QPushButton(tr("&Keys …"));
    keys->setObjectName(u"keys"_s);
    keys->setAutoDefault(false);
    connect(keys, &QPushButton::clicked, this, [this] {
        accept();
        emit keysWanted();
    });
    auto *close = new QPushButton(tr("&Close"));
    close->setObjectName(u"close"_s);
    close->setProperty("tone", u"accent"_s);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(keys);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(18);
    layout->addLayout(m_form);
    layout->addStretch(1);
    layout->addLayout(buttons);
}

void SettingsDialog::addTheme()
{
    Setting palette{u"theme"_s, tr("&Theme"), {}, paletteName(m_theme.palette()), {}, false};
    palette.options = {{paletteName(Palette::Dark), tr("Dark")},
                       {paletteName(Palette::Light), tr("Light")},
                       {paletteName(Palette::HighContrast), tr("High contrast")}};
    QComboBox *theme = add(palette);
    connect(theme, &QComboBox::activated, this, [this, theme](int index) {
        m_theme.setPalette(paletteNamed(theme->itemData(index).toString()));
    });
    Setting size{u"textScale"_s, tr("Text &size"), {}, {}, {}, false};
    const auto percent = [](double scale) { return QString::number(std::lround(scale * 100)); };
    for (double scale = ViewMenu::smallest; scale < ViewMenu::largest + ViewMenu::step / 2;
         scale += ViewMenu::step)
        size.options.push_back({percent(scale), tr("%1 %").arg(percent(scale))});
    size.current = percent(m_theme.scale());
    QComboBox *scale = add(size);
    connect(scale, &QComboBox::activated, this, [this, scale](int index) {
        m_theme.setScale(textScale(scale->itemData(index).toDouble() / 100));
    });
    // Their keys work meanwhile, too.
    connect(&m_theme, &Theme::changed, this, [this, theme, scale, percent] {
        theme->setCurrentIndex(theme->findData(paletteName(m_theme.palette())));
        scale->setCurrentIndex(scale->findData(percent(m_theme.scale())));
        adjustSize();
    });
}

QComboBox *SettingsDialog::add(const Setting &setting)
{
    auto *field = new Picker(m_theme);
    field->setObjectName(setting.id);
    field->setAccessibleName(QString(setting.title).remove(u'&'));
    for (const Setting::Option &option : setting.options)
        field->addItem(option.title, option.id);
    field->setCurrentIndex(std::max(0, field->findData(setting.current)));
    field->setEnabled(!setting.fixed);
    field->installEventFilter(this);
    auto *title = new QLabel(setting.title);
    title->setBuddy(field);
    m_form->addRow(title, field);
    if (!setting.remark.isEmpty()) {
        auto *remark = new Label(m_theme, {Token::Mute, 13}, setting.remark);
        remark->setWordWrap(true);
        const auto fit = [this, remark] {
            const int wide = static_cast<int>(remarkWidth * m_theme.scale());
            remark->setFixedSize(wide, remark->heightForWidth(wide));
        };
        connect(&m_theme, &Theme::changed, remark, fit);
        fit();
        field->setAccessibleDescription(setting.remark);
        m_form->addRow(nullptr, remark);
    }
    return field;
}

bool SettingsDialog::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::FocusIn) {
        emit picking(object->objectName());
    } else if (event->type() == QEvent::FocusOut
               && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason) {
        emit picking({});
    }
    return QDialog::eventFilter(object, event);
}

} // namespace widgets

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QDialog>
#include <QFormLayout>
#include <vector>

namespace widgets {

/// One thing that can be set to one of several values.
struct Setting {
    struct Option {
        QString id, title;
    };
    QString id, title;
    std::vector<Option> options;
    QString current;
    QString remark;     ///< below it, "" for none
    bool fixed = false; ///< cannot be changed now; the remark says why
};

/// What a presenter can set. Every choice counts at once and wants no mouse; theme and text size
/// are the theme's own, the others are told.
class SettingsDialog final : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(Theme &theme, const std::vector<Setting> &settings, QWidget *parent = nullptr);
    QComboBox *field(const QString &id) const { return findChild<QComboBox *>(id); }

signals:
    void chosen(const QString &setting, const QString &option);
    void picking(const QString &setting); ///< has the keyboard now; "" for none of them
    void keysWanted();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    QComboBox *add(const Setting &setting);
    void addTheme();

    Theme &m_theme;
    QFormLayout *m_form;
};

} // namespace widgets

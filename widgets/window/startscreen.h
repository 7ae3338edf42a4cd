// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/label.h"
#include "widgets/theme/mark.h"

#include <QListWidget>
#include <QPushButton>

namespace widgets {

/// The first screen: rehearse on a cluster of our own, or choose one. Nothing is chosen for
/// anybody.
class StartScreen final : public QWidget {
    Q_OBJECT
public:
    explicit StartScreen(const Theme &theme, QWidget *parent = nullptr);
    /// The kubeconfig's contexts; WHY says why there are none.
    void setContexts(const QStringList &contexts, const QString &why);
    /// While something starts: what, or "" when nothing does. A fault is told with Mark::Bad.
    void setRemark(const QString &text, Mark mark);
    void setBusy(bool busy);

signals:
    void rehearse();
    void choose(const QString &context);

private:
    QPushButton *m_rehearse;
    QPushButton *m_use;
    QListWidget *m_contexts;
    Label *m_none;
    MarkIcon *m_icon;
    Label *m_remark;
    bool m_busy = false;
};

} // namespace widgets

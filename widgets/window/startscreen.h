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
    /// What is known before anything is opened: the last show ("": none), and what this machine
    /// lacks for each of the two, with how to get it ("": nothing).
    void setKnown(const QString &lastShow, const QString &forRehearsal, const QString &forCluster);
    /// The last show broke off on CONTEXT: one press goes on with it. Nothing is asked before that.
    void offerResume(const QString &context);
    /// Offers to create a kind cluster; LACKING says what that needs and this machine does not have
    /// ("": nothing). Not offered before.
    void offerKind(const QString &lacking);
    /// While one is created it can be stopped. Goes with setBusy().
    void setCreating(bool creating);
    /// What stands on CONTEXT; passed over when another one is chosen by now.
    void setFacts(const QString &context, const QString &text, Mark mark);
    /// While something starts: what, or "" when nothing does. A fault is told with Mark::Bad.
    void setRemark(const QString &text, Mark mark);
    void setBusy(bool busy);

signals:
    void rehearse();
    void createKind();
    void stopCreating();
    void choose(const QString &context);
    void looked(const QString &context); ///< chosen in the list and not opened: what is on it?

private:
    /// A line with a mark before it, unless that is Idle; without words both are gone.
    struct Line {
        QWidget *box;
        MarkIcon *icon;
        Label *text;
        void say(const QString &words, Mark mark) const;
    };
    static Line makeLine(const Theme &theme);
    void nameUse();

    QPushButton *m_rehearse;
    QPushButton *m_use;
    QPushButton *m_kind;
    QListWidget *m_contexts;
    Label *m_none;
    Line m_last, m_lacking, m_facts, m_tools, m_noKind;
    MarkIcon *m_icon;
    Label *m_remark;
    QString m_open; ///< the context of a show that broke off
    bool m_busy = false;
    bool m_mayCreate = false;
    bool m_creating = false;
};

} // namespace widgets

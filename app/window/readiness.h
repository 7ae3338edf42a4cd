// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/gocheck.h"
#include "widgets/deploy/deploypane.h"

namespace app {

/// Pre-flight and the keys of Deploy mode: what the two panes show and ask for.
class Readiness final : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    Readiness(Session &session, widgets::DeployPane &pane, QObject *parent = nullptr);
    ~Readiness() override;
    void check(bool quick);
    void stop(); ///< the check that runs, if one does
    /// What stands in the way, a sentence each; "" for nothing.
    QString blocked() const;
    /// A row that only this window knows; asked after each check, and by renew().
    void setOwnItem(std::function<deploy::Item()> own) { m_own = std::move(own); }
    void renew(); ///< that row, where a check has been made
    /// "Pre-flight 41/44", or "" before the first one.
    QString summary() const;

signals:
    void checked(const QString &total);
    void unchecked(const QString &why); ///< a check has ended without a total

private:
    void show(deploy::Items items);
    void waive(const QString &item);
    void showKeys(const QString &remark = {});
    void keep(const QString &name, const QString &value);
    void testKeys();

    Session &m_session;
    widgets::DeployPane &m_pane;
    std::unique_ptr<GoCheck> m_check;
    deploy::Items m_items;
    std::function<deploy::Item()> m_own;
    deploy::Requests m_requests;
    bool m_quick = false;
};

/// Items as rows. Pure.
std::vector<widgets::CheckRow> checkRows(const deploy::Items &items);

} // namespace app

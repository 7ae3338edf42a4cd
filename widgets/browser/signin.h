// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/browser/webengine.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <vector>

namespace widgets {

/// A login form between a tab and its page.
struct SignIn {
    QUrl page; ///< origin and path: typed into there, nowhere else
    std::vector<std::pair<QString, QString>> fields; ///< CSS selector → value
    QString button, error; ///< CSS selectors; error: where the form says why not
};

/// Whether WHERE is the form's address, whatever its query.
bool standsAt(const SignIn &form, const QUrl &where);
/// Fills the form and presses its button. Answers "sent"; "absent" while the form is not there;
/// "elsewhere" where the page is another one, or would send to one. Looks and acts in one go, so
/// that no navigation comes between.
QString fillScript(const SignIn &form);
/// Answers the form's own words, or "".
QString complaintScript(const SignIn &form);

/// Signs a page in whenever it comes to a login form: a few times, then it says why that does not
/// work.
class Doorman final : public QObject {
    Q_OBJECT
public:
    static constexpr int tries = 3; ///< within a minute
    /// VIEW outlives it.
    Doorman(std::vector<SignIn> forms, WebView &view, QObject *parent = nullptr);
    /// The page is now at WHERE. True: that is a login form, and it is being dealt with.
    bool landed(const QUrl &where);
    /// The forms of the origin FROM are at TO now.
    void move(const QString &from, const QString &to);

signals:
    void failed(const QString &why);

private:
    void fill();
    void again(); ///< sent, and nothing came of it
    void giveUp();

    std::vector<SignIn> m_forms;
    WebView &m_view;
    const SignIn *m_form = nullptr; ///< the one that is dealt with
    QTimer m_look, m_patience;
    QElapsedTimer m_since; ///< the first of these tries
    int m_tries = 0, m_looks = 0;
};

} // namespace widgets

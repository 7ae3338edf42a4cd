// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/signin.h"

#include "widgets/browser/asscript.h"

#include <QPointer>

namespace widgets {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::minutes;

namespace {

constexpr milliseconds lookPause(200);
constexpr int looks = 50;              ///< until the form must be there
constexpr milliseconds patience(8000); ///< until what was sent must have led somewhere

QString originOf(const QUrl &url)
{
    return url
        .adjusted(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery
                  | QUrl::RemoveFragment)
        .toString();
}

QString describe(const SignIn &form)
{
    nlohmann::json fields = nlohmann::json::array();
    for (const auto &[selector, value] : form.fields)
        fields.push_back({selector.toStdString(), value.toStdString()});
    return asScript({{"origin", originOf(form.page).toStdString()},
                     {"path", form.page.path().toStdString()},
                     {"fields", fields},
                     {"button", form.button.toStdString()},
                     {"error", form.error.toStdString()}});
}

} // namespace

bool standsAt(const SignIn &form, const QUrl &where)
{
    return originOf(form.page) == originOf(where) && form.page.path() == where.path();
}

QString fillScript(const SignIn &form)
{
    return uR"JS(((form) => {
  if (location.origin !== form.origin || location.pathname !== form.path) return "elsewhere";
  const fields = form.fields.map(([selector]) => document.querySelector(selector));
  const button = document.querySelector(form.button);
  if (!button || button.disabled || fields.some((field) => !field || field.disabled)) return "absent";
  const around = fields[0].closest("form");
  for (const target of [around && around.getAttribute("action"), button.getAttribute("formaction")])
    if (target && new URL(target, location.href).origin !== form.origin) return "elsewhere";
  fields.forEach((field, i) => {
    field.value = form.fields[i][1];
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  });
  button.click();
  return "sent";
})(%1))JS"_s.arg(describe(form));
}

QString complaintScript(const SignIn &form)
{
    return uR"JS(((form) => {
  for (const place of form.error ? document.querySelectorAll(form.error) : []) {
    const text = place.textContent.trim();
    if (text) return text.replace(/\.$/, "").slice(0, 200);
  }
  return "";
})(%1))JS"_s.arg(describe(form));
}

Doorman::Doorman(std::vector<SignIn> forms, WebView &view, QObject *parent)
    : QObject(parent)
    , m_forms(std::move(forms))
    , m_view(view)
{
    m_look.setSingleShot(true);
    m_look.setInterval(lookPause);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_look, &QTimer::timeout, this, &Doorman::fill);
    connect(&m_patience, &QTimer::timeout, this, &Doorman::again);
}

bool Doorman::landed(const QUrl &where)
{
    m_look.stop();
    m_patience.stop();
    m_form = nullptr;
    for (const SignIn &form : m_forms) {
        if (standsAt(form, where))
            m_form = &form;
    }
    if (!m_form)
        return false;
    if (!m_since.isValid() || m_since.hasExpired(milliseconds(minutes(1)).count())) {
        m_since.start();
        m_tries = 0;
    }
    if (++m_tries > tries) {
        giveUp();
        return true;
    }
    m_looks = 0;
    fill();
    return true;
}

void Doorman::move(const QString &from, const QString &to)
{
    for (SignIn &form : m_forms) {
        if (originOf(form.page) == from)
            form.page.setPort(QUrl(to).port());
    }
}

void Doorman::fill()
{
    if (!m_form)
        return;
    m_view.runApart(fillScript(*m_form),
                    [self = QPointer<Doorman>(this), form = m_form](const QString &answer) {
                        if (!self || self->m_form != form)
                            return;
                        if (answer == u"sent")
                            self->m_patience.start();
                        else if (answer == u"absent" && ++self->m_looks < looks)
                            self->m_look.start();
                        else if (answer == u"absent")
                            emit self->failed(tr("%1 has no such form").arg(form->page.toString()));
                        else
                            self->m_patience.start(); // on its way to another page
                    });
}

void Doorman::again()
{
    const QUrl where = m_view.url();
    if (m_form && standsAt(*m_form, where))
        landed(where);
}

void Doorman::giveUp()
{
    m_view.runApart(complaintScript(*m_form), [self = QPointer<Doorman>(this),
                                               form = m_form](const QString &answer) {
        if (self)
            emit self->failed(
                tr("%1 says: %2")
                    .arg(form->page.toString(),
                         answer.isEmpty() ? tr("nothing, its form comes again") : answer));
    });
}

} // namespace widgets

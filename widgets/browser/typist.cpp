// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/typist.h"

#include "widgets/browser/asscript.h"

#include <QPointer>

namespace widgets {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using Json = nlohmann::json;

namespace {

constexpr milliseconds pause(100);
constexpr milliseconds
    untilSent(6000); ///< typing takes 0.6 s; a page that is still silent is stuck

/// Anything still being typed is typed no further.
constexpr QStringView stopScript = u"globalThis.cockpitTyping = null;";
constexpr QStringView countScript =
    u"String(Array.isArray(globalThis.cockpitAsked) ? cockpitAsked.length : -1)";

QString lookScript(int before)
{
    return u"JSON.stringify((globalThis.cockpitAsked || [])[%1] || null)"_s.arg(before);
}

} // namespace

QString typeScript(const PromptForm &form, const QString &text, bool debug)
{
    return uR"JS(((order) => {
  const field = document.querySelector(order.field), button = document.querySelector(order.button);
  if (!field || !button) return "absent";
  if (field.disabled || button.disabled) return "busy";
  const box = order.debug ? document.querySelector(order.debug) : null;
  if (box && box.checked !== order.wanted) box.click();
  const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  const setter = Object.getOwnPropertyDescriptor(kind.prototype, "value").set;
  const bit = document.hidden ? order.text.length : Math.ceil(order.text.length / 25);
  const turn = (globalThis.cockpitTyping = {});
  const type = (upTo) => {
    if (globalThis.cockpitTyping !== turn) return;
    setter.call(field, order.text.slice(0, upTo));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (upTo < order.text.length) setTimeout(type, 24, upTo + bit);
    else button.click();
  };
  type(bit);
  return "typing";
})(%1))JS"_s.arg(asScript({{"field", form.field.toStdString()},
                           {"button", form.button.toStdString()},
                           {"debug", form.debug.toStdString()},
                           {"text", text.toStdString()},
                           {"wanted", debug}}));
}

Typist::Typist(PromptForm form, WebView &view, QObject *parent)
    : QObject(parent)
    , m_form(std::move(form))
    , m_view(view)
{
    m_look.setInterval(pause);
    connect(&m_look, &QTimer::timeout, this, &Typist::look);
}

void Typist::ask(const QString &text, bool debug)
{
    stop();
    m_text = text.simplified(); // a field of one line would leave its line breaks out
    m_debug = debug;
    m_state = State::Counting;
    m_since.start();
    m_look.start();
    m_view.run(countScript.toString(),
               [self = QPointer<Typist>(this), turn = m_turn](const QString &answer) {
                   if (self && self->m_turn == turn)
                       self->counted(answer);
               });
}

void Typist::counted(const QString &answer)
{
    m_before = answer.toInt();
    if (m_before < 0) {
        fail(tr("it is not the page that takes prompts"));
        return;
    }
    m_view.runApart(typeScript(m_form, m_text, m_debug), [self = QPointer<Typist>(this),
                                                          turn = m_turn](const QString &said) {
        if (!self || self->m_turn != turn)
            return;
        if (said == u"typing")
            self->m_state = State::Typing;
        else
            self->fail(said == u"absent" ? tr("it has no field for a prompt")
                       : said == u"busy" ? tr("it is still busy with another prompt")
                                         : tr("its script failed"));
    });
}

void Typist::look()
{
    if (m_state != State::Waiting && m_since.hasExpired(untilSent.count())) {
        fail(tr("it sent nothing"));
        return;
    }
    if (m_state != State::Typing && m_state != State::Waiting)
        return;
    m_view.run(lookScript(m_before),
               [self = QPointer<Typist>(this), turn = m_turn](const QString &answer) {
                   if (self && self->m_turn == turn)
                       self->heard(answer);
               });
}

void Typist::heard(const QString &answer)
{
    const Json seen = Json::parse(answer.toStdString(), nullptr, false);
    if (!seen.is_object())
        return;
    m_state = State::Waiting;
    const std::string text = seen.value("text", std::string());
    const std::string error = seen.value("error", std::string());
    const bool whole = seen.contains("body") || !error.empty();
    if (QString::fromStdString(text).simplified() != m_text) {
        fail(tr("it sent another prompt"));
        return;
    }
    if (!whole)
        return;
    const Exchange exchange{QString::fromStdString(seen.value("traceparent", std::string())),
                            seen.value("status", 0),
                            QByteArray::fromStdString(seen.value("body", std::string())),
                            QString::fromStdString(error)};
    stop();
    emit answered(exchange);
}

void Typist::stop()
{
    const bool typing = m_state == State::Counting || m_state == State::Typing;
    ++m_turn;
    m_look.stop();
    m_state = State::Idle;
    if (typing)
        m_view.runApart(stopScript.toString(), {});
}

void Typist::lose(const QString &why)
{
    if (m_state != State::Idle)
        fail(why);
}

void Typist::fail(const QString &why)
{
    const bool sent = m_state == State::Typing || m_state == State::Waiting;
    stop();
    emit failed(why, sent);
}

} // namespace widgets

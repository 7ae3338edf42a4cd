// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace widgets {

/// Runs before anything of a page, out of its sight: a page may not ask to be kept, zoom itself, or
/// have a system dialog opened over the show.
constexpr QStringView guardScript = uR"JS(
(() => {
  const stop = (event) => event.stopImmediatePropagation();
  addEventListener("beforeunload", stop, true);
  addEventListener("wheel", (event) => { if (event.ctrlKey) event.preventDefault(); }, { capture: true, passive: false });
  addEventListener("click", (event) => {
    const place = event.composedPath()[0];
    if (place instanceof HTMLInputElement && ["color", "file"].includes(place.type)) event.preventDefault();
  }, true);
})();
)JS";

/// In the page's own world, before anything of it: no way out but HTTP to its origins, and what is
/// newer than the engine and small enough to add.
constexpr QStringView worldScript = uR"JS(
(() => {
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport", "showOpenFilePicker", "showSaveFilePicker", "showDirectoryPicker"])
    delete window[name];
  window.print = () => {};
  const add = (target, name, value) => {
    if (!(name in target)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
  };
  add(Array.prototype, "toSorted", function (by) { return [...this].sort(by); });
  add(Array.prototype, "toReversed", function () { return [...this].reverse(); });
  add(Array.prototype, "toSpliced", function (...args) { const copy = [...this]; copy.splice(...args); return copy; });
  add(Array.prototype, "with", function (at, value) { const copy = [...this]; copy[at < 0 ? copy.length + at : at] = value; return copy; });
  add(Object, "groupBy", (items, by) => {
    const groups = Object.create(null);
    let at = 0;
    for (const item of items) (groups[by(item, at++)] ??= []).push(item);
    return groups;
  });
  add(Promise, "withResolvers", function () {
    const out = {};
    out.promise = new this((resolve, reject) => { out.resolve = resolve; out.reject = reject; });
    return out;
  });
  add(URL, "canParse", (url, base) => { try { return Boolean(new URL(url, base)); } catch { return false; } });
})();
)JS";

/// A session that has ended is seen by a page's own requests first: the page is loaded again, once
/// in ten seconds, and so comes to its login form.
constexpr QStringView refusedScript = uR"JS(
(() => {
  const ask = window.fetch;
  window.fetch = async function (...args) {
    const answer = await ask.apply(this, args);
    if (answer.status === 401 && new URL(answer.url, location.href).origin === location.origin) {
      const last = Number(sessionStorage.getItem("cockpitReload"));
      if (Date.now() - last > 10000) {
        sessionStorage.setItem("cockpitReload", String(Date.now()));
        location.reload();
      }
    }
    return answer;
  };
})();
)JS";

/// What the page asks an agent (A2A 0.3, message/send), and what it is answered: noted for the
/// Typist. The page's request goes out as the page made it.
constexpr QStringView askedScript = uR"JS(
(() => {
  const ask = window.fetch, asked = [];
  Object.defineProperty(window, "cockpitAsked", { value: asked });
  const textOf = (parts) => (parts || []).filter((part) => part.kind === "text").map((part) => part.text).join("\n");
  window.fetch = async function (...args) {
    const note = {};
    try {
      const request = new Request(args[0] instanceof Request ? args[0].clone() : args[0], args[1]);
      const sent = request.method === "POST" ? JSON.parse(await request.text()) : {};
      if (sent.method === "message/send") {
        note.text = textOf(sent.params.message.parts);
        note.traceparent = request.headers.get("traceparent") || "";
        asked.push(note);
      }
    } catch { /* no prompt, then */ }
    try {
      const answer = await ask.apply(this, args);
      if ("text" in note) {
        note.status = answer.status;
        answer.clone().text().then((body) => { note.body = body; }, (error) => { note.error = String(error); });
      }
      return answer;
    } catch (error) {
      note.error = String(error);
      throw error;
    }
  };
})();
)JS";

/// This engine cannot change its colour scheme while it runs: the page's media rules are told.
/// "%1" is true or false.
constexpr QStringView schemeScript = uR"JS(
(() => {
  const dark = %1;
  const known = (globalThis.cockpitRules ??= new Map());
  const tell = (rules) => {
    for (const rule of rules) {
      if (rule.media && !known.has(rule) && /prefers-color-scheme/.test(rule.media.mediaText)) known.set(rule, rule.media.mediaText);
      if (known.has(rule)) {
        const wanted = /:\s*dark/.test(known.get(rule)) === dark;
        rule.media.mediaText = known.get(rule).replace(/\(\s*prefers-color-scheme:\s*(dark|light)\s*\)/, wanted ? "(min-width: 0px)" : "(max-width: 0px)");
      } else if (rule.cssRules) tell(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) { try { tell(sheet.cssRules); } catch { /* another origin's */ } }
  if (document.documentElement) document.documentElement.style.colorScheme = dark ? "dark" : "light";
})();
)JS";

} // namespace widgets

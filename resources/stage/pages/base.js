// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
"use strict";
const byId = (id) => document.getElementById(id);
/** An element with a class, and children that are elements or text. Never HTML. */
function make(tag, className, ...children) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}
/** Replaces what is inside only when it differs, so that a selection or an open fold survives a poll. */
function fill(place, key, build) {
  const now = JSON.stringify(key);
  if (place.dataset.key === now) return;
  place.dataset.key = now;
  place.replaceChildren(...build());
}
async function askJson(path) {
  const response = await fetch(path, { cache: "no-store" });
  if (!response.ok) throw new Error(path + ": " + response.status + " " + (await response.text()).slice(0, 120));
  return response.json();
}
/** Calls again after each end, so that a slow answer is never overtaken. */
function every(milliseconds, work) {
  const turn = async () => {
    try {
      await work();
      byId("problem").classList.remove("shown");
    } catch (error) {
      byId("problem").textContent = "No answer: " + error.message;
      byId("problem").classList.add("shown");
    }
    setTimeout(turn, milliseconds);
  };
  turn();
}
function ago(time) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(time)) / 1000));
  if (seconds < 60) return seconds + " s ago";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min ago";
  return Math.floor(seconds / 3600) + " h ago";
}

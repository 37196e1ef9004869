// Saves a page of the questionnaire while it is being answered, and shows the questions that its
// answers lead to. Without this script the buttons do the same.
"use strict";

(() => {
  const form = document.getElementById("answers");
  const status = document.getElementById("saved");
  if (!form || !window.fetch || !window.FormData) return;

  const PAUSE = 900; // ms after the last change
  const RETRY = 8000;
  let timer = 0;
  let running = false;
  let changed = false;

  const tell = (text, failed) => {
    status.textContent = text;
    status.classList.toggle("failed", Boolean(failed));
  };

  const later = (ms) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, ms);
  };

  const shown = () => {
    const pairs = form.elements.shown.value.split(" ").filter(Boolean);
    return new Map(pairs.map((pair) => [pair.slice(0, pair.lastIndexOf(":")), pair.slice(pair.lastIndexOf(":") + 1)]));
  };

  // Only questions that are seen are answered: a hidden one that is not in `shown` says nothing.
  const follow = (answer) => {
    const seen = shown();
    for (const [item, revision] of Object.entries(answer.shown)) {
      if (seen.has(item)) seen.set(item, String(revision));
    }
    for (const question of form.querySelectorAll("[data-item]")) {
      const reached = answer.reached.includes(question.dataset.item);
      question.hidden = !reached;
      if (reached && !seen.has(question.dataset.item)) {
        seen.set(question.dataset.item, String(answer.shown[question.dataset.item] || 0));
      }
    }
    form.elements.shown.value = [...seen].map((pair) => pair.join(":")).join(" ");
  };

  async function save() {
    if (running) return later(PAUSE);
    running = true;
    changed = false;
    tell(form.dataset.saving);
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.getAttribute("action") || window.location.pathname, {
        method: "POST", body, headers: { "X-Autosave": "1" }, credentials: "same-origin", redirect: "error",
      });
      if (answer.status === 403) {
        tell(form.dataset.over, true);
      } else if (!answer.ok || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
        throw new Error(String(answer.status));
      } else {
        const found = await answer.json();
        follow(found);
        tell(found.told, false);
      }
    } catch (error) {
      tell(form.dataset.failed, true);
      changed = true;
      later(RETRY);
    } finally {
      running = false;
    }
    if (changed) later(RETRY);
  }

  form.addEventListener("change", () => { changed = true; later(PAUSE); });
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, .amount")) { changed = true; later(4 * PAUSE); }
  });
  form.addEventListener("submit", () => { window.clearTimeout(timer); changed = false; });
  window.addEventListener("online", () => { if (changed) later(0); });

  const summary = document.getElementById("summary");
  if (summary) summary.focus();
})();

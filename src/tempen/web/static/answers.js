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
  let waiting = null; // item -> why it is not saved; unknown before the first save

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
    waiting = answer.waiting || {};
    mendBeside();
  };

  // What could not be saved is told beside its question; not while somebody still writes in it.
  const mendBeside = () => {
    if (!waiting) return;
    for (const question of form.querySelectorAll("[data-item]")) {
      const item = question.dataset.item;
      const writing = document.activeElement && document.activeElement.matches("textarea, .amount");
      if (item in waiting && writing && question.contains(document.activeElement)) continue;
      say(question, `f-${item}-problem`, waiting[item] || "");
    }
  };

  const say = (question, id, words) => {
    const field = question.querySelector(".amount, textarea");
    const described = field && !question.querySelector("fieldset") ? field : question.querySelector("fieldset");
    let told = document.getElementById(id);
    question.classList.toggle("wrong", Boolean(words || question.querySelector(".clash")));
    if (field && words) field.setAttribute("aria-invalid", "true");
    else if (field) field.removeAttribute("aria-invalid");
    const ids = (described.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
    if (words) ids.push(id);
    if (ids.length) described.setAttribute("aria-describedby", ids.join(" "));
    else described.removeAttribute("aria-describedby");
    if (!words) {
      if (told) told.remove();
      return;
    }
    if (!told) {
      told = document.createElement("p");
      told.className = "problem";
      told.id = id;
      const before = question.querySelector(".choices, .matrix, .places, .steps, .field");
      before.before(told);
    }
    if (told.textContent !== words) told.textContent = words;
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
        tell(found.told, Object.keys(waiting).length > 0);
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
  form.addEventListener("focusout", () => window.setTimeout(mendBeside, 0));
  form.addEventListener("click", (event) => {
    const clear = event.target.closest(".clear button");
    if (!clear) return;
    event.preventDefault();
    const question = clear.closest("[data-item]");
    const marks = [...question.querySelectorAll(".choices input, .matrix input")];
    for (const mark of marks) mark.checked = false;
    marks[0].focus();
    marks[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("submit", () => { window.clearTimeout(timer); changed = false; });
  window.addEventListener("online", () => { if (changed) later(0); });

  // Where one was led to stays in view; the address is the page's again.
  window.addEventListener("load", () => window.setTimeout(() => {
    if (window.location.search || window.location.hash) {
      window.history.replaceState(null, "", window.location.pathname);
    }
  }, 0));

  const summary = document.getElementById("summary");
  if (summary) summary.focus();
})();

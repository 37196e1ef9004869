"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const data = JSON.parse(byId("t-data").textContent);
  const SOURCED = "[data-e],[data-claim]";

  function make(tag, text = "", className = "") {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  // --- evidence: one popover for all numbers -----------------------------------------------

  const box = byId("t-evidence");
  let opener = null;
  let closed = { opener: null, at: 0 };

  const places = (element) => (element.dataset.e || "").split(" ").filter(Boolean).map(Number);

  function listFacts(place) {
    const list = make("dl");
    const facts = data.facts[place];
    for (let i = 0; i < facts.length; i += 2) {
      list.append(make("dt", data.texts[facts[i]]), make("dd", data.texts[facts[i + 1]]));
    }
    return list;
  }

  function describeCondition(condition) {
    const line = make("p", data.say.claim + ":", "condition");
    line.append(make("code", condition));
    return line;
  }

  function openEvidence(subject, found, condition, rect, from) {
    byId("t-subject").textContent = subject.trim().replace(/\s+/g, " ");
    const parts = found.map(listFacts);
    box.querySelector(".facts").replaceChildren(
      ...(condition ? [describeCondition(condition)] : []), ...parts);
    box.showPopover(from ? { source: from } : undefined);
    place(rect);
    box.scrollTop = 0;
    box.focus({ preventScroll: true });
    opener = from;
    if (opener) opener.classList.add("open");
  }

  // Below the number, above it where there is no room; it scrolls along with the text.
  function place(rect) {
    const { offsetWidth: width, offsetHeight: height } = box;
    const most = document.documentElement.clientWidth - width - 16;
    const below = rect.bottom + 8;
    const fits = below + height < innerHeight || rect.top < height + 16;
    box.style.left = `${Math.max(16, Math.min(rect.left, most)) + scrollX}px`;
    box.style.top = `${(fits ? below : rect.top - height - 8) + scrollY}px`;
  }

  function openFrom(element) {
    // the press that closed the popover is not to open it again
    if (closed.opener === element && performance.now() - closed.at < 400) return;
    const words = element.cloneNode(true);
    all(".unseen", words).forEach((part) => part.remove());
    const rect = element.getClientRects()[0];
    openEvidence(words.textContent, places(element), element.dataset.claim, rect, element);
  }

  function startEvidence() {
    if (!box.showPopover) return; // numbers stay plain text in an old browser
    all(SOURCED).forEach((element) => {
      element.setAttribute("role", "button");
      element.tabIndex = 0;
    });
    document.addEventListener("click", (event) => {
      const element = event.target.closest(SOURCED);
      if (element && String(getSelection()) === "") openFrom(element);
    });
    document.addEventListener("keydown", (event) => {
      if (!event.target.matches?.(SOURCED)) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        openFrom(event.target);
      }
    });
    box.addEventListener("toggle", (event) => {
      if (event.newState !== "closed") return;
      if (opener) opener.classList.remove("open");
      closed = { opener, at: performance.now() };
      opener = null;
    });
    box.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) box.hidePopover();
    });
    box.querySelector(".close").addEventListener("click", () => box.hidePopover());
  }

  // --- tables: one tab stop, arrows between numbers ----------------------------------------

  function startTable(table) {
    const buttons = all(SOURCED, table);
    buttons.forEach((button, i) => { button.tabIndex = i ? -1 : 0; });
    if (buttons.length) table.addEventListener("keydown", moveInTable);
  }

  function moveInTable(event) {
    const from = event.target.closest(SOURCED);
    const cell = from?.closest("td,th");
    const next = cell && step(event.currentTarget, from, cell, event.key);
    if (!next) return;
    event.preventDefault();
    from.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  function step(table, from, cell, key) {
    const row = all(SOURCED, cell.parentElement);
    const at = row.indexOf(from);
    if (key === "ArrowRight") return row[at + 1];
    if (key === "ArrowLeft") return row[at - 1];
    if (key === "Home") return row[0];
    if (key === "End") return row.at(-1);
    if (key !== "ArrowDown" && key !== "ArrowUp") return null;
    const rows = [...table.rows];
    const way = key === "ArrowDown" ? 1 : -1;
    for (let i = cell.parentElement.rowIndex + way; rows[i]; i += way) {
      const found = rows[i].cells[cell.cellIndex]?.querySelector(SOURCED);
      if (found) return found;
    }
    return null;
  }

  // A table wider than its place scrolls: then, and only then, one can tab to it. A group, not a
  // region: an appendix of tables would else fill the list of landmarks.
  function startScrolling() {
    const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => {
      const wide = target.scrollWidth > target.clientWidth + 1;
      const set = { role: "group", tabindex: "0", "aria-labelledby": target.querySelector("caption").id };
      for (const [name, value] of Object.entries(set)) {
        if (wide) target.setAttribute(name, value); else target.removeAttribute(name);
      }
    }));
    all(".scroll").forEach((scroll) => watch.observe(scroll));
  }

  // --- charts ------------------------------------------------------------------------------

  const WIDE = 560; // as in the style sheet
  const figures = new Map();

  function loadVega() {
    if (!window.vegaEmbed) {
      const script = make("script", byId("t-vega").textContent);
      document.head.append(script);
    }
    return window.vegaEmbed;
  }

  let specs = null;
  const loadSpecs = () => { specs ??= unpack(byId("t-specs").textContent); return specs; };

  function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  class Figure {
    constructor(element) {
      this.element = element;
      this.chart = element.querySelector(".chart");
      this.select = element.querySelector(".chooser select");
      this.tables = all(".values", element);
      this.views = this.tables.map((details) => details.dataset.view);
      [this.view] = this.views;
      this.drawn = "";
      this.select?.addEventListener("change", () => this.show(this.select.value));
    }

    show(view) {
      this.view = view;
      if (this.select) this.select.value = view;
      const open = this.tables.some((details) => details.open);
      this.tables.forEach((details) => {
        const chosen = details.dataset.view === view;
        details.classList.toggle("chosen", chosen);
        details.open = chosen && open;
      });
      all(".view-note", this.element).forEach((note) => { note.hidden = note.dataset.view !== view; });
      return this.draw();
    }

    get layout() { return this.chart.clientWidth >= WIDE ? "wide" : "narrow"; }

    async draw() {
      const wanted = `${this.view} ${this.layout}`;
      if (this.drawn === wanted || !this.chart.clientWidth) return;
      this.drawn = wanted;
      const live = make("div", "", `live ${this.layout}`);
      const tooltip = { theme: "custom", disableDefaultStyle: true };
      try {
        const spec = (await loadSpecs())[this.element.id][this.view];
        if (this.drawn !== wanted) return;
        const { view } = await loadVega()(live, spec[this.layout], {
          ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip,
        });
        if (this.drawn !== wanted) { view.finalize(); return; }
        this.chart.setAttribute("aria-label", spec.alt);
        this.put(live, view);
      } catch (error) { // the picture and the table remain
        console.error(error);
      }
    }

    put(live, view) {
      this.shown?.view.finalize();
      this.shown?.live.remove();
      this.shown = { live, view };
      view.addEventListener("click", (event, item) => openMark(event, item?.datum));
      live.querySelector("svg").setAttribute("aria-hidden", "true");
      this.chart.append(live);
      this.chart.classList.add("drawn");
      this.chart.dataset.drawn = this.drawn;
    }
  }

  function openMark(event, datum) {
    const found = data.places[datum?.evidence];
    if (found === undefined || !box.showPopover) return;
    const at = new DOMRect(event.clientX, event.clientY, 0, 0);
    openEvidence(`${datum.category}, ${datum.series}: ${datum.text}`, [found], "", at, null);
  }

  function startCharts() {
    const near = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (!entry.isIntersecting) return;
      near.unobserve(entry.target);
      const figure = figures.get(entry.target);
      figure.draw();
      new ResizeObserver(() => figure.draw()).observe(figure.chart);
    }), { rootMargin: "400px" });
    all("figure").forEach((element) => {
      figures.set(element, new Figure(element));
      near.observe(element);
    });
  }

  function startFilter() {
    const filter = byId("t-filter");
    if (!filter) return;
    filter.addEventListener("change", async () => {
      const chosen = [...figures.values()].filter((figure) => figure.views.includes(filter.value));
      const group = filter.selectedOptions[0].textContent;
      byId("t-status").textContent = data.say.filtered
        .replace("{n}", chosen.length).replace("{all}", figures.size).replace("{group}", group);
      for (const figure of chosen) await figure.show(filter.value);
    });
  }

  // --- tools: link and values --------------------------------------------------------------

  async function copyLink(thing, button) {
    await navigator.clipboard.writeText(`${location.href.split("#")[0]}#${thing.id}`);
    const before = [...button.childNodes];
    button.replaceChildren(data.say.copied);
    byId("t-said").textContent = data.say.copied;
    setTimeout(() => { button.replaceChildren(...before); byId("t-said").textContent = ""; }, 2500);
  }

  const words = (cell) => {
    const copy = cell.cloneNode(true);
    all(".unseen,.interval,.caution-mark", copy).forEach((part) => part.remove());
    return copy.textContent.trim();
  };

  // The words over each column, spanners first.
  function nameColumns(table) {
    const names = [];
    const taken = new Set();
    [...table.tHead.rows].forEach((row, r) => {
      let c = 0;
      for (const cell of row.cells) {
        while (taken.has(`${r} ${c}`)) c += 1;
        for (let i = 0; i < cell.rowSpan; i += 1) {
          for (let j = 0; j < cell.colSpan; j += 1) taken.add(`${r + i} ${c + j}`);
        }
        for (let j = 0; j < cell.colSpan; j += 1, c += 1) {
          names[c] = [names[c], words(cell)].filter(Boolean).join(" – ");
        }
      }
    });
    return names;
  }

  // One line a value, so that a spreadsheet and a program can both use it.
  function listValues(table) {
    const say = data.say;
    const names = nameColumns(table);
    const stamp = data.stamp ? [data.stamp] : []; // it follows the values wherever they go
    const heads = [say.category, say.series, say.value, say.low, say.high, say.answers];
    const lines = [[...heads, ...(data.stamp ? [say.remark] : [])]];
    for (const body of table.tBodies) {
      for (const row of body.rows) {
        const [head, ...cells] = row.cells;
        cells.forEach((cell, i) => {
          if (!names[i + 1] || !cell.textContent) return;
          const { v, low, high, n } = cell.dataset;
          const value = number(v) ?? words(cell);
          lines.push([words(head), names[i + 1], value, number(low), number(high), n, ...stamp]);
        });
      }
    }
    return lines;
  }

  const comma = data.lang === "sv"; // how spreadsheets of that language read numbers
  const number = (text) => (comma ? text?.replace(".", ",") : text);

  // A text that begins like a formula is not to be run as one.
  function quote(text = "") {
    const safe = /^[=+@\t\r-]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text;
    return /[",;\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function saveValues(thing) {
    const table = thing.querySelector(".values.chosen table, :scope > .scroll table");
    const lines = listValues(table).map((line) => line.map(quote).join(comma ? ";" : ","));
    const blob = new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv" });
    const link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${thing.id}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function startTools() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      const thing = button?.closest("figure,.table");
      if (button?.dataset.do === "link") copyLink(thing, button);
      if (button?.dataset.do === "csv") saveValues(thing);
    });
  }

  // --- contents ----------------------------------------------------------------------------

  function startContents() {
    const contents = document.querySelector(".contents");
    const wide = matchMedia("(min-width: 64rem)");
    const fit = () => { contents.open = wide.matches; };
    wide.addEventListener("change", fit);
    fit();
    contents.addEventListener("click", (event) => {
      if (event.target.closest("a") && !wide.matches) contents.open = false;
    });
    const links = new Map(all(".contents > .toc a").map((link) => [link.hash.slice(1), link]));
    const heads = all("main h2[id], main h3[id]").filter((head) => links.has(head.id));
    const mark = () => {
      const passed = heads.filter((head) => head.getBoundingClientRect().top < 120);
      const now = links.get((passed.at(-1) || heads[0])?.id);
      if (now?.hasAttribute("aria-current")) return;
      links.forEach((link) => link.removeAttribute("aria-current"));
      now?.setAttribute("aria-current", "true");
    };
    let due = false;
    addEventListener("scroll", () => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => { due = false; mark(); });
    }, { passive: true });
    mark();
  }

  startEvidence();
  all("table").forEach(startTable);
  startScrolling();
  startCharts();
  startFilter();
  startTools();
  startContents();
})();

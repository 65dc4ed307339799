"use strict";
(() => {
  const NARROW = 560;
  const CONFIG = {
    responsive: true,
    displaylogo: false,
    /* plotly would offer to upload the figure; a report sends nothing anywhere. */
    showSendToCloud: false,
    plotlyServerURL: "",
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"],
    toImageButtonOptions: { format: "svg", filename: "solvus-figure" },
  };

  /* Scripts and figures: base64, then gzip. */
  async function unpack(id) {
    const text = document.getElementById(id).textContent.trim();
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  let library = null;
  function plotly() {
    library ??= unpack("plotly-packed").then((code) => {
      const script = document.createElement("script");
      script.textContent = code;
      document.head.append(script);
      return window.Plotly;
    });
    return library;
  }

  function setAt(layout, path, value) {
    const keys = path.split(".");
    const last = keys.pop();
    let place = layout;
    for (const key of keys) place = place[key] ??= {};
    place[last] = value;
  }

  /* What the figure wants to be otherwise on a narrow screen. */
  function fitted(figure, narrow) {
    const layout = structuredClone(figure.layout);
    const wishes = layout.meta?.narrow ?? {};
    layout.autosize = true;
    if (narrow) {
      for (const [path, value] of Object.entries(wishes)) {
        if (path !== "min_width") setAt(layout, path, value);
      }
    }
    return layout;
  }

  async function draw(box) {
    if (box.dataset.drawn) return;
    box.dataset.drawn = "begun";
    try {
      const [Plotly, text] = await Promise.all([plotly(), unpack(box.dataset.figure)]);
      const figure = JSON.parse(text);
      let narrow = null;
      const show = async () => {
        const now = box.parentElement.clientWidth < NARROW;
        if (now === narrow) return;
        narrow = now;
        const layout = fitted(figure, narrow);
        box.style.minWidth = narrow ? `${box.dataset.minWidth}px` : "";
        box.style.minHeight = `${layout.height}px`;
        if (box.data) Plotly.purge(box);
        box.replaceChildren();
        const { data, frames } = structuredClone({ data: figure.data, frames: figure.frames ?? [] });
        await Plotly.newPlot(box, { data, layout, frames, config: CONFIG });
      };
      await show();
      window.addEventListener("resize", show);
      box.dataset.drawn = "done";
    } catch (error) {
      box.dataset.drawn = "failed";
      const note = document.createElement("p");
      note.className = "notice";
      note.textContent = typeof DecompressionStream === "undefined"
        ? "This browser is too old to unpack the figure (it has no DecompressionStream)."
        : `The figure could not be drawn: ${error.message}`;
      box.replaceChildren(note);
    }
  }

  const boxes = [...document.querySelectorAll(".plot")];
  const watch = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "600px" });
  boxes.forEach((box) => watch.observe(box));
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
    boxes.forEach(draw);
  });

  /* Tables: sort by a click on the head, filter by text. */
  const worth = (cell) => {
    const text = cell.dataset.sort ?? cell.textContent.trim();
    const number = Number.parseFloat(text.replace("−", "-"));
    return { text, number: /^[−+-]?[\d.]/.test(text) ? number : Number.NaN };
  };
  function compare(a, b) {
    const numbers = Number.isFinite(a.number) && Number.isFinite(b.number);
    if (numbers && a.number !== b.number) return a.number - b.number;
    if (Number.isFinite(a.number) !== Number.isFinite(b.number)) return Number.isFinite(a.number) ? -1 : 1;
    return a.text.localeCompare(b.text, "en", { numeric: true });
  }
  for (const head of document.querySelectorAll("table.sortable th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const upward = head.getAttribute("aria-sort") !== "ascending";
      for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", upward ? "ascending" : "descending");
      const body = head.closest("table").tBodies[0];
      const rows = [...body.rows];
      const at = head.cellIndex;
      rows.sort((a, b) => (upward ? 1 : -1) * compare(worth(a.cells[at]), worth(b.cells[at])));
      body.append(...rows);
    });
  }
  for (const field of document.querySelectorAll("input[data-filters]")) {
    const rows = [...document.querySelectorAll(`#${field.dataset.filters} tbody tr`)];
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }

  /* The section in view is marked in the contents. */
  const entries = new Map(
    [...document.querySelectorAll(".sections a")].map((a) => [a.getAttribute("href").slice(1), a]),
  );
  const spy = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      entries.forEach((link) => link.removeAttribute("aria-current"));
      entries.get(target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  document.querySelectorAll("section[id]").forEach((section) => spy.observe(section));
})();

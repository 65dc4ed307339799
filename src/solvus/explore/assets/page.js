/* What happens in the browser alone: tabs, the address, names of sliders, widths. */
window.dash_clientside = window.dash_clientside || {};

(function () {
  "use strict";

  const TABS = ["design", "compare", "sweep", "data", "paper"];
  const NARROW = 700; // [px]

  /* On a phone the controls are folded away: numbers and charts come before them. */
  function fold() {
    const details = document.querySelector("#rail > details");
    if (details && window.innerWidth < NARROW) { details.open = false; }
    return Boolean(details);
  }

  function chosenTab() {
    const context = window.dash_clientside.callback_context;
    const hit = context.triggered.length ? context.triggered[0].prop_id.split(".")[0] : "tab-design";
    return Math.max(0, TABS.indexOf(hit.replace("tab-", "")));
  }

  window.dash_clientside.solvus = {
    /* Which panel is seen, and how the tabs look and are reached. */
    tabs: function () {
      const at = chosenTab();
      fold();
      setTimeout(function () { window.dispatchEvent(new Event("resize")); }, 50);
      return [].concat(
        TABS.map((_, i) => i !== at),
        TABS.map((_, i) => (i === at ? "tab chosen" : "tab")),
        TABS.map((_, i) => (i === at ? "true" : "false")),
        TABS.map((_, i) => (i === at ? "0" : "-1"))
      );
    },
    /* The address names the design, without a new entry in the history for each move. */
    address: function (query) {
      const path = window.location.pathname + (query || "");
      window.history.replaceState(window.history.state, "", path);
      return query;
    },
    narrow: function () { return window.innerWidth < NARROW; }
  };

  /* Left and right move between tabs, as in every list of tabs. */
  document.addEventListener("keydown", function (event) {
    const tab = event.target;
    if (!tab.getAttribute || tab.getAttribute("role") !== "tab") { return; }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) { return; }
    const tabs = Array.from(document.querySelectorAll("[role=tab]"));
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    event.preventDefault();
    next.click();
    next.focus();
  });

  /* A slider is named like the number it moves. */
  function nameSliders() {
    document.querySelectorAll(".control[data-label]").forEach(function (control) {
      control.querySelectorAll("[role=slider]").forEach(function (thumb) {
        if (!thumb.hasAttribute("aria-label")) {
          thumb.setAttribute("aria-label", control.getAttribute("data-label"));
        }
      });
    });
    document.querySelectorAll(".drop input[type=file]").forEach(function (input) {
      input.setAttribute("aria-label", "files to read");
    });
  }
  new MutationObserver(nameSliders).observe(document.documentElement, {
    childList: true, subtree: true
  });

  let folded = false;
  new MutationObserver(function () {
    if (!folded) { folded = fold(); }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();

// Search, filters and order of the ledger, and the controls of the checks, references and source pages. Without this
// script every row is shown and the controls are hidden. The choices are parameters of the address.
(function () {
  "use strict";
  var root = document.documentElement;
  var finder = document.querySelector(".finder");
  var SWITCHES = ["values", "disputed", "basis", "edition"];

  function isCorrected() {
    return root.dataset.values === "corrected";
  }

  // Returns the first of two words for figures as printed, the second for figures as corrected.
  function current(pair) {
    return pair.split(" ")[isCorrected() ? 1 : 0];
  }

  function remember(state) {
    var address = new URL(window.location.href);
    Object.keys(state).forEach(function (name) {
      if (state[name]) address.searchParams.set(name, state[name]);
      else address.searchParams.delete(name);
    });
    if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
  }

  function parameter(name) {
    return new URLSearchParams(window.location.search).get(name) || "";
  }

  // Returns a text for searching: without marks, with one form of similar Arabic letters, with Latin digits.
  function folded(text) {
    return text.normalize("NFKD").replace(/[\p{M}\p{Cf}\u0640]/gu, "").replace(/\u0649/g, "\u064a")
      .replace(/\u0629/g, "\u0647").replace(/[\u0660-\u0669]/g, function (digit) {
        return String(digit.charCodeAt(0) - 0x0660);
      }).toLowerCase();
  }

  function count(shown) {
    var output = finder.querySelector("output");
    output.textContent = output.dataset.text.replace("#", shown);
  }

  // Adds the switches of the report to the address of a link to another page; to the other language also the place.
  function keepSwitches(event) {
    var link = event.target.closest("a[href*='.html']");
    if (!link) return;
    var parameters = new URLSearchParams();
    SWITCHES.forEach(function (name) {
      if (parameter(name)) parameters.set(name, parameter(name));
    });
    link.search = parameters.toString();
    if (link.hreflang) link.hash = window.location.hash;
  }

  function whenReadingChanges(callback) {
    new MutationObserver(callback).observe(root, { attributes: true, attributeFilter: ["data-values"] });
  }

  function startLedger(table) {
    var rows = Array.from(table.tBodies);
    var inputs = Array.from(finder.querySelectorAll("input, select"));
    var texts = new Map(rows.map(function (row) { return [row, folded(row.textContent)]; }));
    var places = new Map(rows.map(function (row, place) { return [row, place]; }));
    var gravity = Array.from(finder.querySelectorAll("[name=verdict] option"), function (option) { return option.value; });
    var collator = new Intl.Collator(root.lang);
    var keys = {
      figure: function (row) { return places.get(row); },
      printed: function (row) { return Number(row.dataset.n); },
      subject: function (row) { return row.rows[0].cells[2].textContent; },
      verdict: function (row) { return gravity.indexOf(row.dataset.v); }
    };
    var order = "";

    function chosen() {
      return inputs.reduce(function (state, input) {
        state[input.name] = input.value;
        return state;
      }, {});
    }

    function matches(row, state, words) {
      return (!state.verdict || state.verdict === row.dataset.v) &&
        (!state.theme || state.theme === row.dataset.t) &&
        (!state.entity || state.entity === row.dataset.e) &&
        words.every(function (word) { return texts.get(row).includes(word); });
    }

    function filter() {
      var state = chosen();
      var words = folded(state.q).split(/\s+/);
      var shown = rows.filter(function (row) {
        row.hidden = !matches(row, state, words);
        return !row.hidden;
      });
      count(shown.length);
      state.sort = order;
      remember(state);
    }

    function compare(one, other) {
      var key = keys[order.replace("-", "") || "figure"];
      var a = key(one), b = key(other);
      var sign = order.startsWith("-") ? -1 : 1;
      return sign * (typeof a === "string" ? collator.compare(a, b) : a - b) || places.get(one) - places.get(other);
    }

    function sort() {
      var by = order.replace("-", "") || "figure";
      table.querySelectorAll("[data-sort]").forEach(function (head) {
        var direction = order.startsWith("-") ? "descending" : "ascending";
        if (head.dataset.sort === by) head.setAttribute("aria-sort", direction);
        else head.removeAttribute("aria-sort");
      });
      table.append.apply(table, rows.slice().sort(compare));
    }

    function choose(state) {
      inputs.forEach(function (input) {
        input.value = state(input.name);
        if (input.selectedIndex === -1) input.value = "";
      });
      var by = state("sort");
      order = keys[by.replace("-", "")] ? by : "";
      sort();
      filter();
    }

    // Opens the row of an anchor and scrolls to it; resets the filters if they hide it.
    function show(hash) {
      var row = rows.find(function (found) { return "#" + found.id === hash; });
      if (!row) return;
      if (row.hidden) choose(function (name) { return name === "sort" ? order : ""; });
      row.querySelector("details").open = true;
      row.scrollIntoView({ block: "start", behavior: "instant" });
    }

    table.querySelectorAll("[data-sort]").forEach(function (head) {
      var button = document.createElement("button");
      button.type = "button";
      button.append.apply(button, Array.from(head.childNodes));
      button.addEventListener("click", function () {
        order = head.getAttribute("aria-sort") === "ascending" ? "-" + head.dataset.sort : head.dataset.sort;
        if (order === "figure") order = "";
        sort();
        filter();
      });
      head.append(button);
    });
    finder.addEventListener("input", filter);
    finder.querySelector(".reset").addEventListener("click", function () { choose(function () { return ""; }); });
    window.addEventListener("hashchange", function () { show(window.location.hash); });
    document.addEventListener("click", function (event) {
      var link = event.target.closest("a[href^='#']");
      if (link && link.hash === window.location.hash) show(link.hash);
    });
    whenReadingChanges(function () { sort(); filter(); });
    choose(parameter);
    show(window.location.hash);
    // Charts above the ledger are drawn after this, and move it.
    window.addEventListener("load", function () { show(window.location.hash); });
  }

  // Narrow screens show rows as cards; with these roles screen readers still announce a table.
  function setRoles(table) {
    var roles = { TBODY: "rowgroup", THEAD: "rowgroup", TR: "row", TD: "cell" };
    table.setAttribute("role", "table");
    table.querySelectorAll("thead, tbody, tr, td, th").forEach(function (part) {
      part.setAttribute("role", roles[part.tagName] || (part.closest("thead") ? "columnheader" : "rowheader"));
    });
    table.querySelectorAll("table").forEach(setRoles);
  }

  function startChecks(rules) {
    var box = finder.querySelector("[name=broken]");

    function filter() {
      var shown = rules.filter(function (rule) {
        rule.hidden = box.checked && ["passed", "skipped"].includes(current(rule.dataset.o));
        return !rule.hidden;
      });
      document.querySelectorAll(".rules section").forEach(function (suite) {
        suite.hidden = box.checked && !suite.querySelector("[data-o]:not([hidden])");
      });
      count(shown.length);
      remember({ broken: box.checked ? "1" : "" });
    }

    function show() {
      var place = document.getElementById(window.location.hash.slice(1));
      if (!place || !place.closest("[hidden]")) return;
      box.checked = false;
      filter();
      place.scrollIntoView();
    }

    box.addEventListener("change", filter);
    window.addEventListener("hashchange", show);
    whenReadingChanges(filter);
    box.checked = parameter("broken") === "1";
    filter();
    show();
  }

  // The other pages have the first switch of the report.
  function startReading(radios) {
    var start = root.dataset.values;

    if (["printed", "corrected"].includes(parameter("values"))) root.dataset.values = parameter("values");
    radios.forEach(function (radio) {
      radio.checked = radio.value === root.dataset.values;
      radio.addEventListener("change", function () {
        root.dataset.values = radio.value;
        remember({ values: radio.value === start ? "" : radio.value });
      });
    });
  }

  var table = document.querySelector(".ledger");
  var radios = Array.from(document.querySelectorAll(".readings input"));
  var rules = Array.from(document.querySelectorAll("[data-o]"));
  root.classList.add("has-script");
  if (finder) finder.hidden = false;
  if (radios.length) startReading(radios);
  ["click", "auxclick"].forEach(function (event) { document.addEventListener(event, keepSwitches, true); });
  if (table) {
    setRoles(table);
    startLedger(table);
  }
  if (rules.length) startChecks(rules);
})();

// Live charts and the page's switches. The page can be read without this script: each chart is a still picture, and is
// drawn from the JSON beside it when it comes into view. A switch fills the same drawing with other values, which are in
// a file for each chart. The setting of the switches is part of the address.
(function () {
  "use strict";
  var NARROW = 560;
  var root = document.documentElement;
  var tip = document.getElementById("tip");
  var config = read("config");
  var page = read("page");
  var charts = Array.from(document.querySelectorAll("[data-chart]"));
  var views = {};
  var state = fromAddress();

  function read(id) {
    return JSON.parse(document.getElementById(id).textContent);
  }

  function element(name, className, text) {
    var created = document.createElement(name);
    if (className) created.className = className;
    if (text !== undefined) created.textContent = text;
    return created;
  }

  // ---------------------------------------------------------------- drawing

  // Returns a form with its holes filled, as `filled` of chart_template.py; shared parts fill holes too.
  function filled(form, given) {
    if (Array.isArray(form)) return form.map(function (part) { return filled(part, given); });
    if (form && typeof form === "object") {
      return Object.keys(form).reduce(function (result, name) {
        result[name] = filled(form[name], given);
        return result;
      }, {});
    }
    if (typeof form !== "string" || !form.startsWith(page.hole)) return form;
    var name = form.slice(page.hole.length);
    return name in page.shared ? filled(page.shared[name], given) : copy(given[name]);
  }

  function copy(value) {
    return JSON.parse(JSON.stringify(value));
  }

  function shownAt(chart) {
    if (!chart.shown) chart.shown = read("spec-" + chart.dataset.chart);
    return chart.shown;
  }

  function specification(chart, width) {
    var shown = shownAt(chart);
    var spec = filled(shown.form, shown.given);
    var narrow = width < NARROW;
    spec.config = Object.assign({}, config, { background: null });
    spec.width = Math.floor(width);
    if (narrow) spec.height = shown.narrow_height;
    spec.params.forEach(function (param) {
      if (param.name === "narrow") param.value = narrow;
    });
    return spec;
  }

  function draw(chart) {
    var shown = shownAt(chart);
    if (!shown.given) return showBlank(chart);
    var width = chart.clientWidth;
    var live = element("div", "live");
    var options = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, ast: true, tooltip: showTip };
    return window.vegaEmbed(live, specification(chart, width), options).then(function (result) {
      if (chart.shown !== shown) return result.view.finalize();
      clear(chart);
      var picture = live.querySelector("svg");
      picture.setAttribute("role", "img");
      Array.from(picture.children).forEach(function (part) { part.setAttribute("aria-hidden", "true"); });
      picture.setAttribute("aria-label", shown.alt || chart.querySelector(".still svg").getAttribute("aria-label"));
      result.view.addEventListener("click", function (event, item) { follow(item && item.datum && item.datum.id); });
      chart.append(live);
      chart.classList.add("is-live");
      chart.dataset.width = width;
      chart.view = result.view;
    }).catch(function (fault) {
      chart.classList.remove("is-live");
      window.console.error(fault);
    });
  }

  function clear(chart) {
    chart.querySelectorAll(".live, .nothing").forEach(function (old) { old.remove(); });
    if (chart.view) chart.view.finalize();
    chart.view = null;
  }

  function showBlank(chart) {
    clear(chart);
    chart.append(element("p", "nothing", chart.closest(".exhibit").querySelector("[data-part=deck]").textContent));
    chart.classList.add("is-live");
    return Promise.resolve();
  }

  function showTip(handler, event, item, value) {
    if (!value || typeof value !== "object") {
      tip.hidden = true;
      return;
    }
    var list = element("dl");
    Object.keys(value).forEach(function (label) {
      if (!value[label]) return;
      var row = list.appendChild(element("div"));
      row.appendChild(element("dt", "", label));
      row.appendChild(element("dd", "", value[label])).dir = "auto";
    });
    tip.replaceChildren(list);
    tip.hidden = false;
    var left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
    var top = event.clientY + 18;
    if (top + tip.offsetHeight > window.innerHeight) top = event.clientY - tip.offsetHeight - 12;
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = Math.max(8, top) + "px";
  }

  // Goes to the row of the first figure of a mark, or to its first reference.
  function follow(ids) {
    var names = ids ? ids.split(" · ") : [];
    var figure = names.find(isFigure);
    tip.hidden = true;
    if (figure) window.location.hash = figure;
    else if (names.length) window.location.href = "references.html#" + names[0];
  }

  function isFigure(name) {
    return hasForm(name, "figure_id");
  }

  function hasForm(name, form) {
    return new RegExp("^" + page.forms[form] + "$").test(name);
  }

  // --------------------------------------------------------------- switches

  // Returns the setting in the address; for a missing or invalid part, the setting of the report.
  function fromAddress() {
    var parameters = new URLSearchParams(window.location.search);
    function one(name, valid, otherwise) {
      return valid.indexOf(parameters.get(name)) < 0 ? otherwise : parameters.get(name);
    }
    return {
      values: one("values", ["printed", "corrected"], page.start.values),
      disputed: one("disputed", ["shown", "hidden"], "shown"),
      basis: one("basis", page.switches.basis, page.start.basis),
      edition: one("edition", page.switches.edition, page.start.edition),
    };
  }

  function toAddress() {
    var parameters = new URLSearchParams(window.location.search);
    Object.keys(state).forEach(function (name) {
      var start = name === "disputed" ? "shown" : page.start[name];
      if (state[name] === start) parameters.delete(name);
      else parameters.set(name, state[name]);
    });
    var query = parameters.toString();
    window.history.replaceState(null, "", window.location.pathname + (query ? "?" + query : "") + window.location.hash);
  }

  function reading() {
    if (state.values === "corrected") return "corrected";
    return state.disputed === "hidden" ? "undisputed" : "printed";
  }

  function setting(follows) {
    return keyOf(follows, { reading: reading(), basis: state.basis, edition: state.edition });
  }

  function startOf(follows) {
    return keyOf(follows, { reading: page.start.values, basis: page.start.basis, edition: page.start.edition });
  }

  // Returns the key of a view: the values of the switches in `follows`.
  function keyOf(follows, values) {
    return follows.split(" ").map(function (name) { return values[name]; }).join(" ");
  }

  // The files of views are scripts, since a page opened from disk can't load other files.
  window.tungsten = {
    views: function (name, viewsOfChart) { views[name] = viewsOfChart; },
  };

  function viewsOf(name) {
    if (views[name]) return Promise.resolve(views[name]);
    return new Promise(function (resolve, reject) {
      var script = element("script");
      script.src = page.up + "views/" + page.language + "/" + name + ".js";
      script.onload = function () { resolve(views[name]); };
      script.onerror = reject;
      document.head.append(script);
    });
  }

  function apply() {
    root.dataset.values = state.values;
    root.dataset.disputed = state.disputed;
    showControls();
    toAddress();
    return Promise.all(charts.map(function (chart) {
      var shown = shownAt(chart);
      var key = setting(shown.follows);
      if (key === (chart.dataset.setting || startOf(shown.follows))) return null;
      chart.dataset.setting = key;
      return viewsOf(chart.dataset.chart).then(function (file) {
        if (chart.dataset.setting !== key) return null;
        var view = file.views[file.index[key]];
        chart.shown = Object.assign({ follows: shown.follows, form: shown.form }, view);
        showTexts(chart, view);
        return chart.classList.contains("is-live") ? draw(chart) : null;
      });
    })).then(function () { root.dataset.settled = JSON.stringify(state); });
  }

  // Shows the texts and the table of a view around its chart.
  function showTexts(chart, view) {
    var exhibit = chart.closest(".exhibit");
    ["finding", "deck", "source", "how"].forEach(function (part) {
      exhibit.querySelector("[data-part=" + part + "]").replaceChildren(unbroken(view[part]));
    });
    exhibit.querySelector(".still svg").setAttribute("aria-label", view.alt);
    var heads = Array.from(exhibit.querySelectorAll("[data-part=table] thead th"));
    var rows = view.rows.map(function (cells) {
      var row = element("tr");
      cells.forEach(function (cell, at) { row.append(cellOf(cell, heads[at] && heads[at].classList.contains("number"))); });
      return row;
    });
    exhibit.querySelector("[data-part=table] tbody").replaceChildren.apply(
      exhibit.querySelector("[data-part=table] tbody"), rows);
    exhibit.classList.toggle("is-switched", chart.dataset.setting !== startOf(chart.shown.follows));
  }

  function unbroken(text) {
    var fragment = document.createDocumentFragment();
    text.split(/([\d.,]+–[\d.,]+%?)/).forEach(function (part, at) {
      fragment.append(at % 2 ? element("span", "nobr", part) : part);
    });
    return fragment;
  }

  function cellOf(cell, isNumber) {
    var created = element("td", isNumber ? "n" : "");
    if (typeof cell === "number") created.textContent = cell.toLocaleString("en-US", { maximumSignificantDigits: 12 });
    else if (cell !== null) {
      cell.split(" · ").forEach(function (part, at) {
        if (at) created.append(" · ");
        created.append(linked(part));
      });
    }
    return created;
  }

  function linked(part) {
    var plain = element("bdi", "", part);
    if (!isFigure(part) && !hasForm(part, "reference_id")) return plain;
    var link = element("a");
    link.href = isFigure(part) ? "#" + part : "references.html#" + part;
    link.append(plain);
    return link;
  }

  // --------------------------------------------------------------- controls

  var controls = document.querySelector("form.switches");

  function showControls() {
    controls.elements.values.value = state.values;
    controls.elements.basis.value = state.basis;
    controls.elements.edition.value = state.edition;
    controls.elements.disputed.checked = state.disputed === "hidden";
    controls.elements.disputed.disabled = state.values === "corrected";
    document.querySelectorAll("[data-says]").forEach(function (place) {
      place.textContent = shortLabel(place.dataset.says);
    });
  }

  // Returns the short label of the present choice of a switch.
  function shortLabel(name) {
    if (name === "edition") return state.edition;
    var chosen = name === "values" && reading() === "undisputed"
      ? controls.querySelector("[name=disputed]")
      : controls.querySelector("[name=" + name + "]:checked");
    return chosen.dataset.short;
  }

  function listen() {
    controls.closest("details").hidden = false;
    controls.addEventListener("input", function () {
      state = {
        values: controls.elements.values.value,
        disputed: controls.elements.disputed.checked ? "hidden" : "shown",
        basis: controls.elements.basis.value,
        edition: controls.elements.edition.value,
      };
      apply();
    });
    controls.addEventListener("reset", function (event) {
      event.preventDefault();
      state = Object.assign({ disputed: "shown" }, page.start);
      apply();
    });
    window.addEventListener("popstate", function () {
      state = fromAddress();
      apply();
    });
    document.querySelectorAll("button[data-kind]").forEach(function (button) { button.hidden = false; });
    document.addEventListener("click", function (event) {
      var link = event.target.closest(".is-switched a[data-kind], button[data-kind]");
      if (!link) return;
      event.preventDefault();
      download(link.closest(".exhibit").querySelector("[data-chart]"), link.dataset.kind);
    });
  }

  // Creates a file of what the chart shows now; the report contains files of the first setting only.
  function download(chart, kind) {
    var file = { csv: tableOf, json: specOf, svg: svgOf, png: pngOf }[kind](chart);
    Promise.resolve(file).then(function (blob) {
      var link = element("a");
      link.href = URL.createObjectURL(blob);
      link.download = [chart.dataset.chart].concat((chart.dataset.setting || "").split(" ")).filter(Boolean).join("-") + "." + kind;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
  }

  function tableOf(chart) {
    var heads = Array.from(chart.closest(".exhibit").querySelectorAll("[data-part=table] thead th"));
    var rows = [heads.map(function (head) { return head.textContent; })].concat(chart.shown.rows);
    return new Blob([rows.map(function (row) { return row.map(csvCell).join(",") + "\n"; }).join("")], { type: "text/csv" });
  }

  // Returns a cell for CSV, with an apostrophe in front if a spreadsheet would take it for a formula.
  function csvCell(cell) {
    if (cell === null) return "";
    var text = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? "'" + cell : String(cell);
    return /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  }

  function specOf(chart) {
    return new Blob([JSON.stringify(titled(chart), null, 1)], { type: "application/json" });
  }

  function svgOf(chart) {
    return viewOf(chart).then(function (view) { return view.toSVG(); }).then(function (text) {
      return new Blob([text], { type: "image/svg+xml" });
    });
  }

  function pngOf(chart) {
    return viewOf(chart).then(function (view) { return view.toCanvas(2); }).then(function (canvas) {
      return new Promise(function (resolve) { canvas.toBlob(resolve, "image/png"); });
    });
  }

  function viewOf(chart) {
    var options = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, ast: true, tooltip: false };
    return window.vegaEmbed(element("div"), titled(chart), options).then(function (result) { return result.view; });
  }

  // Returns the specification for a picture: with the finding as title, on white.
  function titled(chart) {
    var exhibit = chart.closest(".exhibit");
    function lines(part, width) {
      return wrapped(exhibit.querySelector("[data-part=" + part + "]").textContent, width);
    }
    var spec = specification(chart, page.width);
    var title = { text: lines("finding", 72), subtitle: lines("deck", 106).concat(lines("source", 106)) };
    title.anchor = root.dir === "rtl" ? "end" : "start";
    return Object.assign(spec, { config: config, title: title, background: "white" });
  }

  function wrapped(text, width) {
    var lines = [""];
    text.split(/\s+/).forEach(function (word) {
      var last = lines.length - 1;
      if (lines[last] && (lines[last] + " " + word).length > width) lines.push(word);
      else lines[last] += (lines[last] && " ") + word;
    });
    return root.dir === "rtl" ? lines.map(function (line) { return page.rtl[0] + line + page.rtl[1]; }) : lines;
  }

  // ------------------------------------------------------------------ start

  if (!window.vegaEmbed || !window.IntersectionObserver) return;
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      seen.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "300px" });
  listen();
  apply().then(function () {
    var target = document.getElementById(window.location.hash.slice(1));
    if (target && window.location.search) target.scrollIntoView();
    charts.forEach(function (chart) { seen.observe(chart); });
  });

  var waiting;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      charts.forEach(function (chart) {
        if (chart.dataset.width && Number(chart.dataset.width) !== chart.clientWidth) draw(chart);
      });
    }, 150);
  });
  ["wheel", "touchmove"].forEach(function (move) {
    window.addEventListener(move, function () { tip.hidden = true; }, { passive: true });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") tip.hidden = true;
  });
})();

// Live charts and the page's switches. Everything can be read without this script: each chart is a still picture first,
// drawn anew from the inert JSON beside it when it comes into view. A switch fills the same drawing with other values,
// which lie in a file of each chart's own. What is switched stands in the address.
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
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // ---------------------------------------------------------------- drawing

  // A form with its holes filled, as forms.py does it; what forms have in common fills holes too.
  function filled(form, given) {
    if (Array.isArray(form)) return form.map(function (part) { return filled(part, given); });
    if (form && typeof form === "object") {
      return Object.keys(form).reduce(function (made, name) {
        made[name] = filled(form[name], given);
        return made;
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
    if (!shown.given) return sayNothing(chart);
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

  function sayNothing(chart) {
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

  // A mark leads to the row of its first figure, or to its first reference.
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

  // The settings of the address, where they are valid; the report's own otherwise.
  function fromAddress() {
    var asked = new URLSearchParams(window.location.search);
    function one(name, valid, otherwise) {
      return valid.indexOf(asked.get(name)) < 0 ? otherwise : asked.get(name);
    }
    return {
      values: one("values", ["printed", "corrected"], page.start.values),
      disputed: one("disputed", ["shown", "hidden"], "shown"),
      basis: one("basis", page.switches.basis, page.start.basis),
      edition: one("edition", page.switches.edition, page.start.edition),
    };
  }

  function toAddress() {
    var asked = new URLSearchParams(window.location.search);
    Object.keys(state).forEach(function (name) {
      var usual = name === "disputed" ? "shown" : page.start[name];
      if (state[name] === usual) asked.delete(name);
      else asked.set(name, state[name]);
    });
    var query = asked.toString();
    window.history.replaceState(null, "", window.location.pathname + (query ? "?" + query : "") + window.location.hash);
  }

  function reading() {
    if (state.values === "corrected") return "corrected";
    return state.disputed === "hidden" ? "undisputed" : "printed";
  }

  function setting(follows) {
    var said = { reading: reading(), basis: state.basis, edition: state.edition };
    return follows.split(" ").map(function (name) { return said[name]; }).join(" ");
  }

  // Files of views are scripts: a page opened from disk may load nothing else.
  window.tungsten = {
    views: function (name, found) { views[name] = found; },
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
      return viewsOf(chart.dataset.chart).then(function (found) {
        if (chart.dataset.setting !== key) return null;
        var view = found.views[found.index[key]];
        chart.shown = Object.assign({ follows: shown.follows, form: shown.form }, view);
        tell(chart, view);
        return chart.classList.contains("is-live") ? draw(chart) : null;
      });
    })).then(function () { root.dataset.settled = JSON.stringify(state); });
  }

  function startOf(follows) {
    var said = { reading: page.start.values, basis: page.start.basis, edition: page.start.edition };
    return follows.split(" ").map(function (name) { return said[name]; }).join(" ");
  }

  // The sentences and the table around a chart.
  function tell(chart, view) {
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
    var made = document.createDocumentFragment();
    text.split(/([\d.,]+–[\d.,]+%?)/).forEach(function (part, at) {
      made.append(at % 2 ? element("span", "nobr", part) : part);
    });
    return made;
  }

  function cellOf(cell, isNumber) {
    var made = element("td", isNumber ? "n" : "");
    if (typeof cell === "number") made.textContent = cell.toLocaleString("en-US", { maximumSignificantDigits: 12 });
    else if (cell !== null) {
      cell.split(" · ").forEach(function (part, at) {
        if (at) made.append(" · ");
        made.append(linked(part));
      });
    }
    return made;
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
      place.textContent = said(place.dataset.says);
    });
  }

  // What a control says of itself, in the words of its label.
  function said(name) {
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
      var asked = event.target.closest(".is-switched a[data-kind], button[data-kind]");
      if (!asked) return;
      event.preventDefault();
      take(asked.closest(".exhibit").querySelector("[data-chart]"), asked.dataset.kind);
    });
  }

  // What the report holds no file of is made here, of what the chart shows now.
  function take(chart, kind) {
    var made = { csv: tableOf, json: specOf, svg: svgOf, png: pngOf }[kind](chart);
    Promise.resolve(made).then(function (blob) {
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
    return new Blob([rows.map(function (row) { return row.map(harmless).join(",") + "\n"; }).join("")], { type: "text/csv" });
  }

  // A cell no spreadsheet takes for a formula.
  function harmless(cell) {
    if (cell === null) return "";
    var text = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? "'" + cell : String(cell);
    return /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  }

  function specOf(chart) {
    return new Blob([JSON.stringify(titled(chart), null, 1)], { type: "application/json" });
  }

  function svgOf(chart) {
    return undrawn(chart).then(function (view) { return view.toSVG(); }).then(function (text) {
      return new Blob([text], { type: "image/svg+xml" });
    });
  }

  function pngOf(chart) {
    return undrawn(chart).then(function (view) { return view.toCanvas(2); }).then(function (canvas) {
      return new Promise(function (resolve) { canvas.toBlob(resolve, "image/png"); });
    });
  }

  function undrawn(chart) {
    var options = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, ast: true, tooltip: false };
    return window.vegaEmbed(element("div"), titled(chart), options).then(function (result) { return result.view; });
  }

  // The chart as it stands alone: with its finding as title, on paper.
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

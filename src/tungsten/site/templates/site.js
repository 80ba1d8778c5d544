// Live charts and the page's switches. The page can be read without this script: each chart is a still picture. When it
// comes into view, its specification is loaded, which holds the rows and the texts of every setting, and Vega draws it. A
// switch of the page sets the parameters of the charts. The setting of the switches is part of the address.
(function () {
  "use strict";
  var NARROW = 560;
  var root = document.documentElement;
  var tip = document.getElementById("tip");
  var page = JSON.parse(document.getElementById("page").textContent);
  var charts = Array.from(document.querySelectorAll("[data-chart]"));
  var controls = document.querySelector("form.switches");  // a working paper has none
  var specs = {};
  var state = controls ? fromAddress() : atStart();

  function element(name, className, text) {
    var created = document.createElement(name);
    if (className) created.className = className;
    if (text !== undefined) created.textContent = text;
    return created;
  }

  // ---------------------------------------------------------------- drawing

  // The specifications are scripts, since a page opened from disk can't load other files.
  window.tungsten = {
    chart: function (name, spec) { specs[name] = spec; },
  };

  function specOf(chart) {
    var name = chart.dataset.chart;
    if (specs[name]) return Promise.resolve(specs[name]);
    return new Promise(function (resolve, reject) {
      var script = element("script");
      script.src = page.up + "charts/" + page.language + "/" + name + ".js";
      script.onload = function () { resolve(specs[name]); };
      script.onerror = reject;
      document.head.append(script);
    });
  }

  function metaOf(spec) {
    return spec.usermeta.tungsten;
  }

  // Returns the specification for a width, at the setting of the page, without the inputs that JupyterLab shows.
  function specification(spec, width) {
    var narrow = width < NARROW;
    var values = Object.assign({ narrow: narrow }, setting());
    var params = spec.params.map(function (param) {
      var own = Object.assign({}, param);
      delete own.bind;
      if (own.name in values) own.value = values[own.name];
      return own;
    });
    var changed = { params: params, width: Math.floor(width), config: Object.assign({}, spec.config, { background: null }) };
    if (narrow) changed.height = metaOf(spec).narrow_height;
    var copy = Object.assign({}, spec, changed);
    delete copy.title;
    delete copy.usermeta;
    return JSON.parse(JSON.stringify(copy));
  }

  function draw(chart) {
    var width = chart.clientWidth;
    chart.dataset.width = width;
    if (!width) return Promise.resolve();
    return specOf(chart).then(function (spec) {
      var live = element("div", "live");
      var options = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, ast: true, tooltip: showTip };
      return window.vegaEmbed(live, specification(spec, width), options).then(function (result) {
        if (Number(chart.dataset.width) !== width) return result.view.finalize();
        if (chart.view) chart.view.finalize();
        chart.querySelectorAll(".live").forEach(function (old) { old.remove(); });
        chart.view = result.view;
        chart.append(live);
        chart.classList.add("is-live");
        listenToMarks(chart.view, live);
        describe(chart, textsAt(spec));
        return setSwitches(chart);
      });
    }).catch(function (fault) {
      chart.classList.remove("is-live");
      window.console.error(fault);
    });
  }

  // Draws a chart again if its width changed, and brings it to the setting of the page.
  function refresh(chart) {
    if (chart.dataset.width && Number(chart.dataset.width) !== chart.clientWidth) return draw(chart);
    return chart.view ? setSwitches(chart) : null;
  }

  // Sets the parameters of a live chart to the setting of the page.
  function setSwitches(chart) {
    var values = setting();
    chart.dataset.follows.split(" ").filter(Boolean).forEach(function (name) { chart.view.signal(name, values[name]); });
    return chart.view.runAsync();
  }

  // Gives a live chart its description; its marks are in the table, too.
  function describe(chart, texts) {
    var live = chart.querySelector(".live"), picture = live.querySelector("svg");
    live.setAttribute("aria-label", texts.alt + " " + tip.dataset.keys);
    picture.setAttribute("aria-hidden", "true");
  }

  // ------------------------------------------------------------------ marks

  // Returns the figures and references of a mark.
  function idsOf(item) {
    return item && item.datum && item.datum.id ? item.datum.id.split(" · ") : [];
  }

  // Marks lead on by click and Enter, and the arrow keys walk through them: the whole chart is one stop of Tab.
  function listenToMarks(view, live) {
    var frame = live.appendChild(element("div", "mark-frame")), current = null;
    frame.hidden = true;
    live.tabIndex = 0;
    live.setAttribute("role", "application");
    view.addEventListener("click", function (event, item) { follow(idsOf(item)); });
    view.addEventListener("pointermove", function (event, item) { live.classList.toggle("leads", idsOf(item).length > 0); });

    function leave() {
      current = null;
      frame.hidden = tip.hidden = true;
    }

    function select(item) {
      current = item.datum;
      placeOver(frame, view, item);
      frame.scrollIntoView({ block: "nearest", behavior: "instant" });
      var place = frame.getBoundingClientRect();
      showTip(null, { clientX: place.left, clientY: place.bottom - 8 }, item, item.tooltip);
    }

    live.addEventListener("blur", leave);
    live.addEventListener("keydown", function (event) {
      var marks = marksOf(view);
      var at = marks.findIndex(function (item) { return item.datum === current; });
      var next = stepOf(event.key, at, marks.length);
      if (event.key === "Escape") leave();
      if (event.key === "Enter" && at >= 0) follow(idsOf(marks[at]));
      if (next === undefined || !marks.length) return;
      event.preventDefault();
      select(marks[Math.max(0, Math.min(next, marks.length - 1))]);
    });
  }

  // Returns the place to which a key leads from a place in a list; undefined for other keys.
  function stepOf(key, at, length) {
    var forward = root.dir === "rtl" ? "ArrowLeft" : "ArrowRight", back = root.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    var places = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: length - 1 };
    places[forward] = at + 1;
    places[back] = at - 1;
    return places[key];
  }

  // Returns one mark with a tooltip for each row of the chart, in the order of its table.
  function marksOf(view) {
    var found = new Map();
    (function walk(mark) {
      mark.items.forEach(function (item) {
        if (item.items) item.items.forEach(walk);
        else if (item.tooltip && idsOf(item).length) {
          var row = JSON.stringify([item.datum.order, item.datum.id, item.datum.name]);
          if (!found.has(row)) found.set(row, item);
        }
      });
    })(view.scenegraph().root);
    return Array.from(found.values()).sort(function (one, other) { return one.datum.order - other.datum.order; });
  }

  // Places the frame around a mark.
  function placeOver(frame, view, item) {
    var box = item.bounds.clone().expand(3), origin = view.origin();
    for (var group = item.mark.group; group; group = group.mark.group) box.translate(group.x || 0, group.y || 0);
    frame.style.left = box.x1 + origin[0] + "px";
    frame.style.top = box.y1 + origin[1] + "px";
    frame.style.width = box.width() + "px";
    frame.style.height = box.height() + "px";
    frame.hidden = false;
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
    if (idsOf(item).length) tip.append(leadOf(idsOf(item)));
    tip.hidden = false;
    var left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
    var top = event.clientY + 18;
    if (top + tip.offsetHeight > window.innerHeight) top = event.clientY - tip.offsetHeight - 12;
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = Math.max(8, top) + "px";
  }

  // Returns the line of a tooltip that says where its mark leads.
  function leadOf(ids) {
    var line = element("p"), figure = ids.find(isFigure);
    tip.dataset[figure ? "figure" : "reference"].split("#").forEach(function (part, at) {
      if (at) line.append(element("bdi", "", figure || ids[0]));
      line.append(part);
    });
    return line;
  }

  // Goes to the row of the first figure of a mark, or to its first reference, as a link would.
  function follow(ids) {
    if (!ids.length) return;
    var link = linked(ids.find(isFigure) || ids[0]);
    tip.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
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

  // Returns the setting of the report.
  function atStart() {
    return Object.assign({ disputed: "shown" }, page.start);
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

  function setting() {
    return { reading: reading(), basis: state.basis, edition: state.edition };
  }

  // Returns the key of a view: the values of the switches a chart follows.
  function keyOf(follows, values) {
    return follows.split(" ").filter(Boolean).map(function (name) { return values[name]; }).join(" ");
  }

  function startOf(follows) {
    return keyOf(follows, { reading: page.start.values, basis: page.start.basis, edition: page.start.edition });
  }

  function apply() {
    root.dataset.values = state.values;
    root.dataset.disputed = state.disputed;
    if (controls) {
      showControls();
      toAddress();
    }
    return Promise.all(charts.map(function (chart) {
      var key = keyOf(chart.dataset.follows, setting());
      if (key === (chart.dataset.setting || startOf(chart.dataset.follows))) return null;
      chart.dataset.setting = key;
      return specOf(chart).then(function (spec) {
        if (chart.dataset.setting !== key) return null;
        showTexts(chart, spec);
        return refresh(chart);
      });
    })).then(function () {
      root.dataset.settled = JSON.stringify(state);
      drawSwitched();
    });
  }

  // Draws the switched charts that were never in view, one after the other: a print shows them, too.
  function drawSwitched() {
    var chart = charts.find(function (one) {
      return !one.dataset.width && one.dataset.setting && one.dataset.setting !== startOf(one.dataset.follows);
    });
    if (chart) setTimeout(function () { (chart.dataset.width ? Promise.resolve() : draw(chart)).then(drawSwitched); }, 50);
  }

  function textsAt(spec) {
    var meta = metaOf(spec);
    return Object.assign({}, meta.common, meta.texts[keyOf(meta.follows, setting())]);
  }

  // Returns the rows a chart draws at the setting of the page, in order; none where it has nothing to draw.
  function rowsAt(spec) {
    var at = setting();
    if (metaOf(spec).blank.includes(keyOf(metaOf(spec).follows, at))) return [];
    return spec.datasets[spec.data.name].filter(function (row) {
      return (!row.for_reading || row.for_reading.split(" ").includes(at.reading)) &&
        (!row.for_edition || row.for_edition === at.edition);
    }).sort(function (one, other) { return one.order - other.order; });
  }

  // Shows the texts and the table of a setting around its chart.
  function showTexts(chart, spec) {
    var exhibit = chart.closest(".exhibit"), meta = metaOf(spec), texts = textsAt(spec);
    ["finding", "deck", "source", "how"].forEach(function (part) {
      exhibit.querySelector("[data-part=" + part + "]").replaceChildren(unbroken(texts[part]));
    });
    exhibit.querySelector(".still svg").setAttribute("aria-label", texts.alt);
    if (chart.view) describe(chart, texts);
    var rows = rowsAt(spec).map(function (row) {
      var line = element("tr");
      meta.columns.forEach(function (column) {
        var paired = row[column.field + "_" + state.basis];
        line.append(cellOf(paired === undefined ? row[column.field] : paired, column.is_number));
      });
      return line;
    });
    var body = exhibit.querySelector("[data-part=table] tbody");
    body.replaceChildren.apply(body, rows);
    exhibit.classList.toggle("is-switched", chart.dataset.setting !== startOf(meta.follows));
    exhibit.classList.toggle("is-blank", meta.blank.includes(keyOf(meta.follows, setting())));
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
    link.href = (isFigure(part) ? page.index : page.references) + "#" + part;
    link.append(plain);
    return link;
  }

  // --------------------------------------------------------------- controls

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
      state = atStart();
      apply();
    });
    window.addEventListener("popstate", function () {
      state = fromAddress();
      apply();
    });
    document.querySelectorAll("button[data-kind]").forEach(function (button) { button.hidden = false; });
    if (window.location.protocol === "file:") {  // where a browser shows a file in place of the page
      document.querySelectorAll("a[download]").forEach(function (link) { link.target = "_blank"; });
    }
    document.addEventListener("click", function (event) {
      var link = event.target.closest(".is-switched a[data-kind], button[data-kind]");
      if (!link) return;
      event.preventDefault();
      download(link.closest(".exhibit").querySelector("[data-chart]"), link.dataset.kind);
    });
  }

  // Creates a picture of what the chart shows now; the report contains pictures of the first setting only.
  function download(chart, kind) {
    specOf(chart).then(function (spec) { return { svg: svgOf, png: pngOf }[kind](chart, spec); }).then(function (blob) {
      var link = element("a");
      link.href = URL.createObjectURL(blob);
      link.download = [chart.dataset.chart].concat((chart.dataset.setting || "").split(" ")).filter(Boolean).join("-") + "." + kind;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
  }

  function svgOf(chart, spec) {
    return viewOf(chart, spec).then(function (view) { return view.toSVG(); }).then(function (text) {
      return new Blob([text], { type: "image/svg+xml" });
    });
  }

  function pngOf(chart, spec) {
    return viewOf(chart, spec).then(function (view) { return view.toCanvas(2); }).then(function (canvas) {
      return new Promise(function (resolve) { canvas.toBlob(resolve, "image/png"); });
    });
  }

  function viewOf(chart, spec) {
    var options = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, ast: true, tooltip: false };
    return window.vegaEmbed(element("div"), titled(spec), options).then(function (result) { return result.view; });
  }

  // Returns the specification for a picture: with the finding as title, on white.
  function titled(spec) {
    var texts = textsAt(spec), picture = specification(spec, page.width);
    picture.config = spec.config;
    picture.background = "white";
    picture.title = {
      text: wrapped(texts.finding, 72),
      subtitle: wrapped(texts.deck, 106).concat(wrapped(texts.source, 106)),
      anchor: root.dir === "rtl" ? "end" : "start",
    };
    return picture;
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
      if (!entry.target.dataset.width) draw(entry.target);
    });
  }, { rootMargin: "300px" });
  if (controls) listen();
  apply().then(function () {
    var target = document.getElementById(window.location.hash.slice(1));
    if (target && window.location.search) target.scrollIntoView();
    charts.forEach(function (chart) { seen.observe(chart); });
  });

  var waiting;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      charts.forEach(refresh);
    }, 150);
  });
  ["wheel", "touchmove"].forEach(function (move) {
    window.addEventListener(move, function () { tip.hidden = true; }, { passive: true });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") tip.hidden = true;
  });
})();

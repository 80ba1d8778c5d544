// Live charts, drawn when they come into view from the inert JSON beside each still picture.
// Everything works without this script; it adds tooltips and redraws charts to the width at hand.
(function () {
  "use strict";
  var NARROW = 560;
  var tip = document.getElementById("tip");
  var config = read("config");

  function read(id) {
    return JSON.parse(document.getElementById(id).textContent);
  }

  function specification(chart, width) {
    var spec = read("spec-" + chart.dataset.chart);
    var narrow = width < NARROW;
    spec.config = Object.assign({}, config, { background: null });
    spec.width = Math.floor(width);
    if (narrow) spec.height = Number(chart.dataset.narrowHeight);
    spec.params.forEach(function (param) {
      if (param.name === "narrow") param.value = narrow;
    });
    return spec;
  }

  function showTip(handler, event, item, value) {
    if (!value || typeof value !== "object") {
      tip.hidden = true;
      return;
    }
    var list = document.createElement("dl");
    Object.keys(value).forEach(function (label) {
      if (!value[label]) return;
      var row = list.appendChild(document.createElement("div"));
      row.appendChild(document.createElement("dt")).textContent = label;
      var cell = row.appendChild(document.createElement("dd"));
      cell.dir = "auto";
      cell.textContent = value[label];
    });
    tip.replaceChildren(list);
    tip.hidden = false;
    var left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
    var top = event.clientY + 18;
    if (top + tip.offsetHeight > window.innerHeight) top = event.clientY - tip.offsetHeight - 12;
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = Math.max(8, top) + "px";
  }

  function draw(chart) {
    var width = chart.clientWidth;
    var live = document.createElement("div");
    live.className = "live";
    var label = chart.querySelector("svg").getAttribute("aria-label");
    var options = { mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, ast: true, tooltip: showTip };
    return window.vegaEmbed(live, specification(chart, width), options).then(function (result) {
      var old = chart.querySelector(".live");
      if (old) old.remove();
      var picture = live.querySelector("svg");
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", label);
      chart.append(live);
      chart.classList.add("is-live");
      chart.dataset.width = width;
      if (chart.view) chart.view.finalize();
      chart.view = result.view;
    }).catch(function () {
      chart.classList.remove("is-live");
    });
  }

  var charts = Array.from(document.querySelectorAll("[data-chart]"));
  if (!window.vegaEmbed || !window.IntersectionObserver) return;
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      seen.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "300px" });
  charts.forEach(function (chart) { seen.observe(chart); });

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

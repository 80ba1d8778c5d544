// One chart of a notebook in JupyterLab, under the switches it follows. What it shows is computed in the kernel: a
// switch asks for it and stays as it was until that is drawn, so that switches and chart never disagree, kernel or not.
const OPTIONS = {
  mode: "vega-lite",
  renderer: "svg",
  actions: { export: true, source: false, compiled: false, editor: false },
};

async function render({ model, el }) {
  const form = switches(model);
  const chart = element("div", { dir: "ltr" });
  let drawn;

  async function draw() {
    const { spec } = model.get("shown");
    await prepared(model);
    if (drawn) drawn.finalize();
    drawn = await window.vegaEmbed(chart, structuredClone(spec), OPTIONS);
    settle(false);
  }

  function settle(isWaiting) {
    const { setting } = model.get("shown");
    for (const select of form.elements) {
      select.value = setting[select.name];
      select.disabled = isWaiting;
    }
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    model.set("setting", Object.fromEntries(new FormData(form)));
    settle(true);
    model.save_changes();
  });
  model.on("change:shown", draw);
  el.replaceChildren(form, chart);
  await draw();
  return () => {
    model.off("change:shown", draw);
    drawn.finalize();
  };
}

function switches(model) {
  const form = element("form", { className: "tungsten-switches", dir: model.get("direction") });
  for (const { name, label, settings } of model.get("switches")) {
    const select = element("select", { name });
    select.append(...settings.map(([value, says]) => new Option(says, value)));
    const line = element("label", { textContent: `${label} ` });
    line.append(select);
    form.append(line);
  }
  return form;
}

// Scripts and letters, which one widget holds for all. Lines are measured in the letters, so they come before any line.
async function prepared(model) {
  if (window.tungsten) return window.tungsten;
  const supplies = await model.widget_manager.get_model(model.get("supplies"));
  window.tungsten ??= supply(supplies.get("scripts"), supplies.get("fonts"));
  return window.tungsten;
}

async function supply(scripts, fonts) {
  document.head.append(element("script", { textContent: scripts }));
  for (const [weight, font] of Object.entries(fonts)) {
    document.fonts.add(await new FontFace("IBM Plex Sans Arabic", font, { weight }).load());
  }
}

function element(name, given) {
  return Object.assign(document.createElement(name), given);
}

export default { render };

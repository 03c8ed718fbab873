// An image on its way to another digit, step by step, with what was added and what is read.

function render({ model, el }) {
  const [height, width] = model.get("size");
  const pixels = asBytes(model.get("pixels"));
  const shares = new Float32Array(asBytes(model.get("shares")).slice().buffer);
  const [steps, length] = [model.get("steps"), model.get("length")];
  const read = model.get("read");
  const area = height * width;
  const tell = teller(model);
  const root = openRoot(el, tell("Small steps to another digit"));

  const go = (target, step) => {
    model.set("target", target);
    model.set("step", clamp(step, 0, steps));
    model.save_changes();
  };
  const targets = buildTargets(tell("Turn it into a"), (digit) => go(digit, model.get("step")));
  targets.buttons[read].disabled = true;
  const slider = buildSlider(tell("steps"), (step) => go(model.get("target"), step), { max: steps });
  const [before, change, after] = [
    tell("Before"),
    tell("What was added"),
    tell("After"),
  ].map((name) => {
    const canvas = element("canvas", { role: "img", class: "mc-heat mc-third" });
    return { canvas, column: element("div", {}, element("h3", {}, name), canvas) };
  });
  const bars = buildBars(tell);
  const status = element("p", { role: "status" });

  root.append(
    targets.row,
    element("div", { class: "mc-row" }, slider.label),
    element(
      "div",
      { class: "mc-columns" },
      before.column,
      change.column,
      after.column,
      element("div", {}, element("h3", {}, tell("What it says after")), bars.list),
    ),
    status,
  );
  paintGrey(before.canvas, pixels, width, height);
  before.canvas.setAttribute("aria-label", tell("The image as it is, read as {read}", { read }));

  const update = () => {
    const [target, step] = [model.get("target"), model.get("step")];
    const number = target * (steps + 1) + step;
    const now = pixels.subarray(number * area, (number + 1) * area);
    paintGrey(after.canvas, now, width, height);
    const added = Uint8Array.from(now, (value, place) => clamp(128 + value - pixels[place], 0, 255));
    paintGrey(change.canvas, added, width, height);
    const here = Array.from(shares.subarray(10 * number, 10 * number + 10));
    const top = here.indexOf(Math.max(...here));
    bars.show(here, top);
    targets.show(target);
    const most = (step * length).toFixed(2);
    const taken = step === 1 ? tell("1 step") : tell("{step} steps", { step });
    slider.show(step, tell("{taken}, read as {top}", { taken, top }));
    after.canvas.setAttribute("aria-label", tell("The image after {taken}, read as {top}", { taken, top }));
    change.canvas.setAttribute(
      "aria-label",
      tell("The change: grey for none, brighter for more, darker for less"),
    );
    status.textContent = tell(
      "After {taken} of {length}, no pixel differs by more than {most} of the way from black to white. It reads {top}, {sure} sure.",
      { taken, length, most, top, sure: percent(here[top]) },
    );
  };
  model.on("change:target", update);
  model.on("change:step", update);
  update();
  return () => {
    model.off("change:target", update);
    model.off("change:step", update);
  };
}

export default { render };

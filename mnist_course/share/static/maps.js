// The feature maps of each convolution layer, drawn anew with each reading.

const ACROSS = 8;
const GAP = 1;
const LINE = 96;

// Grey levels of one map, from its least to its greatest number.
const greyOf = (values, channels, channel) => {
  const count = values.length / channels;
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < count; i += 1) {
    const value = values[i * channels + channel];
    [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const grey = Uint8Array.from({ length: count }, (_, i) =>
    Math.trunc((values[i * channels + channel] - low) * scale),
  );
  return { grey, low, high };
};

// All maps on one sheet, a line of grey between them.
const paintSheet = (canvas, maps, height, width) => {
  const across = Math.min(ACROSS, maps.length);
  const down = Math.ceil(maps.length / across);
  const wide = across * (width + GAP) - GAP;
  const high = down * (height + GAP) - GAP;
  const sheet = new Uint8Array(wide * high).fill(LINE);
  maps.forEach(({ grey }, number) => {
    const top = Math.floor(number / across) * (height + GAP);
    const left = (number % across) * (width + GAP);
    for (let row = 0; row < height; row += 1) {
      const line = grey.subarray(row * width, (row + 1) * width);
      sheet.set(line, (top + row) * wide + left);
    }
  });
  paintGrey(canvas, sheet, wide, high);
};

const shortNumber = (value) => value.toFixed(2).replace("-", "−");

// One layer: a sheet of all maps, and one of them enlarged, chosen by a slider or by a touch.
const buildLayer = ({ name, kind, step }, steps) => {
  const [height, width, channels] = steps[step].shape;
  const sheet = element("canvas", { role: "img", class: "maps-sheet" });
  const large = element("canvas", { role: "img", class: "mc-large" });
  const words = element("p", { class: "mc-small" });
  const slider = element("input", { type: "range", min: 1, max: channels, step: 1, value: 1 });
  const label = element("label", { class: "mc-slider" }, tell("map"), slider);
  const title = element("h3", {}, tell("{name}: {count} maps of {height}×{width}", { name, count: channels, height, width }));
  const kindOf = kind === "Conv2D" ? null : element("p", { class: "mc-small" }, kind);
  let maps = [];

  const showOne = () => {
    const number = Number(slider.value);
    const { grey, low, high } = maps[number - 1];
    paintGrey(large, grey, width, height);
    const range =
      high > low
        ? tell("from {low} (black) to {high} (white)", {
            low: shortNumber(low),
            high: shortNumber(high),
          })
        : tell("{value} everywhere: it found nothing", { value: shortNumber(high) });
    words.textContent = tell("Map {number} of {count}: {range}.", { number, count: channels, range });
    large.setAttribute("aria-label", `${name}, ${words.textContent}`);
    slider.setAttribute("aria-valuetext", words.textContent);
  };
  const show = (values) => {
    maps = Array.from({ length: channels }, (_, channel) => greyOf(values, channels, channel));
    paintSheet(sheet, maps, height, width);
    const most = maps.reduce((best, one, i) => (one.high > maps[best].high ? i : best), 0);
    sheet.setAttribute(
      "aria-label",
      tell(
        "All {count} maps of {name}, bright where a kernel found its pattern; map {number} answers most strongly",
        { count: channels, name, number: most + 1 },
      ),
    );
    showOne();
  };
  slider.addEventListener("input", showOne);
  sheet.addEventListener("click", (event) => {
    const box = sheet.getBoundingClientRect();
    const across = Math.min(ACROSS, channels);
    const down = Math.ceil(channels / across);
    const column = Math.floor(((event.clientX - box.left) / box.width) * across);
    const row = Math.floor(((event.clientY - box.top) / box.height) * down);
    slider.value = clamp(row * across + column, 0, channels - 1) + 1;
    showOne();
  });
  const node = element(
    "section",
    {},
    title,
    kindOf,
    element("div", { class: "mc-columns" }, sheet, element("div", {}, large, label, words)),
  );
  return { node, show };
};

// The maps of all layers; `show` takes the outputs of all steps.
const buildMaps = (root, { maps, steps }) => {
  const layers = maps.map((one) => ({ ...buildLayer(one, steps), step: one.step }));
  root.append(...layers.map(({ node }) => node));
  return (outputs) => layers.forEach(({ show, step }) => show(outputs[step]));
};

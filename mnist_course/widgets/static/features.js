// The feature maps of one layer as thumbnails, one of them enlarged; a value of it, and the places
// in the layers before and in the image that it is computed from.

const thumbnail = (bytes, height, width, label) => {
  const canvas = element("canvas", { role: "img", "aria-label": label });
  paintGrey(canvas, asBytes(bytes), width, height);
  return canvas;
};

function render({ model, el }) {
  const layers = model.get("layers");
  const image = model.get("image");
  const tell = teller(model);
  const root = openRoot(el, tell("Feature maps of each convolution layer"));

  const choose = (layer, map) => {
    model.set("layer", layer);
    model.set("map", clamp(map, 0, layers[layer].count - 1));
    const [row, column] = layers[layer].places[model.get("map")];
    model.set("row", row);
    model.set("column", column);
    model.save_changes();
  };
  const look = (row, column) => {
    const layer = layers[model.get("layer")];
    model.set("row", clamp(Math.floor(row), 0, layer.height - 1));
    model.set("column", clamp(Math.floor(column), 0, layer.width - 1));
    model.save_changes();
  };
  const buttons = layers.map((one, index) =>
    element(
      "button",
      { type: "button", onclick: () => choose(index, model.get("map")) },
      tell("{name}: {count} maps of {height}×{width}", one),
    ),
  );
  const sheet = element("div", { class: "mc-sheetlet" });
  const large = element("canvas", { role: "img", class: "mc-large" });
  const one = element("div", {});
  const caption = element("p", { role: "status" });
  const rows = buildSlider(tell("row"), (row) => look(row, model.get("column")));
  const columns = buildSlider(tell("column"), (column) => look(model.get("row"), column));
  const sources = element("div", { class: "mc-sources" });
  const origin = element("p", { role: "status" });
  const input = element("input", { type: "range", min: 1, step: 1 });
  input.addEventListener("input", () => choose(model.get("layer"), Number(input.value) - 1));
  const slider = element("label", { class: "mc-slider" }, tell("map"), input);

  root.append(
    element(
      "div",
      { class: "mc-row", role: "group", "aria-label": tell("Layer") },
      ...buttons,
    ),
    element(
      "div",
      { class: "mc-columns" },
      element("div", {}, element("h3", {}, tell("All maps")), sheet),
      element(
        "div",
        { style: "flex:1 1 14rem" },
        element("h3", {}, tell("One map")),
        one,
        slider,
        rows.label,
        columns.label,
        caption,
      ),
    ),
    element("h3", {}, tell("Where the framed value comes from")),
    sources,
    origin,
  );

  let shownLayer = -1;
  let thumbnails = [];
  let enlarged = null;
  let origins = [];
  const layOut = (number) => {
    const layer = layers[number];
    const pixels = asBytes(layer.pixels);
    thumbnails = Array.from({ length: layer.count }, (_, map) => {
      const canvas = element("canvas", { "aria-hidden": "true" });
      paintGrey(canvas, pixels, layer.width, layer.height, map * layer.width * layer.height);
      return element(
        "button",
        {
          type: "button",
          tabindex: "-1",
          "aria-label": tell("Map {number}", { number: map + 1 }),
          onclick: () => choose(number, map),
        },
        canvas,
      );
    });
    sheet.replaceChildren(...thumbnails);
    shownLayer = number;
    enlarged = framed(large, layer.height, layer.width, look);
    one.replaceChildren(enlarged.grid);
    const before = layer.rows ? layers.slice(0, number).reverse() : [];
    origins = [
      ...before.map(({ name, mean, height, width, count }) => ({
        name,
        words: tell("{name}, the mean of its {count} maps", { name, count }),
        picture: thumbnail(mean, height, width, tell("{name}, the mean of its maps", { name })),
        ...{ height, width },
      })),
      {
        name: tell("the image"),
        words: tell("the image"),
        picture: thumbnail(
          image.pixels,
          image.height,
          image.width,
          tell("The image, {height} by {width} pixels", image),
        ),
        height: image.height,
        width: image.width,
      },
    ].map((origin) => ({ ...origin, ...framed(origin.picture, origin.height, origin.width) }));
    sources.replaceChildren(
      ...origins.map(({ grid, words }) => element("div", {}, element("p", {}, words), grid)),
    );
  };

  const update = () => {
    const [number, map] = [model.get("layer"), model.get("map")];
    const layer = layers[number];
    if (shownLayer !== number) layOut(number);
    buttons.forEach((button, index) => button.setAttribute("aria-pressed", index === number));
    thumbnails.forEach((button, index) => button.setAttribute("aria-pressed", index === map));
    const size = layer.width * layer.height;
    paintGrey(large, asBytes(layer.pixels), layer.width, layer.height, map * size);
    const [least, most] = [layer.least[map], layer.most[map]];
    const [row, column] = layer.places[map];
    const words =
      most > least
        ? tell("from {least} to {most}, strongest at row {row}, column {column}", {
            ...{ least, most, row, column },
          })
        : tell("{most} everywhere: its kernel found nothing in this image", { most });
    const place = { number: map + 1, count: layer.count };
    caption.textContent = tell("Map {number} of {count} in {layer}: {words}.", {
      ...place,
      layer: layer.name,
      words,
    });
    large.setAttribute("aria-label", caption.textContent);
    input.max = layer.count;
    input.value = map + 1;
    input.setAttribute("aria-valuetext", tell("map {number} of {count}", place));
    trace(layer, map);
  };
  const rowsOf = ([first, end]) =>
    end - first === 1
      ? tell("row {first}", { first })
      : tell("rows {first} to {last}", { first, last: end - 1 });
  const columnsOf = ([first, end]) =>
    end - first === 1
      ? tell("column {first}", { first })
      : tell("columns {first} to {last}", { first, last: end - 1 });
  const trace = (layer, map) => {
    // While the layer changes, the place is still one of the layer before.
    const row = clamp(model.get("row"), 0, layer.height - 1);
    const column = clamp(model.get("column"), 0, layer.width - 1);
    const values = new Float32Array(asBytes(layer.values).slice().buffer);
    const value = values[(map * layer.height + row) * layer.width + column].toFixed(2);
    rows.input.max = layer.height - 1;
    columns.input.max = layer.width - 1;
    rows.show(row, tell("row {row}, value {value}", { row, value }));
    columns.show(column, tell("column {column}, value {value}", { column, value }));
    enlarged.place(row, column, 1, 1);
    if (!layer.rows) {
      origin.textContent = tell("In a network of this kind it cannot be told.");
      return;
    }
    const parts = origins.map(({ name, place }, step) => {
      const [down, across] = [layer.rows[row][step], layer.columns[column][step]];
      place(down[0], across[0], down[1] - down[0], across[1] - across[0]);
      return tell("{rows} and {columns} of {name}", {
        rows: rowsOf(down),
        columns: columnsOf(across),
        name,
      });
    });
    const [down, across] = [layer.rows[row].at(-1), layer.columns[column].at(-1)];
    origin.textContent = tell(
      "The value {value} at row {row}, column {column} comes from {parts}: {height} by {width} pixels.",
      {
        ...{ value, row, column },
        parts: parts.join(tell(", those from ")),
        height: down[1] - down[0],
        width: across[1] - across[0],
      },
    );
  };
  const names = ["change:layer", "change:map", "change:row", "change:column"];
  names.forEach((name) => model.on(name, update));
  update();
  return () => names.forEach((name) => model.off(name, update));
}

export default { render };

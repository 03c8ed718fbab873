// The feature maps of one layer as thumbnails, one of them enlarged.

function render({ model, el }) {
  const layers = model.get("layers");
  const image = model.get("image");
  const root = openRoot(el, "Feature maps of each convolution layer");

  const original = element("canvas", {
    role: "img",
    "aria-label": `The image, ${image.height} by ${image.width} pixels`,
    style: "width:112px;height:112px",
  });
  paintGrey(original, asBytes(image.pixels), image.width, image.height);

  const choose = (layer, map) => {
    model.set("layer", layer);
    model.set("map", clamp(map, 0, layers[layer].count - 1));
    model.save_changes();
  };
  const buttons = layers.map((one, index) =>
    element(
      "button",
      { type: "button", onclick: () => choose(index, model.get("map")) },
      `${one.name}: ${one.count} maps of ${one.height}×${one.width}`,
    ),
  );
  const sheet = element("div", { class: "mc-sheetlet" });
  const large = element("canvas", { role: "img", class: "mc-large" });
  const caption = element("p", { role: "status" });
  const input = element("input", { type: "range", min: 1, step: 1 });
  input.addEventListener("input", () => choose(model.get("layer"), Number(input.value) - 1));
  const slider = element("label", { class: "mc-slider" }, "map", input);

  root.append(
    element(
      "div",
      { class: "mc-row", role: "group", "aria-label": "Layer" },
      ...buttons,
    ),
    element(
      "div",
      { class: "mc-columns" },
      element("div", {}, element("h4", {}, "The image"), original),
      element("div", {}, element("h4", {}, "All maps"), sheet),
      element(
        "div",
        { style: "flex:1 1 14rem" },
        element("h4", {}, "One map"),
        large,
        slider,
        caption,
      ),
    ),
  );

  let shownLayer = -1;
  let thumbnails = [];
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
          "aria-label": `Map ${map + 1}`,
          onclick: () => choose(number, map),
        },
        canvas,
      );
    });
    sheet.replaceChildren(...thumbnails);
    shownLayer = number;
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
        ? `from ${least} to ${most}, strongest at row ${row}, column ${column}`
        : `${most} everywhere: its kernel found nothing in this image`;
    caption.textContent = `Map ${map + 1} of ${layer.count} in ${layer.name}: ${words}.`;
    large.setAttribute("aria-label", caption.textContent);
    input.max = layer.count;
    input.value = map + 1;
    input.setAttribute("aria-valuetext", `map ${map + 1} of ${layer.count}`);
  };
  model.on("change:layer", update);
  model.on("change:map", update);
  update();
  return () => {
    model.off("change:layer", update);
    model.off("change:map", update);
  };
}

export default { render };

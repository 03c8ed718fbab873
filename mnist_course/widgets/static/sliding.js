// A kernel on its way over an image: two sliders move it, three tables show the arithmetic.

const correlate = (image, kernel) => {
  const rows = image.length - kernel.length + 1;
  const columns = image[0].length - kernel[0].length + 1;
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) =>
      kernel.reduce(
        (sum, line, i) => sum + line.reduce((part, w, j) => part + w * image[r + i][c + j], 0),
        0,
      ),
    ),
  );
};

const rangeOf = (values) => {
  const flat = values.flat();
  return [Math.min(...flat), Math.max(...flat)];
};

const greys = (values) => {
  const [low, high] = rangeOf(values);
  const scale = high > low ? 255 / (high - low) : 0;
  return Uint8Array.from(values.flat(), (value) => Math.round((value - low) * scale));
};

const number = (value) => {
  const size = Math.abs(value);
  const text = Number.isInteger(value) ? `${value}` : value.toFixed(size >= 100 ? 0 : 2);
  return text.replace("-", "−");
};

// A grid of pixels with a frame over some of them; a click moves the kernel there.
const buildGrid = (values, label, frame, onplace) => {
  const [rows, columns] = [values.length, values[0].length];
  const scale = Math.max(1, Math.floor(252 / Math.max(rows, columns)));
  const canvas = element("canvas", { role: "img", "aria-label": label });
  canvas.style.width = `${columns * scale}px`;
  canvas.style.aspectRatio = `${columns} / ${rows}`;
  paintGrey(canvas, greys(values), columns, rows);
  const marker = element("div", { class: "mc-frame", "aria-hidden": "true" });
  marker.style.width = `${(100 * frame[1]) / columns}%`;
  marker.style.height = `${(100 * frame[0]) / rows}%`;
  const grid = element("div", { class: "mc-grid" }, canvas, marker);
  grid.addEventListener("click", (event) => {
    const box = canvas.getBoundingClientRect();
    onplace(
      Math.floor(((event.clientY - box.top) / box.height) * rows - (frame[0] - 1) / 2),
      Math.floor(((event.clientX - box.left) / box.width) * columns - (frame[1] - 1) / 2),
    );
  });
  const place = (row, column) => {
    marker.style.top = `${(100 * row) / rows}%`;
    marker.style.left = `${(100 * column) / columns}%`;
  };
  return { grid, place };
};

const buildTable = (rows, columns, caption) => {
  const cells = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => element("td")),
  );
  const table = element(
    "table",
    { class: "mc-numbers" },
    element("caption", {}, caption),
    element("tbody", {}, ...cells.map((line) => element("tr", {}, ...line))),
  );
  const fill = (values) =>
    cells.forEach((line, i) =>
      line.forEach((cell, j) => {
        cell.textContent = number(values[i][j]);
      }),
    );
  return { table, fill };
};

function render({ model, el }) {
  const image = model.get("image");
  const kernel = model.get("kernel");
  const output = correlate(image, kernel);
  const [high, wide] = [kernel.length, kernel[0].length];
  const [lastRow, lastColumn] = [output.length - 1, output[0].length - 1];
  const root = openRoot(el, "A kernel slides over an image");
  const say = announcer(root);

  const move = (row, column) => {
    model.set("row", clamp(row, 0, lastRow));
    model.set("column", clamp(column, 0, lastColumn));
    model.save_changes();
  };
  const [low, top] = rangeOf(output);
  const source = buildGrid(
    image,
    `The image, ${image.length} by ${image[0].length} pixels`,
    [high, wide],
    move,
  );
  const result = buildGrid(
    output,
    `The output, ${output.length} by ${output[0].length} sums from ${number(low)} to ` +
      `${number(top)}, shown from black to white`,
    [1, 1],
    move,
  );
  const pixels = buildTable(high, wide, "pixels below it");
  const weights = buildTable(high, wide, "the kernel");
  const products = buildTable(high, wide, "products");
  weights.fill(kernel);
  const total = element("p", { class: "mc-total" });

  const slider = (name, last) => {
    const input = element("input", { type: "range", min: 0, max: last, step: 1 });
    const shown = element("output", { class: "mc-number", style: "min-width:1.8rem" });
    input.addEventListener("input", () => {
      model.set(name, Number(input.value));
      model.save_changes();
    });
    const words = element("span", { class: "mc-name" }, name);
    const label = element("label", { class: "mc-slider" }, words, input, shown);
    return { input, shown, label };
  };
  const rows = slider("row", lastRow);
  const columns = slider("column", lastColumn);

  const step = () => {
    const next = model.get("column") === lastColumn;
    move(
      next ? (model.get("row") + 1) % (lastRow + 1) : model.get("row"),
      next ? 0 : model.get("column") + 1,
    );
  };
  let timer = 0;
  const stop = () => {
    window.clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  const play = element(
    "button",
    {
      type: "button",
      onclick: () => {
        if (timer) {
          stop();
          say(total.textContent);
          return;
        }
        timer = window.setInterval(step, 120);
        play.textContent = "Pause";
      },
    },
    "Play",
  );
  const stepButton = element(
    "button",
    {
      type: "button",
      onclick: () => {
        step();
        say(total.textContent);
      },
    },
    "Next position",
  );

  root.append(
    element(
      "div",
      { class: "mc-columns" },
      element("div", {}, element("h4", {}, "The image"), source.grid),
      element("div", {}, element("h4", {}, "The output"), result.grid),
      element(
        "div",
        { style: "flex:1 1 15rem" },
        element("h4", {}, "Where the kernel lies"),
        element("div", { class: "mc-row" }, rows.label, columns.label),
        element("div", { class: "mc-row" }, stepButton, prefersStillness() ? null : play),
      ),
    ),
    element(
      "div",
      { class: "mc-arithmetic" },
      pixels.table,
      element("span", { role: "img", "aria-label": "times" }, "×"),
      weights.table,
      element("span", { role: "img", "aria-label": "gives" }, "="),
      products.table,
    ),
    total,
  );

  const update = () => {
    const [row, column] = [model.get("row"), model.get("column")];
    const under = kernel.map((line, i) => line.map((_, j) => image[row + i][column + j]));
    pixels.fill(under);
    products.fill(under.map((line, i) => line.map((pixel, j) => pixel * kernel[i][j])));
    source.place(row, column);
    result.place(row, column);
    const sum = number(output[row][column]);
    total.textContent = `Row ${row}, column ${column}: the products add up to ${sum}.`;
    for (const [one, value, name] of [
      [rows, row, "row"],
      [columns, column, "column"],
    ]) {
      one.input.value = value;
      one.shown.textContent = value;
      one.input.setAttribute("aria-valuetext", `${name} ${value}, sum ${sum}`);
    }
  };
  model.on("change:row", update);
  model.on("change:column", update);
  update();
  return () => {
    stop();
    model.off("change:row", update);
    model.off("change:column", update);
  };
}

export default { render };

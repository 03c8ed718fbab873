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

// A picture of numbers with a frame over some of them; a click moves the kernel there.
const buildGrid = (rows, columns, frame, onplace) => {
  const scale = Math.max(1, Math.floor(252 / Math.max(rows, columns)));
  const canvas = element("canvas", { role: "img" });
  canvas.style.width = `${columns * scale}px`;
  canvas.style.aspectRatio = `${columns} / ${rows}`;
  const { grid, place } = framed(canvas, rows, columns, (row, column) =>
    onplace(Math.floor(row - (frame[0] - 1) / 2), Math.floor(column - (frame[1] - 1) / 2)),
  );
  const paint = (values, label) => {
    paintGrey(canvas, greys(values), columns, rows);
    canvas.setAttribute("aria-label", label);
  };
  return { grid, paint, place: (row, column) => place(row, column, ...frame) };
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
  return { table, cells, fill };
};

// The kernel as fields to write in; what is no number waits until it is one.
const buildWeights = (tell, rows, columns, onedit) => {
  const { table, cells } = buildTable(rows, columns, tell("the kernel, yours to change"));
  const fields = cells.map((line, i) =>
    line.map((cell, j) => {
      const field = element("input", {
        type: "number",
        class: "mc-weight",
        step: "any",
        "aria-label": tell("Weight in row {row}, column {column}", { row: i, column: j }),
      });
      field.addEventListener("input", () => {
        const value = field.valueAsNumber;
        const fits = Number.isFinite(value) && Math.abs(value) <= 1e6;
        field.setAttribute("aria-invalid", !fits);
        if (fits) onedit(i, j, value);
      });
      cell.append(field);
      return field;
    }),
  );
  const fill = (values) =>
    fields.forEach((line, i) =>
      line.forEach((field, j) => {
        // Not while it says the same: '1.' would lose its point under the writer's hands.
        if (field.valueAsNumber !== values[i][j]) field.value = values[i][j];
        field.setAttribute("aria-invalid", false);
      }),
    );
  return { table, fill };
};

function render({ model, el }) {
  const image = model.get("image");
  const given = model.get("kernel");
  let kernel = given;
  let output = correlate(image, kernel);
  const [high, wide] = [kernel.length, kernel[0].length];
  const [lastRow, lastColumn] = [output.length - 1, output[0].length - 1];
  const tell = teller(model);
  const root = openRoot(el, tell("A kernel slides over an image"));
  const say = announcer(root);

  const move = (row, column) => {
    model.set("row", clamp(row, 0, lastRow));
    model.set("column", clamp(column, 0, lastColumn));
    model.save_changes();
  };
  const source = buildGrid(image.length, image[0].length, [high, wide], move);
  source.paint(
    image,
    tell("The image, {height} by {width} pixels", {
      height: image.length,
      width: image[0].length,
    }),
  );
  const result = buildGrid(output.length, output[0].length, [1, 1], move);
  const pixels = buildTable(high, wide, tell("pixels below it"));
  const weights = buildWeights(tell, high, wide, (i, j, value) => {
    model.set(
      "weights",
      kernel.map((line, row) => line.map((w, column) => (row === i && column === j ? value : w))),
    );
    model.save_changes();
  });
  const products = buildTable(high, wide, tell("products"));
  const total = element("p", { class: "mc-total" });

  const slider = (name, label, max) =>
    buildSlider(
      label,
      (value) => {
        model.set(name, value);
        model.save_changes();
      },
      { max },
    );
  const rows = slider("row", tell("row"), lastRow);
  const columns = slider("column", tell("column"), lastColumn);

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
    play.textContent = tell("Play");
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
        play.textContent = tell("Pause");
      },
    },
    tell("Play"),
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
    tell("Next position"),
  );

  const resetButton = element(
    "button",
    {
      type: "button",
      onclick: () => {
        model.set("weights", given);
        model.save_changes();
        say(tell("The kernel is as it was given."));
      },
    },
    tell("Reset the kernel"),
  );

  root.append(
    element(
      "div",
      { class: "mc-columns" },
      element("div", {}, element("h3", {}, tell("The image")), source.grid),
      element("div", {}, element("h3", {}, tell("The output")), result.grid),
      element(
        "div",
        { style: "flex:1 1 15rem" },
        element("h3", {}, tell("Where the kernel lies")),
        element("div", { class: "mc-row" }, rows.label, columns.label),
        element("div", { class: "mc-row" }, stepButton, prefersStillness() ? null : play),
      ),
    ),
    element(
      "div",
      { class: "mc-arithmetic" },
      pixels.table,
      element("span", { role: "img", "aria-label": tell("times") }, "×"),
      weights.table,
      element("span", { role: "img", "aria-label": tell("gives") }, "="),
      products.table,
    ),
    element("div", { class: "mc-row" }, resetButton),
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
    total.textContent = tell("Row {row}, column {column}: the products add up to {sum}.", {
      ...{ row, column, sum },
    });
    rows.show(row, tell("row {row}, sum {sum}", { row, sum }));
    columns.show(column, tell("column {column}, sum {sum}", { column, sum }));
  };
  const slideAnew = () => {
    kernel = model.get("weights");
    output = correlate(image, kernel);
    const [low, top] = rangeOf(output);
    result.paint(
      output,
      tell("The output, {height} by {width} sums from {low} to {top}, shown from black to white", {
        height: output.length,
        width: output[0].length,
        low: number(low),
        top: number(top),
      }),
    );
    weights.fill(kernel);
    resetButton.disabled = `${kernel}` === `${given}`;
    update();
  };
  model.on("change:row", update);
  model.on("change:column", update);
  model.on("change:weights", slideAnew);
  slideAnew();
  return () => {
    stop();
    model.off("change:row", update);
    model.off("change:column", update);
    model.off("change:weights", slideAnew);
  };
}

export default { render };

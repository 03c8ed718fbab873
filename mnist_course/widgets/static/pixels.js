// Which pixels decided: what covering them does, and the slope of the score, for each digit.

const pictureOf = (bytes) =>
  URL.createObjectURL(new Blob([asBytes(bytes)], { type: "image/png" }));

function render({ model, el }) {
  const [height, width] = model.get("size");
  const image = asBytes(model.get("image"));
  const plain = model.get("plain");
  const read = plain.indexOf(Math.max(...plain));
  const reach = (model.get("cover") - 1) / 2;
  const covered = asBytes(model.get("covered"));
  // A copy, since the bytes need not begin where numbers of four bytes may.
  const shares = new Float32Array(covered.slice().buffer);
  const addresses = [model.get("coverings"), model.get("slopes")].map((all) => all.map(pictureOf));
  const tell = teller(model);
  const root = openRoot(el, tell("Which pixels decided"));

  const choose = (digit) => {
    model.set("digit", digit);
    model.save_changes();
  };
  const move = (row, column) => {
    model.set("row", clamp(Math.floor(row), 0, height - 1));
    model.set("column", clamp(Math.floor(column), 0, width - 1));
    model.save_changes();
  };
  const targets = buildTargets(tell("Why a"), choose);
  const maps = [tell("what covering does"), tell("the slope of the score")].map((name) => {
    const picture = element("img", { class: "mc-heat", alt: name });
    return { name, picture, ...framed(picture, height, width, move) };
  });
  const canvas = element("canvas", { role: "img", class: "mc-heat" });
  const rows = buildSlider(tell("row"), (row) => move(row, model.get("column")), { max: height - 1 });
  const columns = buildSlider(tell("column"), (column) => move(model.get("row"), column), {
    max: width - 1,
  });
  const status = element("p", { role: "status" });
  const legend = element("p", { class: "mc-small" });

  root.append(
    targets.row,
    element(
      "div",
      { class: "mc-columns" },
      ...maps.map(({ name, grid }) =>
        element("div", {}, element("h3", {}, name[0].toUpperCase() + name.slice(1)), grid),
      ),
      element("div", {}, element("h3", {}, tell("Covered here")), canvas),
    ),
    legend,
    element("div", { class: "mc-row" }, rows.label, columns.label),
    status,
  );

  const update = () => {
    const [digit, row, column] = ["digit", "row", "column"].map((name) => model.get(name));
    targets.show(digit);
    maps.forEach(({ name, picture, place }, number) => {
      picture.src = addresses[number][digit];
      picture.alt = tell(
        "{name}: plus signs where it speaks for a {digit}, minus signs against",
        { name, digit },
      );
      place(row - reach, column - reach, 2 * reach + 1, 2 * reach + 1);
    });
    legend.textContent = tell(
      "+ orange speaks for a {digit}, − blue against it. Covered there, it is less sure of a {digit} (+), or more (−). Brighter there, the score of a {digit} rises (+) or falls (−).",
      { digit },
    );
    const bytes = image.slice();
    for (let r = Math.max(row - reach, 0); r <= Math.min(row + reach, height - 1); r += 1)
      for (let c = Math.max(column - reach, 0); c <= Math.min(column + reach, width - 1); c += 1)
        bytes[r * width + c] = 0;
    paintGrey(canvas, bytes, width, height);
    const start = 10 * (row * width + column);
    const here = Array.from(shares.subarray(start, start + 10));
    const now = here.indexOf(Math.max(...here));
    const words =
      now === read
        ? tell("still reads {now}", { now })
        : tell("reads {now} in place of {read}", { now, read });
    canvas.setAttribute(
      "aria-label",
      tell("The image, covered at row {row}, column {column}", { row, column }),
    );
    status.textContent = tell(
      "Covered around row {row}, column {column}, it {words}; of a {digit} it is {sure} sure, uncovered {plain}.",
      {
        ...{ row, column, words, digit },
        sure: percent(here[digit]),
        plain: percent(plain[digit]),
      },
    );
    rows.show(row, tell("row {first}", { first: row }));
    columns.show(column, tell("column {first}", { first: column }));
  };
  const names = ["change:digit", "change:row", "change:column"];
  names.forEach((name) => model.on(name, update));
  update();
  return () => {
    names.forEach((name) => model.off(name, update));
    addresses.flat().forEach((address) => URL.revokeObjectURL(address));
  };
}

export default { render };

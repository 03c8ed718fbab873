// The confusion matrix as a grid of buttons; below it the images behind the chosen cell.

function render({ model, el }) {
  const counts = model.get("counts");
  const cells = model.get("cells");
  const entries = model.get("entries");
  const pixels = asBytes(model.get("pixels"));
  const [height, width] = model.get("size");
  const worst = model.get("worst");
  const tell = teller(model);
  const root = openRoot(el, tell("Confusion matrix"));
  const wrong = counts.map((line, true_) => line.filter((_, read) => read !== true_));
  const most = Math.max(1, ...wrong.flat());
  const mistakes = wrong.flat().reduce((sum, count) => sum + count, 0);
  const shownNumber = (count) => count.toLocaleString(tell("en"));
  const plural = (count) =>
    count === 1 ? tell("1 image") : tell("{count} images", { count: shownNumber(count) });

  const choose = (cell) => {
    model.set("chosen", cell);
    model.save_changes();
  };
  const worstButton = element(
    "button",
    { type: "button", onclick: () => choose([]) },
    tell("The worst mistakes"),
  );

  const buttons = counts.map((line, true_) =>
    line.map((count, read) => {
      const right = true_ === read;
      const button = element(
        "button",
        {
          type: "button",
          tabindex: "-1",
          class: right ? "mc-right" : "mc-wrong",
          "aria-label": tell("true {true}, read as {read}: {images}", {
            true: true_,
            read,
            images: plural(count),
          }),
          onclick: () => choose([true_, read]),
        },
        shownNumber(count),
      );
      if (!right && count) button.style.setProperty("--mc-share", Math.sqrt(count / most));
      return button;
    }),
  );
  const heads = counts.map((_, digit) => element("th", { scope: "col" }, `${digit}`));
  const table = element(
    "table",
    { class: "mc-matrix", role: "grid" },
    element(
      "caption",
      {},
      tell("Rows: the true digit. Columns: the digit read. Arrows move, Enter shows."),
    ),
    element(
      "thead",
      {},
      element("tr", {}, element("th", { scope: "col" }, tell("true \\ read")), ...heads),
    ),
    element(
      "tbody",
      {},
      ...buttons.map((line, true_) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, `${true_}`),
          ...line.map((button) => element("td", {}, button)),
        ),
      ),
    ),
  );

  let focus = [0, 0];
  const setFocus = (row, column, move) => {
    buttons[focus[0]][focus[1]].tabIndex = -1;
    focus = [row, column];
    buttons[row][column].tabIndex = 0;
    if (move) buttons[row][column].focus();
  };
  table.addEventListener("focusin", (event) => {
    buttons.forEach((line, row) => {
      const column = line.indexOf(event.target);
      if (column >= 0) setFocus(row, column, false);
    });
  });
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = counts.length - 1;
    let [row, column] = focus;
    if (event.key in arrows) {
      row = clamp(row + arrows[event.key][0], 0, last);
      column = clamp(column + arrows[event.key][1], 0, last);
    } else if (event.key === "Home") column = 0;
    else if (event.key === "End") column = last;
    else return;
    event.preventDefault();
    setFocus(row, column, true);
  });

  const heading = element("h3", { role: "status" });
  // What scrolls must be within reach of the keyboard.
  const gallery = element("ul", {
    class: "mc-gallery",
    tabindex: "0",
    "aria-labelledby": uniqueId("gallery"),
  });
  heading.id = gallery.getAttribute("aria-labelledby");
  root.append(
    element(
      "div",
      { class: "mc-columns" },
      element("div", {}, table, element("div", { class: "mc-row" }, worstButton)),
      element("div", { style: "flex:1 1 18rem" }, heading, gallery),
    ),
  );

  const card = (index) => {
    const [number, true_, read, sure, share] = entries[index];
    const words =
      true_ === read
        ? tell("No. {number}: {read}, {sure}", { number, read, sure })
        : tell("No. {number}: {true} read as {read}, {sure}; as {true}, {share}", {
            ...{ number, read, sure, share },
            true: true_,
          });
    const canvas = element("canvas", { role: "img", "aria-label": tell("Test image {number}", { number }) });
    paintGrey(canvas, pixels, width, height, index * width * height);
    return element("li", {}, canvas, element("span", {}, words));
  };

  const title = (true_, read) => {
    const count = counts[true_][read];
    const shown = (cells[`${true_},${read}`] ?? []).length;
    const words =
      true_ === read
        ? tell("True {true}, read correctly", { true: true_ })
        : tell("True {true}, read as {read}", { true: true_, read });
    const few = shown < count ? tell("; the {shown} surest are shown", { shown }) : "";
    return `${words}: ${plural(count)}${few}`;
  };

  const update = () => {
    const [true_, read] = model.get("chosen");
    const isWorst = true_ === undefined;
    const shown = isWorst ? worst : (cells[`${true_},${read}`] ?? []);
    heading.textContent = isWorst
      ? tell("The worst of {count} mistakes: wrong, and most sure of it", {
          count: shownNumber(mistakes),
        })
      : title(true_, read);
    gallery.replaceChildren(...shown.map(card));
    worstButton.setAttribute("aria-pressed", isWorst);
    buttons.forEach((line, row) =>
      line.forEach((button, column) =>
        button.setAttribute("aria-pressed", !isWorst && row === true_ && column === read),
      ),
    );
  };

  const chosen = model.get("chosen");
  setFocus(chosen[0] ?? 0, chosen[1] ?? 0, false);
  model.on("change:chosen", update);
  update();
  return () => model.off("change:chosen", update);
}

export default { render };

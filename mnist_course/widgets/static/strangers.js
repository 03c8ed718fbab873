// Things that are no digits, and a threshold below which the network refuses to answer.

function render({ model, el }) {
  const [height, width] = model.get("size");
  const pixels = asBytes(model.get("pixels"));
  const strangers = model.get("strangers");
  const costs = model.get("costs");
  const tell = teller(model);
  const root = openRoot(el, tell("Things that are no digits, and a threshold"));

  const input = element("input", { type: "range", min: 0, max: 100, step: 1 });
  const shown = element("span", { class: "mc-number", style: "min-width:3rem" });
  input.addEventListener("input", () => {
    model.set("threshold", Number(input.value));
    model.save_changes();
  });
  const cards = strangers.map(([name, digit, sure], index) => {
    const canvas = element("canvas", { role: "img", "aria-label": name });
    paintGrey(canvas, pixels, width, height, index * width * height);
    const verdict = element("strong", {});
    const words = element(
      "span",
      {},
      tell("{name}: {digit}, {sure} sure. ", { name, digit, sure: percent(sure) }),
      verdict,
    );
    return { card: element("li", {}, canvas, words), verdict, sure };
  });
  const status = element("p", { role: "status" });
  const cost = element("p", {});
  root.append(
    element(
      "div",
      { class: "mc-row" },
      element("label", { class: "mc-slider" }, tell("answer only when at least this sure"), input, shown),
    ),
    status,
    cost,
    element("ul", { class: "mc-gallery", tabindex: "0", "aria-label": tell("No digits") }, ...cards.map(({ card }) => card)),
  );

  const count = (value) => value.toLocaleString(tell("en"));
  const update = () => {
    const threshold = model.get("threshold");
    input.value = threshold;
    shown.textContent = `${threshold} %`;
    input.setAttribute("aria-valuetext", tell("{threshold} percent", { threshold }));
    let answered = 0;
    for (const { card, verdict, sure } of cards) {
      const refused = 100 * sure < threshold;
      answered += refused ? 0 : 1;
      verdict.textContent = refused ? tell("Refused.") : tell("Answered.");
      card.classList.toggle("mc-refused", refused);
    }
    const { refused, wrong, answered: kept } = costs[threshold];
    status.textContent = tell("Of {count} things that are no digits, it still reads {answered}.", {
      count: cards.length,
      answered,
    });
    cost.textContent = tell(
      "Of {all} test images it refuses {refused}; of the {kept} that it answers, {wrong} are wrong (without a threshold, {otherwise}).",
      {
        all: count(refused + kept),
        refused: count(refused),
        kept: count(kept),
        wrong: count(wrong),
        otherwise: count(costs[0].wrong),
      },
    );
  };
  model.on("change:threshold", update);
  update();
  return () => model.off("change:threshold", update);
}

export default { render };

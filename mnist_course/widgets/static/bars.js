// The ten probabilities as bars with their numbers.

const buildBars = (tell) => {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const fill = element("div", { class: "mc-fill" });
    const value = element("span", { class: "mc-number" }, "–");
    const track = element("div", { class: "mc-track", "aria-hidden": "true" }, fill);
    return { row: element("li", {}, element("span", {}, `${digit}`), track, value), fill, value };
  });
  const list = element(
    "ul",
    { class: "mc-bars", "aria-label": tell("Probability of each digit") },
    ...rows.map(({ row }) => row),
  );
  const show = (probabilities, top) =>
    rows.forEach(({ row, fill, value }, digit) => {
      const share = probabilities ? probabilities[digit] : 0;
      fill.style.width = `${100 * clamp(share, 0, 1)}%`;
      value.textContent = probabilities ? percent(share) : "–";
      row.classList.toggle("mc-top", digit === top);
    });
  return { list, show };
};

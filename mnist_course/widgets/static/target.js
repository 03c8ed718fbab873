// Ten buttons, one of which is pressed: the digit that a question is about.

const buildTargets = (words, onchoose) => {
  const buttons = Array.from({ length: 10 }, (_, digit) =>
    element("button", { type: "button", onclick: () => onchoose(digit) }, `${digit}`),
  );
  const name = element("span", { id: uniqueId("targets") }, words);
  const row = element(
    "div",
    { class: "mc-row mc-targets", role: "group", "aria-labelledby": name.id },
    name,
    ...buttons,
  );
  const show = (digit) =>
    buttons.forEach((button, index) => button.setAttribute("aria-pressed", index === digit));
  return { row, buttons, show };
};

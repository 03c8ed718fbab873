// Many digits as numerals on a map; the one that is pointed at is shown beside it.

function render({ model, el }) {
  const [height, width] = model.get("size");
  const pixels = asBytes(model.get("pixels"));
  const places = model.get("places");
  const labels = model.get("labels");
  const read = model.get("read");
  const tell = teller(model);
  const root = openRoot(el, tell("A map of digits"));

  const keys = element(
    "p",
    { class: "mc-small", id: uniqueId("keys") },
    tell("Point at a numeral, or use the "),
    element("kbd", {}, tell("arrows")),
    tell(" to go to the next one on that side."),
  );
  const map = element("div", {
    class: "mc-map",
    tabindex: "0",
    role: "application",
    "aria-roledescription": tell("map of digits"),
    "aria-label": tell("The map"),
    "aria-describedby": keys.id,
  });
  map.innerHTML = model.get("drawing");
  const svg = map.querySelector("svg");
  const side = svg.viewBox.baseVal.width;
  const ring = document.createElementNS(svg.namespaceURI, "circle");
  ring.setAttribute("r", 9);
  ring.setAttribute("class", "mc-ring");
  svg.append(ring);

  const choose = (index) => {
    model.set("chosen", index);
    model.save_changes();
  };
  const nearest = (x, y, allowed = () => true) => {
    let best = -1;
    let least = Infinity;
    places.forEach(([left, top], index) => {
      const distance = (left - x) ** 2 + (top - y) ** 2;
      if (distance < least && allowed(left, top, index)) [best, least] = [index, distance];
    });
    return best;
  };
  map.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const index = nearest(
      ((event.clientX - box.left) / box.width) * side,
      ((event.clientY - box.top) / box.height) * side,
    );
    if (index !== model.get("chosen")) choose(index);
  });
  map.addEventListener("keydown", (event) => {
    if (!(event.key in arrows) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [down, right] = arrows[event.key];
    const chosen = model.get("chosen");
    const [x, y] = places[chosen];
    // Only what lies more to that side than to either of its neighbours.
    const index = nearest(x, y, (left, top, one) => {
      const along = (left - x) * right + (top - y) * down;
      const across = Math.abs((left - x) * down) + Math.abs((top - y) * right);
      return one !== chosen && along > 0 && along >= across;
    });
    if (index >= 0) choose(index);
  });

  const canvas = element("canvas", { role: "img", class: "mc-heat" });
  const status = element("p", { role: "status" });
  const wrong = labels.flatMap((label, index) => (label === read[index] ? [] : [index]));
  const next = element(
    "button",
    {
      type: "button",
      disabled: wrong.length === 0,
      onclick: () => choose(wrong.find((index) => index > model.get("chosen")) ?? wrong[0]),
    },
    tell("Next of {count} that are misread", { count: wrong.length }),
  );
  root.append(
    element(
      "div",
      { class: "mc-columns" },
      map,
      element(
        "div",
        { style: "flex:1 1 13rem" },
        element("h3", {}, tell("The digit")),
        canvas,
        status,
        element("div", { class: "mc-row" }, next),
        keys,
      ),
    ),
  );

  const update = () => {
    const chosen = model.get("chosen");
    const [x, y] = places[chosen];
    ring.setAttribute("cx", x);
    ring.setAttribute("cy", y);
    paintGrey(canvas, pixels, width, height, chosen * width * height);
    const words =
      labels[chosen] === read[chosen]
        ? tell("read rightly")
        : tell("read as a {read}", { read: read[chosen] });
    const which = { number: chosen, label: labels[chosen] };
    status.textContent = tell("No. {number}: a {label}, {words}.", { ...which, words });
    canvas.setAttribute("aria-label", tell("Image {number}, a {label}", which));
  };
  model.on("change:chosen", update);
  update();
  return () => model.off("change:chosen", update);
}

export default { render };

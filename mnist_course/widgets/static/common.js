// Helpers that every widget's module begins with.

let lastId = 0;
const uniqueId = (stem) => `mc-${stem}-${(lastId += 1)}`;

const setAll = (node, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) node.removeAttribute(name);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  return node;
};

const element = (tag, attributes = {}, ...children) => {
  const node = setAll(document.createElement(tag), attributes);
  node.append(...children.filter((child) => child !== null));
  return node;
};

// JupyterLab looks for its shortcuts before a widget sees the key: arrows would leave the cell.
const openRoot = (el, label) => {
  const root = element("div", {
    class: "mc-widget",
    role: "group",
    "aria-label": label,
    "data-lm-suppress-shortcuts": "true",
  });
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.replaceChildren(root);
  return root;
};

// Screen readers speak what changes in here.
const announcer = (root) => {
  const region = element("div", { class: "mc-unseen", role: "status", "aria-live": "polite" });
  root.append(region);
  return (words) => {
    if (region.textContent !== words) region.textContent = words;
  };
};

// What a widget says in the course's language; `{name}` in it is filled. `tell("en")` is how that
// language writes numbers.
const teller = (model) => {
  const words = model.get?.("words") ?? {};
  return (text, values = {}) =>
    (words[text] ?? text).replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
};

const asBytes = (view) =>
  view instanceof Uint8Array
    ? view
    : new Uint8Array(view.buffer ?? view, view.byteOffset ?? 0, view.byteLength);

// Grey pixels into a canvas of the same size; CSS enlarges it.
const paintGrey = (canvas, bytes, width, height, offset = 0) => {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    pixels.data.fill(bytes[offset + i], 4 * i, 4 * i + 3);
    pixels.data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
};

// No network is certain: '100.0 %' would be a rounding, not a fact.
const percent = (share) => {
  if (share > 0.999) return "> 99.9 %";
  return share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;
};

// Text in which `code` is set as code.
const withCode = (text) =>
  text.split("`").map((part, i) => (i % 2 ? element("code", {}, part) : part));

const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

const prefersStillness = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

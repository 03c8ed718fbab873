// The page: the lessons' drawing pad, and behind it this page's own network in place of a kernel.

const inWords = (share) =>
  percent(share).replace("> ", tell("more than ")).replace("< ", tell("less than "));

const describe = (image) => {
  let [sum, row, column] = [0, 0, 0];
  image.forEach((value, i) => {
    sum += value;
    row += value * Math.floor(i / SIDE);
    column += value * (i % SIDE);
  });
  const where = [row, column].map((one) => Math.round(one / sum));
  return tell("{side} by {side} pixels, white ink on black, its centre at row {row}, column {column}", {
    side: SIDE,
    row: where[0],
    column: where[1],
  });
};

// What the pad is told of a drawing, and the outputs of all layers.
const readDrawing = (compute, pixels, height, width) => {
  const image = frameDrawing(pixels, height, width);
  const { shares, outputs } = compute(image);
  const known = shares.every(Number.isFinite);
  const digit = known ? shares.indexOf(Math.max(...shares)) : null;
  return {
    image,
    outputs,
    reading: {
      kind: "reading",
      height: SIDE,
      width: SIDE,
      probabilities: known ? [...shares] : null,
      digit,
      sentence: known
        ? tell("The network reads {digit}, {share} sure.", {
            digit,
            share: inWords(shares[digit]),
          })
        : tell("The network gives no numbers for this drawing."),
      why: "",
      seen: describe(image),
      trouble: "",
    },
  };
};

// The pad speaks with a notebook's kernel; here it speaks with this.
const inPlaceOfKernel = (compute, show) => {
  let receive = () => {};
  const answer = (message, pixels) => {
    const read = readDrawing(compute, pixels, message.height, message.width);
    const bytes = Uint8Array.from(read.image, (value) => Math.round(255 * value));
    receive({ ...read.reading, sequence: message.sequence }, [bytes]);
    show(read.outputs);
  };
  return {
    get: () => WORDS,
    on: (_, callback) => {
      receive = callback;
    },
    off: () => {},
    // Between two frames: a slow phone draws on while the network computes.
    send: (message, _, [buffer]) => window.setTimeout(answer, 0, message, new Uint8Array(buffer)),
  };
};

const start = () => {
  const network = JSON.parse(document.getElementById("network").textContent);
  const compute = buildNetwork(network);
  const maps = document.getElementById("maps");
  const show = network.maps.length ? buildMaps(maps, network) : () => {};
  show(compute(new Float32Array(SIDE * SIDE)).outputs);
  const pad = document.getElementById("pad");
  renderPad({ model: inPlaceOfKernel(compute, show), el: pad, inNotebook: false });
  // In a notebook the pad's headings stand below a lesson's; here only the page's is above them.
  for (const heading of pad.querySelectorAll("h3")) heading.setAttribute("aria-level", "2");
  // For whoever opens the console: digits.read(pixels, height, width), digits.compute(image).
  window.digits = {
    compute,
    read: (pixels, height, width) => readDrawing(compute, pixels, height, width),
  };
};

start();

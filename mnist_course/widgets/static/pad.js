// The drawing pad: strokes here, reading in the kernel, one request on its way at a time.

const SIZE = 280;
const STEP = SIZE / 28;
const PEN_WIDTH = 22;
const PATIENCE = 5000;

// A stroke is a list of points, or a canvas with the ink of a photo.
const paintStrokes = (context, strokes) => {
  context.fillStyle = "#000";
  context.fillRect(0, 0, SIZE, SIZE);
  context.strokeStyle = "#fff";
  context.lineWidth = PEN_WIDTH;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const points of strokes) {
    if (points instanceof HTMLCanvasElement) {
      context.globalCompositeOperation = "lighten";
      context.drawImage(points, 0, 0);
      context.globalCompositeOperation = "source-over";
      continue;
    }
    context.beginPath();
    context.moveTo(...points[0]);
    // A line of no length is not painted everywhere: a dot needs a hair's breadth.
    if (points.length === 1) context.lineTo(points[0][0] + 0.01, points[0][1]);
    for (const point of points.slice(1)) context.lineTo(...point);
    context.stroke();
  }
};

const buildSheet = (tell, instructions) => {
  const canvas = element("canvas", { width: SIZE, height: SIZE, "aria-hidden": "true" });
  const pen = element("div", { class: "mc-pen", "aria-hidden": "true" });
  const sheet = element(
    "div",
    {
      class: "mc-sheet",
      tabindex: "0",
      role: "application",
      "aria-roledescription": tell("drawing pad"),
      "aria-label": tell("Draw a digit here"),
      "aria-describedby": instructions.id,
    },
    canvas,
    pen,
  );
  return { sheet, canvas, pen };
};

// `inNotebook`: whether a kernel reads, which can also read inverted and keep a drawing.
function render({ model, el, inNotebook = true }) {
  const tell = teller(model);
  const root = openRoot(el, tell("Draw a digit and see what the network reads"));
  const say = announcer(root);

  const instructions = element(
    "p",
    { class: "mc-small", id: uniqueId("keys"), style: "max-width:280px" },
    tell("Mouse, pen or finger. By keyboard: "),
    element("kbd", {}, tell("arrows")),
    tell(" move the pen, "),
    element("kbd", {}, tell("space")),
    tell(" puts it down or lifts it, "),
    element("kbd", {}, tell("Backspace")),
    tell(" undoes, "),
    element("kbd", {}, tell("Delete")),
    tell(" clears."),
  );
  const { sheet, canvas, pen } = buildSheet(tell, instructions);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const undoButton = element("button", { type: "button", onclick: () => undo() }, tell("Undo"));
  const clearButton = element("button", { type: "button", onclick: () => clear() }, tell("Clear"));
  const keepButton = element(
    "button",
    { type: "button", title: tell("For your last page"), onclick: () => keep() },
    tell("Keep"),
  );
  const photoInput = element("input", {
    type: "file",
    accept: "image/*",
    onchange: () => takePhoto(),
  });
  const photoButton = element("label", { class: "mc-file" }, tell("Photo …"), photoInput);
  const toggle = (label) => {
    const box = element("input", { type: "checkbox", onchange: () => request() });
    return { box, label: element("label", {}, box, label) };
  };
  const inverted = toggle(tell("inverted"));
  const uncentred = toggle(tell("not centred"));

  const seen = element("canvas", {
    role: "img",
    width: 28,
    height: 28,
    "aria-label": tell("What the network sees: nothing yet"),
  });
  const answer = element("div", { class: "mc-answer" }, "–");
  const sentence = element("p", {}, tell("Draw a digit."));
  const bars = buildBars(tell);
  const why = element("p", { class: "mc-notice" });
  const trouble = element("p", { class: "mc-notice", role: "alert" });

  root.append(
    element(
      "div",
      { class: "mc-columns" },
      element(
        "div",
        {},
        element("h3", {}, tell("Your drawing")),
        sheet,
        element(
          "div",
          { class: "mc-row" },
          undoButton,
          clearButton,
          photoButton,
          inNotebook ? keepButton : null,
        ),
        instructions,
      ),
      element(
        "div",
        { class: "mc-seen" },
        element("h3", {}, tell("What the network sees")),
        seen,
        inNotebook
          ? element(
              "div",
              { class: "mc-row", role: "group", "aria-label": tell("Show the network something else") },
              inverted.label,
              uncentred.label,
            )
          : null,
        element("h3", {}, tell("It reads")),
        answer,
        sentence,
      ),
      element("div", {}, element("h3", {}, tell("Probabilities")), bars.list),
    ),
    why,
    trouble,
  );

  let strokes = [];
  let current = null;
  let position = [SIZE / 2, SIZE / 2];
  let penIsDown = false;
  let sequence = 0;
  let sentAt = 0;
  let waiting = false;
  let stale = false;
  let busyTimer = 0;

  const blank = () => {
    paintGrey(seen, new Uint8Array(28 * 28), 28, 28);
    seen.setAttribute("aria-label", tell("What the network sees: nothing yet"));
    answer.textContent = "–";
    sentence.textContent = tell("Draw a digit.");
    why.textContent = "";
    trouble.textContent = "";
    bars.show(null, -1);
  };

  const request = () => {
    for (const one of [undoButton, clearButton, keepButton]) one.disabled = strokes.length === 0;
    if (strokes.length === 0) {
      sequence += 1;
      stale = false;
      blank();
      return;
    }
    if (waiting && performance.now() - sentAt < PATIENCE) {
      stale = true;
      return;
    }
    sequence += 1;
    sentAt = performance.now();
    waiting = true;
    stale = false;
    window.clearTimeout(busyTimer);
    busyTimer = window.setTimeout(() => {
      if (waiting) sentence.textContent = tell("Waiting for the kernel: it is busy or has stopped.");
    }, 1500);
    model.send(
      {
        kind: "drawing",
        sequence,
        height: SIZE,
        width: SIZE,
        inverted: inverted.box.checked,
        uncentred: uncentred.box.checked,
      },
      undefined,
      [greyOfSheet()],
    );
  };

  const greyOfSheet = () => {
    const { data } = context.getImageData(0, 0, SIZE, SIZE);
    return Uint8Array.from({ length: SIZE * SIZE }, (_, i) => data[4 * i]).buffer;
  };
  const keep = () =>
    model.send({ kind: "keep", height: SIZE, width: SIZE }, undefined, [greyOfSheet()]);

  const receive = (message, buffers) => {
    if (message.kind === "kept") {
      sentence.textContent = message.said;
      say(message.said);
    }
    if (message.kind !== "reading") return;
    waiting = false;
    if (message.sequence === sequence && strokes.length > 0) show(message, buffers);
    if (stale) request();
  };

  const show = (reading, buffers) => {
    root.dataset.milliseconds = (performance.now() - sentAt).toFixed(1);
    trouble.replaceChildren(...withCode(reading.trouble));
    why.textContent = reading.why;
    if (buffers.length) {
      paintGrey(seen, asBytes(buffers[0]), reading.width, reading.height);
      seen.setAttribute("aria-label", tell("What the network sees: {seen}", { seen: reading.seen }));
    }
    bars.show(reading.probabilities, reading.digit);
    answer.textContent = reading.digit ?? "–";
    sentence.textContent = reading.sentence;
    if (!current) say([reading.sentence, reading.why].filter(Boolean).join(" "));
  };

  const redraw = () => {
    paintStrokes(context, strokes);
    request();
  };
  const undo = () => {
    strokes.pop();
    current = null;
    penIsDown = false;
    movePen();
    redraw();
    say(tell("The last stroke is gone."));
  };
  const clear = () => {
    strokes = [];
    current = null;
    penIsDown = false;
    movePen();
    redraw();
    say(tell("The pad is empty."));
  };

  const takePhoto = async () => {
    const [file] = photoInput.files;
    // So that the same picture can be taken again.
    photoInput.value = "";
    if (!file) return;
    try {
      strokes = [await inkOfFile(file, tell)];
      current = null;
      penIsDown = false;
      movePen();
      redraw();
    } catch (error) {
      sentence.textContent = error.message;
      say(error.message);
    }
  };

  const begin = (point) => {
    current = [point];
    strokes.push(current);
  };
  const pointOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * SIZE,
      ((event.clientY - box.top) / box.height) * SIZE,
    ];
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    sheet.focus({ preventScroll: true, focusVisible: false });
    penIsDown = false;
    movePen();
    begin(pointOf(event));
    redraw();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!current || !sheet.hasPointerCapture(event.pointerId)) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) current.push(pointOf(move));
    redraw();
  });
  const lift = () => {
    if (!current || penIsDown) return;
    current = null;
    request();
  };
  sheet.addEventListener("pointerup", lift);
  sheet.addEventListener("pointercancel", lift);

  const movePen = () => {
    pen.style.left = `${(100 * position[0]) / SIZE}%`;
    pen.style.top = `${(100 * position[1]) / SIZE}%`;
    pen.classList.toggle("mc-down", penIsDown);
  };
  const where = () =>
    tell("row {row}, column {column}", {
      row: Math.round(position[1] / STEP) + 1,
      column: Math.round(position[0] / STEP) + 1,
    });
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in arrows) {
      const [down, right] = arrows[event.key];
      position = [
        clamp(position[0] + right * STEP, 0, SIZE),
        clamp(position[1] + down * STEP, 0, SIZE),
      ];
      if (penIsDown) {
        current.push([...position]);
        redraw();
      }
    } else if (event.key === " ") {
      penIsDown = !penIsDown;
      if (penIsDown) {
        begin([...position]);
        redraw();
      } else {
        current = null;
        request();
      }
      const place = { place: where() };
      say(penIsDown ? tell("Pen down at {place}.", place) : tell("Pen up at {place}.", place));
    } else if (event.key === "Backspace") undo();
    else if (event.key === "Delete") clear();
    else return;
    movePen();
    event.preventDefault();
  });

  model.on("msg:custom", receive);
  movePen();
  redraw();
  return () => {
    window.clearTimeout(busyTimer);
    model.off("msg:custom", receive);
  };
}

export default { render };

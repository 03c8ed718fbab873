// A photo or a scan of a handwritten digit as ink on the pad: white on black, nothing around it.

const PHOTO_SIDE = 280;
const PAPER_REACH = 40;
const LEAST_CONTRAST = 24;
const LEAST_PART = 0.05;
const PEN_SHARE = 0.09;

// Grey values of a picture, its longer side `PHOTO_SIDE`, in the middle of a square of its border.
const greyOfPicture = (picture) => {
  const scale = PHOTO_SIDE / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width, picture.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = element("canvas", { width, height });
  const context = canvas.getContext("2d");
  // What is transparent is paper.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = Float32Array.from(
    { length: width * height },
    (_, i) => 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2],
  );
  return { grey, width, height };
};

// The mean around each place: the paper, with its shadows.
const blurred = (grey, width, height, reach) => {
  const along = (values, count, length, at) => {
    const result = new Float32Array(values.length);
    for (let line = 0; line < count; line += 1) {
      const sums = new Float64Array(length + 1);
      for (let i = 0; i < length; i += 1) sums[i + 1] = sums[i] + values[at(line, i)];
      for (let i = 0; i < length; i += 1) {
        const [from, to] = [Math.max(0, i - reach), Math.min(length, i + reach + 1)];
        result[at(line, i)] = (sums[to] - sums[from]) / (to - from);
      }
    }
    return result;
  };
  const rows = along(grey, height, width, (line, i) => line * width + i);
  return along(rows, width, height, (line, i) => i * width + line);
};

// The value that parts two groups best (Otsu, A Threshold Selection Method from Gray-Level
// Histograms, 1979).
const parting = (values) => {
  const counts = new Float64Array(256);
  for (const value of values) counts[clamp(Math.round(value), 0, 255)] += 1;
  const all = values.length;
  const total = counts.reduce((sum, count, value) => sum + count * value, 0);
  let [below, belowSum, best, at] = [0, 0, -1, 0];
  for (let value = 0; value < 255; value += 1) {
    below += counts[value];
    belowSum += value * counts[value];
    if (below === 0 || below === all) continue;
    const apart = belowSum / below - (total - belowSum) / (all - below);
    const spread = below * (all - below) * apart * apart;
    if (spread > best) [best, at] = [spread, value];
  }
  return at;
};

// The connected parts of the ink, each a list of places.
const partsOf = (isInk, width, height) => {
  const seen = new Uint8Array(isInk.length);
  const parts = [];
  for (let start = 0; start < isInk.length; start += 1) {
    if (!isInk[start] || seen[start]) continue;
    const part = [start];
    seen[start] = 1;
    for (let next = 0; next < part.length; next += 1) {
      const [row, column] = [Math.floor(part[next] / width), part[next] % width];
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y += 1) {
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x += 1) {
          const place = y * width + x;
          if (!isInk[place] || seen[place]) continue;
          seen[place] = 1;
          part.push(place);
        }
      }
    }
    parts.push(part);
  }
  return parts;
};

// How far each ink must grow for its pen to be as thick, beside the digit, as MNIST's are.
const growthOf = (places, isInk, width) => {
  const rows = places.map((place) => Math.floor(place / width));
  const columns = places.map((place) => place % width);
  const span = (values) =>
    values.reduce((most, one) => Math.max(most, one), 0) -
    values.reduce((least, one) => Math.min(least, one), Infinity) +
    1;
  const edge = places.filter(
    (place) =>
      !isInk[place - 1] || !isInk[place + 1] || !isInk[place - width] || !isInk[place + width],
  ).length;
  const thickness = (2 * places.length) / Math.max(1, edge);
  const wanted = PEN_SHARE * Math.max(span(rows), span(columns));
  return Math.max(0, Math.round((wanted - thickness) / 2));
};

// The ink of a picture: 0 or 255 for each place, in a square of `PHOTO_SIDE`.
const inkOfGrey = ({ grey, width, height }) => {
  const border = [];
  for (let x = 0; x < width; x += 1) border.push(grey[x], grey[(height - 1) * width + x]);
  for (let y = 0; y < height; y += 1) border.push(grey[y * width], grey[y * width + width - 1]);
  border.sort((a, b) => a - b);
  const around = border[Math.floor(border.length / 2)];
  const mean = grey.reduce((sum, one) => sum + one, 0) / grey.length;
  // Ink on paper is darker than what is around it, chalk is brighter.
  const sign = around >= mean ? -1 : 1;
  const paper = blurred(grey, width, height, PAPER_REACH);
  const contrast = grey.map((value, i) => Math.max(0, sign * (value - paper[i])));
  const threshold = Math.max(LEAST_CONTRAST, parting(contrast));
  const isInk = Uint8Array.from(contrast, (value) => (value > threshold ? 1 : 0));
  const parts = partsOf(isInk, width, height);
  const largest = parts.reduce((most, part) => Math.max(most, part.length), 0);
  const kept = parts.filter((part) => part.length >= LEAST_PART * largest).flat();
  const ink = new Uint8Array(PHOTO_SIDE * PHOTO_SIDE);
  if (kept.length === 0) return ink;
  const reach = growthOf(kept, isInk, width);
  const [top, left] = [height, width].map((side) => Math.floor((PHOTO_SIDE - side) / 2));
  for (const place of kept) {
    const row = Math.floor(place / width) + top;
    const column = (place % width) + left;
    for (let y = row - reach; y <= row + reach; y += 1) {
      for (let x = column - reach; x <= column + reach; x += 1) {
        if (y < 0 || x < 0 || y >= PHOTO_SIDE || x >= PHOTO_SIDE) continue;
        if ((y - row) ** 2 + (x - column) ** 2 <= reach * reach + 1) {
          ink[y * PHOTO_SIDE + x] = 255;
        }
      }
    }
  }
  return ink;
};

// A file's picture as a canvas of ink; an error's message is for the reader.
const inkOfFile = async (file, tell) => {
  let picture;
  try {
    picture = await window.createImageBitmap(file);
  } catch {
    throw new Error(tell("This file is no picture that the browser can open."));
  }
  const ink = inkOfGrey(greyOfPicture(picture));
  picture.close();
  if (!ink.some(Boolean)) {
    throw new Error(tell("No ink can be made out in this picture."));
  }
  const canvas = element("canvas");
  paintGrey(canvas, ink, PHOTO_SIDE, PHOTO_SIDE);
  return canvas;
};

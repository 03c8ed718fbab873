// A drawing framed as MNIST frames its digits: `mnist_course/drawing.py` in JavaScript.

const SIDE = 28;
const BOX = 20;

// As Python rounds: a half goes to the even number.
const roundEven = (x) => {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
};

// How much each old pixel gives to each new one, by the length that they share; the weights of a
// new pixel add up to 1.
const sharedLengths = (old, fresh) =>
  Array.from({ length: fresh }, (_, i) => {
    const [begin, end] = [(i * old) / fresh, ((i + 1) * old) / fresh];
    const first = Math.floor(begin);
    const lengths = [];
    for (let at = first; at < Math.min(old, Math.ceil(end)); at += 1) {
      lengths.push(Math.max(0, Math.min(end, at + 1) - Math.max(begin, at)));
    }
    const total = lengths.reduce((sum, one) => sum + one, 0);
    return { first, weights: lengths.map((one) => one / total) };
  });

// Where `mass` begins so that its centre comes to the middle, and not over an edge.
const startOf = (mass) => {
  const total = mass.reduce((sum, one) => sum + one, 0);
  const centre = mass.reduce((sum, one, i) => sum + one * i, 0) / total;
  // An even drawing lies just between two places: what is smaller than this is rounding.
  const place = roundEven(roundEven((SIDE / 2 - centre) * 1000) / 1000);
  return Math.min(Math.max(place, 0), SIDE - mass.length);
};

// Grey bytes (height, width), white on black → 28×28 numbers from 0 to 1, row by row.
const frameDrawing = (pixels, height, width) => {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (pixels[y * width + x] === 0) continue;
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
    }
  }
  const framed = new Float32Array(SIDE * SIDE);
  if (bottom < 0) return framed;
  const [high, wide] = [bottom - top + 1, right - left + 1];
  const longest = Math.max(high, wide);
  const [rows, columns] = [high, wide].map((side) =>
    Math.max(1, roundEven((side * BOX) / longest)),
  );
  const down = sharedLengths(high, rows);
  const across = sharedLengths(wide, columns);
  const small = down.map((row) =>
    across.map((column) => {
      let sum = 0;
      row.weights.forEach((share, i) => {
        const line = (top + row.first + i) * width + left + column.first;
        column.weights.forEach((part, j) => {
          sum += share * part * pixels[line + j];
        });
      });
      return Math.min(Math.max(sum / 255, 0), 1);
    }),
  );
  const sumOf = (line) => line.reduce((sum, one) => sum + one, 0);
  const y = startOf(small.map(sumOf));
  const x = startOf(across.map((_, j) => sumOf(small.map((line) => line[j]))));
  small.forEach((line, i) => framed.set(line, (y + i) * SIDE + x));
  return framed;
};

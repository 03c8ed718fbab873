// A trained network, computed in plain JavaScript: one function for each kind of step.
//
// A step takes the numbers of earlier ones, channels last as in Keras, and gives its own. The
// steps are worked out where the page is made (`steps.py`), so that nothing here knows a layer.

const product = (numbers) => numbers.reduce((all, one) => all * one, 1);

// The error function, to 1.2e-7 (Press and others, Numerical Recipes, section 6.2).
const erf = (x) => {
  const t = 1 / (1 + Math.abs(x) / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ];
  const tail = t * Math.exp(-x * x + terms.reduceRight((sum, term) => sum * t + term, 0));
  return x >= 0 ? 1 - tail : tail - 1;
};

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const hardSigmoid = (x) => Math.min(Math.max(x + 3, 0), 6) / 6;

// Each gets one number, and the settings of its layer.
const functions = {
  relu: (x, { max_value: most = null, negative_slope: slope = 0, threshold = 0 }) => {
    let y = x > threshold ? x : 0;
    if (most !== null) y = Math.min(Math.max(y, 0), most);
    return y - slope * Math.max(threshold - x, 0);
  },
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  leaky_relu: (x, { negative_slope: slope = 0.2 }) => (x > 0 ? x : slope * x),
  elu: (x, { alpha = 1 }) => (x > 0 ? x : alpha * Math.expm1(x)),
  celu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x * sigmoid(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  sigmoid,
  log_sigmoid: (x) => -softplus(-x),
  hard_sigmoid: hardSigmoid,
  hard_silu: (x) => x * hardSigmoid(x),
  tanh: Math.tanh,
  hard_tanh: (x) => Math.min(Math.max(x, -1), 1),
  tanh_shrink: (x) => x - Math.tanh(x),
  soft_shrink: (x) => Math.sign(x) * Math.max(Math.abs(x) - 0.5, 0),
  hard_shrink: (x) => (Math.abs(x) > 0.5 ? x : 0),
  softplus,
  softsign: (x) => x / (1 + Math.abs(x)),
  sparse_plus: (x) => (x <= -1 ? 0 : x < 1 ? (x + 1) ** 2 / 4 : x),
  squareplus: (x) => (x + Math.sqrt(x * x + 4)) / 2,
  exponential: Math.exp,
};

const merges = {
  Add: (a, b) => a + b,
  Average: (a, b) => a + b,
  Subtract: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  Maximum: Math.max,
  Minimum: Math.min,
};

// Where each number of `shape` lies in an array of shape `of`, which is repeated along the axes
// that it lacks or has one of.
const repeated = (shape, of) => {
  const places = new Int32Array(product(shape));
  const padded = [...Array(shape.length - of.length).fill(1), ...of];
  let stride = 1;
  let inner = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    if (padded[axis] > 1) {
      for (let i = 0; i < places.length; i += 1) {
        places[i] += (Math.floor(i / inner) % shape[axis]) * stride;
      }
    }
    stride *= padded[axis];
    inner *= shape[axis];
  }
  return places;
};

// Call `each(output place, input place, place in the window)` for all that lies on the map.
const overWindows = ({ view, places, size, strides, dilation, start }, each) => {
  const [height, width] = view;
  const [rows, columns] = places;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      for (let i = 0; i < size[0]; i += 1) {
        const y = row * strides[0] + i * dilation[0] - start[0];
        if (y < 0 || y >= height) continue;
        for (let j = 0; j < size[1]; j += 1) {
          const x = column * strides[1] + j * dilation[1] - start[1];
          if (x < 0 || x >= width) continue;
          each(row * columns + column, y * width + x, i * size[1] + j);
        }
      }
    }
  }
};

const operations = {
  convolution(step, [input], array) {
    const filters = step.shape[step.shape.length - 1];
    const channels = step.view[2];
    const [taken, given] = [channels / step.groups, filters / step.groups];
    const kernel = array(step.kernel);
    const sums = new Float64Array(product(step.shape));
    if (step.bias) {
      const bias = array(step.bias);
      for (let i = 0; i < sums.length; i += 1) sums[i] = bias[i % filters];
    }
    overWindows(step, (to, from, place) => {
      for (let channel = 0; channel < channels; channel += 1) {
        const value = input[from * channels + channel];
        // Behind a ReLU most numbers are 0.
        if (value === 0) continue;
        const first = Math.floor(channel / taken) * given;
        const weights = (place * taken + (channel % taken)) * filters + first;
        const sum = to * filters + first;
        for (let k = 0; k < given; k += 1) sums[sum + k] += value * kernel[weights + k];
      }
    });
    return Float32Array.from(sums);
  },

  transposed(step, [input], array) {
    const [rows, columns, filters] = step.shape;
    const [height, width, channels] = step.view;
    const kernel = array(step.kernel);
    const sums = new Float64Array(product(step.shape));
    // The windows lie on the output here, one for each place of the input.
    const windows = { ...step, view: [rows, columns], places: [height, width] };
    overWindows(windows, (from, to, place) => {
      for (let filter = 0; filter < filters; filter += 1) {
        const weights = (place * filters + filter) * channels;
        let sum = 0;
        for (let channel = 0; channel < channels; channel += 1) {
          sum += input[from * channels + channel] * kernel[weights + channel];
        }
        sums[to * filters + filter] += sum;
      }
    });
    const bias = step.bias ? array(step.bias) : null;
    return Float32Array.from(sums, (sum, i) => sum + (bias ? bias[i % filters] : 0));
  },

  maximum(step, [input]) {
    const channels = step.view[2];
    const most = new Float32Array(product(step.shape)).fill(-Infinity);
    overWindows(step, (to, from) => {
      for (let channel = 0; channel < channels; channel += 1) {
        const value = input[from * channels + channel];
        const place = to * channels + channel;
        if (value > most[place]) most[place] = value;
      }
    });
    return most;
  },

  mean(step, [input]) {
    const channels = step.view[2];
    const sums = new Float64Array(product(step.shape));
    const counts = new Int32Array(sums.length / channels);
    overWindows(step, (to, from) => {
      counts[to] += 1;
      for (let channel = 0; channel < channels; channel += 1) {
        sums[to * channels + channel] += input[from * channels + channel];
      }
    });
    return Float32Array.from(sums, (sum, i) => sum / counts[Math.floor(i / channels)]);
  },

  reshape: (step, [input]) => input,

  pick({ shape, order, maps }, [input], array, [from]) {
    const strides = from.map((_, axis) => product(from.slice(axis + 1)));
    const output = new Float32Array(product(shape));
    let at = 0;
    const walk = (axis, offset, empty) => {
      if (axis === maps.length) {
        output[at] = empty ? 0 : input[offset];
        at += 1;
        return;
      }
      for (const place of maps[axis]) {
        walk(axis + 1, offset + place * strides[order[axis]], empty || place < 0);
      }
    };
    walk(0, 0, false);
    return output;
  },

  resample(step, [input], array) {
    const [height, width, channels] = step.view;
    const [newHeight, newWidth] = step.shape;
    const [rows, columns] = [array(step.rows), array(step.columns)];
    const high = new Float64Array(newHeight * width * channels);
    const output = new Float64Array(newHeight * newWidth * channels);
    const line = width * channels;
    for (let i = 0; i < newHeight; i += 1) {
      for (let y = 0; y < height; y += 1) {
        const share = rows[i * height + y];
        if (share === 0) continue;
        for (let k = 0; k < line; k += 1) high[i * line + k] += share * input[y * line + k];
      }
      for (let j = 0; j < newWidth; j += 1) {
        for (let x = 0; x < width; x += 1) {
          const share = columns[j * width + x];
          if (share === 0) continue;
          const [to, from] = [(i * newWidth + j) * channels, i * line + x * channels];
          for (let k = 0; k < channels; k += 1) output[to + k] += share * high[from + k];
        }
      }
    }
    return Float32Array.from(output);
  },

  scale(step, [input], array) {
    const [scale, offset] = [array(step.scale), array(step.offset)];
    const place = placer(step);
    return input.map((x, i) => x * scale[place(i)] + offset[place(i)]);
  },

  slope(step, [input], array) {
    const slope = array(step.slope);
    const place = placer(step);
    return input.map((x, i) => (x > 0 ? x : slope[place(i)] * x));
  },

  function({ name, settings }, [input]) {
    const compute = functions[name];
    return input.map((x) => compute(x, settings));
  },

  merge({ kind, shape }, inputs, array, shapes) {
    const join = merges[kind];
    const sums = inputs.map((input, number) => {
      const places = product(shapes[number]) === product(shape) ? null
        : repeated(shape, shapes[number]);
      return places ? Float32Array.from(places, (place) => input[place]) : input;
    });
    const joined = sums.reduce((all, input) => all.map((x, i) => join(x, input[i])));
    return kind === "Average" ? joined.map((x) => x / inputs.length) : joined;
  },

  concatenate({ axis, shape }, inputs, array, shapes) {
    const output = new Float32Array(product(shape));
    const parts = shapes.map((one) => product(one.slice(axis)));
    let at = 0;
    for (let outer = 0; outer < product(shape.slice(0, axis)); outer += 1) {
      inputs.forEach((input, number) => {
        const part = parts[number];
        output.set(input.subarray(outer * part, (outer + 1) * part), at);
        at += part;
      });
    }
    return output;
  },

  softmax: (step, [input]) =>
    along(input, step.length, (x) => {
      const most = Math.max(...x);
      const powers = x.map((value) => Math.exp(value - most));
      const sum = powers.reduce((all, one) => all + one, 0);
      return powers.map((power) => power / sum);
    }),

  log_softmax: (step, [input]) =>
    along(input, step.length, (x) => {
      const most = Math.max(...x);
      const sum = x.reduce((all, value) => all + Math.exp(value - most), 0);
      return x.map((value) => value - most - Math.log(sum));
    }),

  // As Keras computes it: the bound takes the running sums of the support, where Martins and
  // Astudillo (From Softmax to Sparsemax, 2016, algorithm 1) take its numbers.
  sparsemax: (step, [input]) =>
    along(input, step.length, (x) => {
      let [running, sums, support] = [0, 0, 0];
      [...x]
        .sort((a, b) => b - a)
        .forEach((value, i) => {
          running += value;
          if (value <= (running - 1) / (i + 1)) return;
          sums += running;
          support += 1;
        });
      return x.map((value) => Math.max(value - (sums - 1) / support, 0));
    }),

  standardise: ({ length, centre, about_mean: aboutMean, epsilon }, [input]) =>
    along(input, length, (x) => {
      const mean = x.reduce((all, value) => all + value, 0) / length;
      const middle = aboutMean ? mean : 0;
      const spread = x.reduce((all, value) => all + (value - middle) ** 2, 0) / length;
      return x.map((value) => (value - (centre ? mean : 0)) / Math.sqrt(spread + epsilon));
    }),

  length_one: ({ length }, [input]) =>
    along(input, length, (x) => {
      const size = Math.sqrt(x.reduce((all, value) => all + value * value, 0));
      return x.map((value) => value * Math.min(1 / size, 1e12));
    }),
};

// Which of a layer's numbers belongs to a place: one for all, one a channel, or any pattern.
const placer = ({ of, shape }) => {
  const count = product(of);
  if (of.length <= 1) return count === 1 ? () => 0 : (i) => i % count;
  const places = repeated(shape, of);
  return (i) => places[i];
};

// `compute` on each run of `length` numbers, in double precision.
const along = (input, length, compute) => {
  const output = new Float32Array(input.length);
  for (let at = 0; at < input.length; at += length) {
    output.set(compute(Float64Array.from(input.subarray(at, at + length))), at);
  }
  return output;
};

// The numbers of a network: little-endian float32 in base64, as the page carries them.
const unpackNumbers = (text) => {
  const raw = window.atob(text);
  const bytes = new DataView(new ArrayBuffer(raw.length));
  for (let i = 0; i < raw.length; i += 1) bytes.setUint8(i, raw.charCodeAt(i));
  return Float32Array.from({ length: raw.length / 4 }, (_, i) => bytes.getFloat32(4 * i, true));
};

// From one image, numbers row by row, to the outputs of all steps; `output` is the last one's.
const buildNetwork = ({ steps, last, scores, numbers, input }) => {
  const all = unpackNumbers(numbers);
  const array = ([offset, length]) => all.subarray(offset, offset + length);
  return (image) => {
    const outputs = [];
    const of = (place) => (place < 0 ? image : outputs[place]);
    const shapeOf = (place) => (place < 0 ? input : steps[place].shape);
    for (const step of steps) {
      const inputs = step.from.map(of);
      outputs.push(operations[step.op](step, inputs, array, step.from.map(shapeOf)));
    }
    const output = of(last);
    const shares = scores ? operations.softmax({ length: output.length }, [output]) : output;
    return { outputs, output, shares };
  };
};

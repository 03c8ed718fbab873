"""scale, of lesson 02: inputs, the right answer, and the misconceptions."""

import numpy as np

from mnist_course import spec
from mnist_course.core.exercise import Answer, Misconception
from mnist_course.core.plain import Data
from mnist_course.judging.comparison import Tolerance, by_value
from mnist_course.judging.explaining import explaining

TOP = np.float32(spec.BRIGHTEST)


EXACT_DTYPE = Tolerance(dtype="exact")


def random_bytes(
    rng: np.random.Generator, shape: tuple[int, ...], low: int, high: int
) -> np.ndarray:
    """Random uint8 values of which `low` is the smallest and `high` the largest."""
    values = rng.integers(low, high + 1, shape, dtype=np.uint8)
    values.flat[rng.choice(values.size, 2, replace=False)] = low, high
    return values


def sizes(rng: np.random.Generator) -> tuple[int, int, int]:
    count, height, width = rng.choice(np.arange(3, 10), 3, replace=False)
    return int(count), int(height), int(width)


def scaled(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / TOP


def _scale_inputs(rng: np.random.Generator) -> Data:
    # The second batch is neither black nor white anywhere: its own extremes must not matter.
    dim = random_bytes(rng, sizes(rng), int(rng.integers(10, 30)), int(rng.integers(180, 220)))
    return {
        "cases": [
            [random_bytes(rng, sizes(rng), 0, spec.BRIGHTEST)],
            [dim],
            [random_bytes(rng, sizes(rng)[:2], 0, spec.BRIGHTEST)],
            # Every byte there is, also those just above black; one image, and axes of one.
            [np.arange(spec.BRIGHTEST + 1, dtype=np.uint8).reshape(1, 16, 16)],
            [random_bytes(rng, (4, 1, 1), 0, spec.BRIGHTEST)],
            # A batch whose first image is black and whose last alone holds the brightest pixel.
            [_bright_last(rng)],
            # Nearly black: bytes all the same, though nothing is above 1.
            [random_bytes(rng, (2, 2, 3), 0, 1)],
            *small_images(rng),
        ]
    }


def small_images(rng: np.random.Generator) -> list[Data]:
    """An image from black to white, and two dim ones: a few bytes each, to be scaled by hand."""
    bright = [0, *rng.choice([51, 102, 153, 204], 2, replace=False), spec.BRIGHTEST]
    dim = [*rng.choice([51, 102], 2, replace=False), *rng.choice([153, 204], 2, replace=False)]
    return [
        [np.array(bright, np.uint8).reshape(1, 2, 2)],
        [np.array(dim, np.uint8).reshape(2, 1, 2)],
    ]


def _bright_last(rng: np.random.Generator) -> np.ndarray:
    images = random_bytes(rng, (130, 3, 2), 0, 200)
    images[0], images[-1] = 0, spec.BRIGHTEST
    return images


def divide_in_place(images: np.ndarray) -> np.ndarray:
    images /= spec.BRIGHTEST
    return images


def stretched(images: np.ndarray) -> np.ndarray:
    low, high = int(images.min()), int(images.max())
    return ((images.astype(np.float64) - low) / (high - low)).astype(np.float32)


def unit_length(images: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(images.astype(np.float64), axis=1, keepdims=True)
    return images / np.where(lengths == 0, 1, lengths)


SCALE_WRONG = (
    Misconception(
        "in-place-division",
        divide_in_place,
        "`/=` puts the fractions back into the uint8 array, which has no room for them.",
        "Make a new array: `images / 255` instead of `images /= 255`.",
    ),
    Misconception(
        "divided-by-256",
        lambda images: (images / 256).astype(np.float32),
        "The brightest pixel became {max}: the values were divided by 256. There are 256 "
        "different bytes, but the largest of them is 255.",
        "Divide by 255, so that the brightest pixel becomes exactly 1.",
    ),
    Misconception(
        "grey-lost",
        lambda images: images // spec.BRIGHTEST,
        "Only 0 and 1 remain; every grey is gone. `//`, or a cast back to uint8, drops the "
        "fraction.",
        "Divide with `/`, which keeps fractions, and convert the result to float32.",
    ),
    Misconception(
        "rounded",
        lambda images: np.round(images / spec.BRIGHTEST).astype(np.float32),
        "Every value was rounded to 0 or 1; the greys are gone.",
        "Leave the fractions as they are: 51 becomes 0.2, not 0.",
    ),
    Misconception(
        "scaled-twice",
        lambda images: scaled(scaled(images)),
        "The brightest pixel is {max}: the values were divided by 255 twice.",
        "Divide once. In a notebook, running one cell twice does this too: load the data again.",
    ),
    Misconception(
        "float64",
        lambda images: images / spec.BRIGHTEST,
        "The values are right, but float64 takes 8 bytes a pixel, twice as much as float32.",
        'Convert to float32 with `.astype("float32")`.',
    ),
    Misconception(
        "not-scaled",
        lambda images: images.astype(np.float32),
        "The dtype changed, but the values did not: the brightest pixel is still {max}.",
        "Converting is half of it. Divide by 255 as well.",
    ),
    Misconception(
        "unchanged",
        lambda images: images,
        "The images came back as they were: {dtype}, with values up to {max}.",
        "Divide by 255, convert to float32, and return the *result*.",
    ),
    Misconception(
        "divided-by-own-maximum",
        lambda images: (images / images.max()).astype(np.float32),
        "The values were divided by the largest of these images. A dim image would become as "
        "bright as a bright one, and training and test images would be scaled differently.",
        "Divide by 255, the largest value that uint8 has, whatever the images hold.",
    ),
    Misconception(
        "stretched",
        stretched,
        "The values were stretched so that the darkest pixel became 0 and the brightest 1.",
        "Divide by 255 and subtract nothing: the same grey must always become the same number.",
    ),
    Misconception(
        "each-image-by-its-maximum",
        lambda images: (images / images.max(axis=(1, 2), keepdims=True)).astype(np.float32),
        "Every image was divided by its own brightest pixel.",
        "Divide all images by the same number, 255.",
    ),
    Misconception(
        "minus-one-to-one",
        lambda images: (images / (spec.BRIGHTEST / 2) - 1).astype(np.float32),
        "The values run from {min} to {max}. Some networks are trained so; this course uses "
        "0 to 1.",
        "Divide by 255 and leave it at that.",
    ),
    Misconception(
        "inverted",
        lambda images: 1 - scaled(images),
        "Black and white are exchanged: 0 became 1.",
        "Only divide. MNIST is white on black, and stays so.",
    ),
    Misconception(
        "standardised",
        lambda images: ((images - images.mean()) / images.std()).astype(np.float32),
        "The values run from {min} to {max}: the mean was subtracted and the spread divided out. "
        "That is another good way to scale, but not the one asked for.",
        "Divide by 255, so that 0 stays 0 and 255 becomes 1.",
    ),
    Misconception(
        "unit-length",
        unit_length,
        "Each column was divided by its length, as `keras.utils.normalize(…, axis=1)` does; the "
        "columns of one image are then no longer comparable.",
        "Divide every pixel by the same number, 255.",
    ),
)


ANSWER = Answer(
    inputs=_scale_inputs,
    judge=explaining(
        by_value(
            "scale(images)",
            scaled,
            SCALE_WRONG,
            EXACT_DTYPE,
            praise="float32, 0 stays 0, 255 becomes 1, and every grey in between is kept.",
        ),
        {"Cannot cast ufunc": SCALE_WRONG[0]},
    ),
    misconceptions=SCALE_WRONG,
)

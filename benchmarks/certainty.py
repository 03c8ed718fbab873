"""Lesson 09: whether reading until it is certain passes whom reading all images passes.

    python benchmarks/certainty.py beyond.keras --networks 200

Makes networks around the target of moved images, by noise on the kernels of a trained one, and
reads all images with each: once for the verdict of all, and in several random orders until the
verdict is certain. Prints one line for each range of accuracy.
"""

import argparse
import functools
from collections import defaultdict
from pathlib import Path

import measuring
import numpy as np

from mnist_course import data, spec
from mnist_course.augmentation import Moves
from mnist_course.judging import accuracy, network, sequential
from mnist_course.probes import saved_models

ORDERS = 20
NOISE = (0.10, 0.26)
"""The least and the most of it, as a share of a kernel's size."""

LEARNED = 4_000, 132
"""Of so many training images so many mistakes are allowed to a network with 98.2 % on the test
images, before it is suspected to have learned them by heart."""


def main() -> None:
    """Make the networks, read, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--networks", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rebuilt = network.rebuild(saved_models.read(arguments.model))
    trained = rebuilt.model.get_weights()
    (x_train, y_train), (images, labels) = data.load()
    rng = np.random.default_rng(arguments.seed)
    allowed = round((1 - spec.BEYOND_MOVED_ACCURACY) * len(images))
    rows: dict[str, list[tuple[str, bool, int, int]]] = defaultdict(list)
    for number in range(arguments.networks):
        share = rng.uniform(*NOISE)
        rebuilt.model.set_weights([noisy(one, share, rng) for one in trained])
        moved = Moves.drawn(len(images), rng).of(data.as_input(images))
        some = rng.choice(len(x_train), LEARNED[0], replace=False)
        for what, these, true, most in (
            ("moved", moved, labels, allowed),
            ("training", data.as_input(x_train[some]), y_train[some], LEARNED[1]),
        ):
            wrong = accuracy.measure(rebuilt, these, true).digits != true
            few = int(wrong.sum()) <= most
            misread = functools.partial(among, wrong)
            decided = [sequential.decide(misread, len(wrong), most, rng) for _ in range(ORDERS)]
            other = sum(one.few != few for one in decided)
            read = round(np.mean([one.read for one in decided]))
            place = f"{what}, {np.floor(200 * (1 - wrong.mean())) / 2:.1f} % and more"
            rows[place].append((what, few, other, read))
            measuring.tell(
                f"{number + 1}: noise {share:.3f}, {what} {1 - wrong.mean():.2%}, {few}, "
                f"{other} of {ORDERS} otherwise, {read} read"
            )
    measuring.table(
        ("images, accuracy", "networks", "pass", f"other verdicts in {ORDERS} orders", "read"),
        [
            (
                place,
                len(found),
                sum(few for _, few, _, _ in found),
                sum(other for _, _, other, _ in found),
                round(np.mean([read for *_, read in found])),
            )
            for place, found in sorted(rows.items())
        ],
    )
    print(measuring.load())


def among(wrong: np.ndarray, part: np.ndarray) -> int:
    """How many of these images were misread."""
    return int(wrong[part].sum())


def noisy(weights: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """A kernel with noise; what has one axis, such as a variance, stays."""
    if weights.ndim < 2:
        return weights
    size = share * np.sqrt(np.mean(weights**2))
    return weights + size * rng.normal(size=weights.shape).astype(np.float32)


if __name__ == "__main__":
    main()

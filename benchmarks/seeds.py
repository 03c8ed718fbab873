"""How well the reference training does over seeds, and how rarely it misses the target.

    python benchmarks/seeds.py --seeds 0-23

Trains the pipeline of `mnist-course train` once for each seed (about two minutes each on two
cores), keeps each result as a small JSON file, and prints mean, spread, minimum and the
estimated probability that a right model misses the target accuracy. Seeds whose result is
there already are not trained again.
"""

import argparse
import json
import math
import statistics
from pathlib import Path

from mnist_course import spec
from mnist_course.core import files

RARE = 1 / 500
"""How often a right model may miss the target."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="0-23", help="such as 0-23 or 3,5,7")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results/seeds"))
    parser.add_argument("--only-report", action="store_true", help="train nothing")
    chosen = parser.parse_args()
    chosen.results.mkdir(parents=True, exist_ok=True)
    if not chosen.only_report:
        for seed in listed(chosen.seeds):
            path = chosen.results / f"{seed}.json"
            if not path.is_file():
                result = train(seed)
                files.write(path, json.dumps(result))
                print(f"seed {seed}: {result['accuracy']:.2%} in {result['seconds']:.0f} s")
    found = [json.loads(path.read_text()) for path in chosen.results.glob("*.json")]
    wanted = set(listed(chosen.seeds))
    print(report({r["seed"]: r["accuracy"] for r in found if r["seed"] in wanted}))


def listed(text: str) -> list[int]:
    """The numbers of '0-23' or '3,5,7'."""
    seeds: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        seeds.extend(range(int(first), int(last or first) + 1))
    return seeds


def train(seed: int) -> dict:
    """One run at the specified setting."""
    from mnist_course.commands import pipeline

    fitted = pipeline.fit(spec.EPOCHS, spec.BATCH_SIZE, seed)
    results = pipeline.assess(fitted.model)
    return {
        "seed": seed,
        "accuracy": results.accuracy,
        "loss": results.loss,
        "seconds": fitted.seconds,
        "history": fitted.history,
    }


def report(accuracies: dict[int, float]) -> str:
    """Mean, spread, minimum, and the probability of missing the target."""
    values = sorted(accuracies.values())
    if len(values) < 3:
        return f"{len(values)} results; at least 3 are needed."
    mean, spread = statistics.mean(values), statistics.stdev(values)
    worst = min(accuracies, key=accuracies.get)
    miss = probability_below(spec.TARGET_ACCURACY, values)
    missed = sum(value < spec.TARGET_ACCURACY for value in values)
    target = math.floor(1000 * mean) / 1000
    while probability_below(target, values) > RARE:
        target -= 0.001
    return "\n".join(
        [
            f"{len(values)} seeds, {spec.EPOCHS} epochs, batches of {spec.BATCH_SIZE}",
            f"test accuracy: mean {mean:.3%}, standard deviation {spread:.3%}",
            f"lowest {values[0]:.2%} (seed {worst}), highest {values[-1]:.2%}",
            f"below the target of {spec.TARGET_ACCURACY:.1%}: {missed} of {len(values)} seen; "
            f"estimated 1 in {1 / miss:,.0f} (normal: 1 in {1 / _normal(values):,.0f})",
            f"highest target that is missed less than 1 in {1 / RARE:.0f}: {target:.1%}",
        ]
    )


def _normal(values: list[float]) -> float:
    fitted = statistics.NormalDist(statistics.mean(values), statistics.stdev(values))
    return max(fitted.cdf(spec.TARGET_ACCURACY), 1e-12)


def probability_below(target: float, values: list[float]) -> float:
    """The chance that one more run comes out below `target`.

    It is Student's t prediction, which, unlike a normal curve through the values, counts how
    little a few runs tell about the spread. Both take the runs as normally distributed.
    """
    count = len(values)
    spread = statistics.stdev(values) * math.sqrt(1 + 1 / count)
    return max(_student_cdf((target - statistics.mean(values)) / spread, count - 1), 1e-12)


def _student_cdf(t: float, freedom: int, steps: int = 20_000) -> float:
    """Student's t distribution, integrated by Simpson's rule from 0."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale /= math.sqrt(freedom * math.pi)

    def density(x: float) -> float:
        return scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2)

    width = abs(t) / steps
    weights = (1 if i in (0, steps) else 4 if i % 2 else 2 for i in range(steps + 1))
    area = width / 3 * sum(w * density(i * width) for i, w in enumerate(weights))
    return 0.5 - area if t < 0 else 0.5 + area


if __name__ == "__main__":
    main()

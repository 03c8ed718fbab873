"""Where the course's training time goes, and how near it is to what the processor can do.

    python benchmarks/training_floor.py [--steps 400] [--repeat 5]

Prints milliseconds a step (one batch) and what that makes of the whole training: as `fit` does it,
with one and with several steps a call; its parts, each measured by leaving out the next, in a loop
without Python; and the floor, the same multiplications as bare matrix products in one thread of a
plain loop, beside the rate that the processor reaches on large ones.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
for _name in THREADS:
    # NumPy reads them when it is imported.
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

from mnist_course import data, model, spec  # noqa: E402
from mnist_course.commands import pipeline  # noqa: E402
from mnist_course.core import quiet  # noqa: E402

LARGE = 2_048
"""Rows and columns of the product that shows the processor's rate."""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument(
        "--threads", type=int, default=0, help="of TensorFlow; 0 for its own choice"
    )
    chosen = parser.parse_args()
    quiet.import_keras()
    import keras
    import tensorflow as tf

    if chosen.threads:
        tf.config.threading.set_intra_op_parallelism_threads(chosen.threads)
        tf.config.threading.set_inter_op_parallelism_threads(chosen.threads)
    keras.utils.set_random_seed(0)
    images, labels = (one[: chosen.steps * spec.BATCH_SIZE] for one in data.prepared()[0])
    shapes = list(products(model.build()))
    operations = 2 * sum(m * k * n for m, k, n in shapes)
    whole = spec.EPOCHS * -(-spec.TRAIN_COUNT // spec.BATCH_SIZE)
    print(f"{operations / 1e6:.0f} million operations a step, {whole:,} steps")
    print("| what | ms a step | whole training, s |\n| --- | --- | --- |")

    def row(what: str, work: Callable[[], object]) -> float:
        each = median(work, chosen.repeat) / chosen.steps
        print(f"| {what} | {1000 * each:.2f} | {each * whole:.0f} |", flush=True)
        return each

    for steps in (1, pipeline.STEPS_PER_CALL):
        row(f"`fit`, steps a call: {steps}", fitting(images, labels, steps))
    row("the same, compiled by XLA", fitting(images, labels, pipeline.STEPS_PER_CALL, True))
    for what, loop in parts(images, labels, chosen.steps):
        row(what, loop)
    floor = row("its matrix products alone, one thread", plain_loop(shapes, chosen.steps))
    large = np.ones((LARGE, LARGE), np.float32)
    rate = 2 * LARGE**3 / median(lambda: large @ large, chosen.repeat)
    print(
        f"| what the processor's rate would allow, one thread | {1000 * operations / rate:.2f} | "
        f"{operations / rate * whole:.0f} |"
    )
    print(
        f"{rate / 1e9:.0f} thousand million operations a second in a large product, "
        f"{operations / floor / 1e9:.0f} in those of the network"
    )


def median(work: Callable[[], object], repeat: int) -> float:
    """Seconds that some work takes, once it has been done before."""
    work()
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def products(network) -> Iterator[tuple[int, int, int]]:
    """The (m, k, n) of each matrix product of one step: of a batch forward, and backward.

    A convolution is the product of its windows, one a row, with its kernels, one a column; backward
    come one for the kernels and, but for the first layer, one for what the layer was given.
    """
    first = True
    for layer in network.layers:
        if not layer.weights:
            continue
        kernel, output = layer.weights[0].shape, layer.output.shape
        m = spec.BATCH_SIZE * int(np.prod(output[1:-1]))
        k, n = int(np.prod(kernel[:-1])), kernel[-1]
        yield m, k, n
        yield k, m, n
        if not first:
            yield m, n, k
        first = False


def fitting(images, labels, steps: int, compiled: bool = False) -> Callable[[], object]:
    """One epoch with `fit`."""
    network = model.compile_model(model.build())
    network.steps_per_execution = steps
    network.jit_compile = compiled
    return lambda: network.fit(images, labels, batch_size=spec.BATCH_SIZE, verbose=0)


def parts(images, labels, steps: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """The steps of an epoch in one graph, each time with one thing more."""
    import keras
    import tensorflow as tf

    network = model.compile_model(model.build())
    network.optimizer.build(network.trainable_variables)
    measure = keras.losses.SparseCategoricalCrossentropy()
    x, y = tf.constant(images), tf.constant(labels)

    def batch(number):
        begin = number * spec.BATCH_SIZE
        return x[begin : begin + spec.BATCH_SIZE], y[begin : begin + spec.BATCH_SIZE]

    def forward(number):
        some, true = batch(number)
        return measure(true, network(some, training=True))

    def backward(number):
        with tf.GradientTape() as tape:
            loss = forward(number)
        slopes = tape.gradient(loss, network.trainable_variables)
        return tf.add_n([tf.reduce_sum(one) for one in slopes])

    def step(number):
        with tf.GradientTape() as tape:
            loss = forward(number)
        slopes = tape.gradient(loss, network.trainable_variables)
        network.optimizer.apply_gradients(zip(slopes, network.trainable_variables, strict=True))
        return loss

    for what, one in (
        ("in one graph: the batch alone", lambda number: tf.reduce_sum(batch(number)[0])),
        ("… and the loss", forward),
        ("… and the gradients", backward),
        ("… and Adam", step),
    ):

        @tf.function
        def epoch(one=one):
            total = 0.0
            for number in tf.range(steps):
                total += one(number)
            return total

        yield what, lambda epoch=epoch: epoch().numpy()


def plain_loop(shapes: list[tuple[int, int, int]], steps: int) -> Callable[[], object]:
    """The products of `steps` steps, nothing else."""
    rng = np.random.default_rng(0)
    pairs = [(rng.random((m, k), np.float32), rng.random((k, n), np.float32)) for m, k, n in shapes]
    results = [np.empty((m, n), np.float32) for m, _, n in shapes]

    def loop() -> None:
        for _ in range(steps):
            for (left, right), result in zip(pairs, results, strict=True):
                np.matmul(left, right, out=result)

    return loop


if __name__ == "__main__":
    main()

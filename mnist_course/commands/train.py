"""`mnist-course train`: the pipeline with a display, a saved model and a learning curve."""

import argparse
from pathlib import Path

from mnist_course import spec
from mnist_course.core.command_line import DONE, INTERRUPTED, whole_number
from mnist_course.core.language import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    least_one = whole_number(1)
    parser.add_argument(
        "--epochs", type=least_one, default=spec.EPOCHS, metavar="N", help="default: %(default)s"
    )
    parser.add_argument(
        "--batch-size",
        type=least_one,
        default=spec.BATCH_SIZE,
        metavar="N",
        help="default: %(default)s",
    )
    parser.add_argument(
        "--seed",
        type=whole_number(0, 2**32 - 1),
        default=0,
        metavar="N",
        help="default: %(default)s",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("digits.keras"),
        metavar="FILE",
        help="the trained model, *.keras; its learning curve is saved beside it; "
        "default: %(default)s",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace FILE and its curve where they exist"
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, save, assess; 130 where Ctrl-C ended the training early.

    Raises:
        CourseError: before anything is trained, where the files cannot be written.
    """
    from mnist_course import data
    from mnist_course.commands import pipeline
    from mnist_course.core import quiet

    out: Path = arguments.out
    curve = out.with_suffix(".png")
    pipeline.refuse_unwritable(out, curve, arguments.overwrite)
    data.warm()
    times = "1 epoch" if arguments.epochs == 1 else f"{arguments.epochs} epochs"
    print(
        say(
            "Training on {train_count:,} images, in batches of {batch_size}: {times}.",
            train_count=spec.TRAIN_COUNT,
            batch_size=arguments.batch_size,
            times=times,
        )
    )
    print(say("Ctrl-C ends it early and keeps what was trained."), flush=True)
    quiet.import_keras()
    from mnist_course.training_display import TrainingDisplay

    fitted = pipeline.fit(
        arguments.epochs, arguments.batch_size, arguments.seed, [TrainingDisplay()]
    )
    # First of all saved: a second Ctrl-C may come while the rest is computed.
    pipeline.save(fitted, out)
    if not fitted.complete:
        print(
            say(
                "The training was interrupted; what was trained so far is kept in {out}.",
                out=out,
            )
        )
    results = pipeline.assess(fitted.model)
    pipeline.save_curve(fitted, results, curve)
    print(say("Trained for {seconds:.0f} s.", seconds=fitted.seconds))
    print(pipeline.report(results))
    print(say("Saved {out} and {curve}.", out=out, curve=curve))
    return DONE if fitted.complete else INTERRUPTED

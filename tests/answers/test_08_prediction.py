"""Lesson 08: right answers in other spellings, and frames measured rather than compared."""

import numpy as np
import pytest
from PIL import Image

from mnist_course import course, data
from mnist_course.answers import drawings
from mnist_course.core.exercise import PARTIAL, PASSED
from mnist_course.core.plain import pack, unpack
from mnist_course.course import examine
from mnist_course.judging import shuffled
from mnist_course.probes import trained_models

CENTER_DRAWING = course.exercise("center_drawing")
PREDICT_DIGIT = course.exercise("predict_digit")
PREDICT_WITH_CONFIDENCE = course.exercise("predict_with_confidence")


def status(exercise, function, seed=0):
    return examine(exercise, function, np.random.default_rng(seed)).status


# predict_digit -----------------------------------------------------------------------


def by_type(image):
    if image.dtype == np.uint8:
        image = image.astype("float32")[:, :, None] / 255
    return image[None]


def by_axes(image):
    image = image / 255.0 if image.ndim == 2 else image
    return image.reshape(1, 28, 28, 1).astype(np.float32)


def called(model, image):
    return int(np.argmax(model(by_type(image))))


def in_one_go(model, image):
    return model.predict(by_axes(image), verbose=0).argmax()


def as_numpy_integer(model, image):
    return np.argmax(model.predict_on_batch(by_type(image)), axis=1)[0]


def in_a_batch_of_two(model, image):
    both = np.concatenate([by_type(image)] * 2)
    return int(model.predict(both, verbose=0)[1].argmax())


def without_the_channel(model, image):
    return int(model.predict(by_axes(image)[..., 0], verbose=0)[0].argmax())


@pytest.mark.parametrize(
    "spelling", [called, in_one_go, as_numpy_integer, in_a_batch_of_two, without_the_channel]
)
def test_predict_digit_in_other_spellings(spelling):
    for seed in range(2):
        assert status(PREDICT_DIGIT, spelling, seed) == PASSED


def test_what_the_model_was_given_is_told():
    verdict = examine(
        PREDICT_DIGIT,
        lambda model, image: int(model.predict(image / 255, verbose=0).argmax()),
        np.random.default_rng(0),
    )
    assert verdict.cause == "no-batch-axis"
    assert "(28, 28)" in verdict.returned


def test_an_error_after_the_prediction_is_not_blamed_on_the_axes():
    def trips_later(model, image):
        model.predict(by_type(image), verbose=0)
        return {}["digit"]

    verdict = examine(PREDICT_DIGIT, trips_later, np.random.default_rng(0))
    assert verdict.status == "crashed"
    assert "KeyError" in verdict.message


def _row(model, image):
    return model.predict(by_type(image), verbose=0)[0]


NEARLY_READ = {
    "never the last digit": (lambda m, image: int(_row(m, image)[:-1].argmax()), "wrong-value"),
    "cut to a whole number": (
        lambda m, image: int(_row(m, image).max()),
        "largest-probability-cut",
    ),
    "without the last column": (
        lambda m, image: int(m.predict(by_type(image)[:, :, :-1], verbose=0).argmax()),
        "cut",
    ),
}


@pytest.mark.parametrize(("answer", "cause"), NEARLY_READ.values(), ids=NEARLY_READ)
def test_a_digit_that_is_nearly_read_is_refused(answer, cause):
    for seed in range(3):
        verdict = examine(PREDICT_DIGIT, answer, np.random.default_rng(seed))
        assert verdict.cause == cause, f"seed {seed}: {verdict}"


def test_a_few_images_are_read_as_keras_reads_them():
    model, notes = trained_models.keras_model(shuffled.draw(np.random.default_rng(0)))
    images, labels = (part[:80] for part in data.test_split())
    images = data.as_input(images)
    at_once = model.predict(images, verbose=0), model.evaluate(images, labels, verbose=0)
    in_batches = (
        model.predict(images, batch_size=32, verbose=0),
        model.evaluate(images, labels, batch_size=32, verbose=0),
    )
    np.testing.assert_allclose(at_once[0], in_batches[0], atol=1e-6)
    np.testing.assert_allclose(at_once[1], in_batches[1], rtol=1e-5)
    assert len(at_once[1]) == 2
    assert notes.images == 4 * 80


@pytest.mark.parametrize(
    "seen",
    [3, None, [], [1], [{}], [{"shape": "x"}], [{"shape": [1], "min": 0.0, "max": "a", "mean": 1}]],
)
def test_foreign_notes_on_what_was_seen_do_not_change_the_verdict(seen):
    inputs = course.answer("predict_digit").inputs(np.random.default_rng(0))
    observed = PREDICT_DIGIT.probe(called, inputs)
    for record in observed["calls"]:
        record["seen"] = seen
    assert course.answer("predict_digit").judge(inputs, observed).status == PASSED


@pytest.mark.parametrize(
    "spelling",
    [
        lambda model, image: max(enumerate(model.predict(by_type(image), verbose=0)[0]),
                                 key=lambda pair: pair[1]),
        lambda model, image: [called(model, image), np.asarray(model(by_axes(image))).max()],
        lambda model, image: (called(model, image),
                              float(np.sort(model.predict(by_type(image), verbose=0)[0])[-1])),
    ],
)  # fmt: skip
def test_predict_with_confidence_in_other_spellings(spelling):
    for seed in range(2):
        assert status(PREDICT_WITH_CONFIDENCE, spelling, seed) == PASSED


# center_drawing ------------------------------------------------------------------------


def framed(
    drawing,
    scaled=None,
    middle=14.0,
    rounded=round,
    threshold=0,
    rolled=False,
    binary=False,
    longest=20,
    cut=0,
):
    """A right `center_drawing` with the choices that students make differently."""
    field = np.zeros((28, 28), np.float32)
    if not drawing.any():
        return field[..., None]
    ink = drawing > threshold
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    ink = drawing[rows[0] : rows[-1] + 1 - cut, columns[0] : columns[-1] + 1]
    factor = longest / max(ink.shape)
    height, width = (max(1, rounded(side * factor)) for side in ink.shape)
    scaled = scaled or with_pillow(None)
    small = np.asarray(scaled(ink, height, width), np.float32) / 255
    if binary:
        small = (small > 0.5).astype(np.float32)
    if rolled:
        field[4 : 4 + height, 4 : 4 + width] = small
        centre = [(field * places).sum() / field.sum() for places in np.indices((28, 28))]
        return np.roll(field, [rounded(middle - c) for c in centre], (0, 1))[..., None]
    centre = [(small * places).sum() / small.sum() for places in np.indices(small.shape)]
    top, left = (
        min(max(rounded(middle - c), 0), 28 - side) for c, side in zip(centre, small.shape)
    )
    field[top : top + height, left : left + width] = small
    return field[..., None]


def _places(old: int, new: int) -> np.ndarray:
    """Where SciPy's `zoom` looks: from the middle of the first pixel to that of the last."""
    return np.linspace(0, old - 1, new)


def zoomed(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    """As `scipy.ndimage.zoom(ink, …, order=1)` makes it: no average, so soft edges are lost."""
    old_rows, old_columns = ink.shape
    rows, columns = _places(old_rows, height), _places(old_columns, width)
    upright = np.array([np.interp(rows, range(old_rows), column) for column in ink.T]).T
    return np.array([np.interp(columns, range(old_columns), row) for row in upright])


def picked(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    """As `zoom` with order 0 makes it: single pixels."""
    rows, columns = (np.rint(_places(*sizes)) for sizes in zip(ink.shape, (height, width)))
    return ink[np.ix_(rows.astype(int), columns.astype(int))]


def with_pillow(method):
    return lambda ink, height, width: Image.fromarray(ink).resize((width, height), method)


SPELLINGS = {
    "bicubic": {},
    "bilinear": {"scaled": with_pillow(Image.Resampling.BILINEAR)},
    "hamming": {"scaled": with_pillow(Image.Resampling.HAMMING)},
    "between corners": {"scaled": zoomed},
    "single pixels between corners": {"scaled": picked},
    "between corners, to the field's own middle": {"scaled": zoomed, "middle": 13.5},
    "between corners, faint ink ignored": {"scaled": zoomed, "threshold": 60},
    "box": {"scaled": with_pillow(Image.Resampling.BOX)},
    "lanczos": {"scaled": with_pillow(Image.Resampling.LANCZOS)},
    "nearest": {"scaled": with_pillow(Image.Resampling.NEAREST)},
    "the field's own middle": {"middle": 13.5},
    "cut off, not rounded": {"rounded": int},
    "faint ink ignored": {"threshold": 60},
    "rolled": {"rolled": True},
}


@pytest.mark.parametrize("choices", SPELLINGS.values(), ids=SPELLINGS)
def test_center_drawing_in_other_spellings(choices):
    for seed in range(8):
        verdict = examine(
            CENTER_DRAWING, lambda d: framed(d, **choices), np.random.default_rng(seed)
        )
        assert verdict.status == PASSED, f"seed {seed}: {verdict}"


@pytest.mark.long
@pytest.mark.parametrize("choices", SPELLINGS.values(), ids=SPELLINGS)
def test_center_drawing_in_other_spellings_whatever_the_drawings(choices):
    for seed in range(8, 58):
        verdict = examine(
            CENTER_DRAWING, lambda d: framed(d, **choices), np.random.default_rng(seed)
        )
        assert verdict.status == PASSED, f"seed {seed}: {verdict}"


def _with_a_small_hole(frame):
    """A hole of 2×2 where the ink is thickest."""
    frame = frame.copy()
    mass = np.lib.stride_tricks.sliding_window_view(frame[..., 0], (2, 2)).sum(axis=(2, 3))
    row, column = np.unravel_index(np.argmax(mass), mass.shape)
    frame[row : row + 2, column : column + 2] = 0
    return frame


def _with_a_hole(frame):
    """A hole of 3×3 where the ink is thickest."""
    frame = frame.copy()
    rows, columns = np.indices((28, 28))
    mass = [
        [frame[max(r - 1, 0) : r + 2, max(c - 1, 0) : c + 2].sum() for c in range(28)]
        for r in range(28)
    ]
    row, column = np.unravel_index(np.argmax(mass), (28, 28))
    frame[(np.abs(rows - row) < 2) & (np.abs(columns - column) < 2)] = 0
    return frame


OTHER_INK = {
    "squared": (lambda frame: frame**2, {"other-brightness"}),
    "root": (lambda frame: frame**0.5, {"other-brightness"}),
    "power of 0.7": (lambda frame: frame**0.7, {"other-brightness"}),
    "brightened": (lambda frame: np.clip(frame * np.float32(1.3), 0, 1), {"other-brightness"}),
    "a tenth darker": (lambda frame: frame * np.float32(0.9), {"too-dim"}),
    "half as bright": (lambda frame: frame / 2, {"too-dim"}),
    "cut off at 0.8": (
        lambda frame: np.minimum(frame, np.float32(0.8)),
        {"too-dim", "not-centred"},
    ),
    "with a small hole": (_with_a_small_hole, {"hole-in-the-ink", "not-centred"}),
    "with a hole": (_with_a_hole, {"lost-ink", "not-centred"}),
    "a pixel off": (lambda frame: np.roll(frame, (-1, -1), (0, 1)), {"not-centred"}),
}


@pytest.mark.parametrize(("changed", "causes"), OTHER_INK.values(), ids=OTHER_INK)
def test_ink_that_was_changed_is_noticed(changed, causes):
    for seed in range(5):
        verdict = examine(CENTER_DRAWING, lambda d: changed(framed(d)), np.random.default_rng(seed))
        assert not verdict.ok
        assert verdict.cause in causes, f"seed {seed}: {verdict}"


NEARLY_RIGHT = {
    "a box of 19": (lambda d: framed(d, longest=19), "wrong-size"),
    "a box of 21": (lambda d: framed(d, longest=21), "wrong-size"),
    "divided by 256": (lambda d: framed(d) * np.float32(255 / 256), "divided-by-256"),
    "its brightest made 1": (
        lambda d: framed(d) / max(framed(d).max(), np.float32(0.1)),
        "stretched-brightness",
    ),
    "greys below 0.3 dropped": (
        lambda d: np.where(framed(d) < 0.3, 0, framed(d)).astype(np.float32),
        "greys-dropped",
    ),
    "pale ink dropped first": (
        lambda d: framed(np.where(d < 77, 0, d).astype(np.uint8)),
        "greys-dropped",
    ),
    "the last row left out": (lambda d: framed(d, cut=1), "edge-cut-off"),
    "one row too high": (lambda d: framed(d, middle=13.0), "not-centred"),
    "one row too low": (lambda d: framed(d, middle=15.0), "not-centred"),
}


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize(("answer", "cause"), NEARLY_RIGHT.values(), ids=NEARLY_RIGHT)
def test_a_frame_that_is_nearly_right_is_refused(answer, cause):
    for seed in range(5):
        verdict = examine(CENTER_DRAWING, answer, np.random.default_rng(seed))
        assert verdict.cause == cause, f"seed {seed}: {verdict}"


def test_greys_and_pale_strokes_are_kept():
    for seed in range(5):
        verdict = examine(
            CENTER_DRAWING, lambda d: framed(d, binary=True), np.random.default_rng(seed)
        )
        assert not verdict.ok
        assert verdict.score == 0


def test_two_pixels_off_is_not_in_the_middle():
    for seed in range(5):
        verdict = examine(
            CENTER_DRAWING,
            lambda d: np.roll(framed(d), 3, axis=1),
            np.random.default_rng(seed),
        )
        assert verdict.cause in ("not-centred", "centred-by-box")


def test_another_picture_of_the_right_size_is_noticed():
    def a_frame_of_its_size(drawing):
        right = framed(drawing)
        if not right.any():
            return right
        top, bottom, left, end = drawings.box(right[..., 0])
        result = np.zeros_like(right)
        result[top : bottom + 1, left : end + 1] = 1
        return result

    verdict = examine(CENTER_DRAWING, a_frame_of_its_size, np.random.default_rng(0))
    assert verdict.cause == "another-picture"


def test_a_blank_sheet_alone_costs_a_part():
    def not_a_number(drawing):
        return framed(drawing) if drawing.any() else np.full((28, 28, 1), np.nan, np.float32)

    verdict = examine(CENTER_DRAWING, not_a_number, np.random.default_rng(0))
    assert (verdict.status, verdict.cause) == (PARTIAL, "blank-sheet")
    assert 0 < verdict.score < 1


@pytest.mark.parametrize(
    "value",
    [
        np.full((28, 28, 1), np.nan, np.float32),
        np.full((28, 28, 1), -np.inf),
        np.zeros((28, 28, 1), np.float32),
        np.ones((28, 28, 1), bool),
        np.full((28, 28, 1), 0.3, np.float32),
        np.zeros((0, 28, 1)),
        np.array([["x"]]),
        [[0.0] * 28] * 28,
    ],
    ids=["nan", "inf", "black", "bool", "grey", "empty", "text", "lists"],
)
def test_hostile_frames_get_words(value):
    verdict = examine(CENTER_DRAWING, lambda d: value, np.random.default_rng(0))
    assert verdict.status == "failed"
    assert verdict.message
    assert verdict.next_step


def test_a_frame_is_judged_as_plain_data():
    inputs = drawings.inputs(np.random.default_rng(2))
    observed = CENTER_DRAWING.probe(framed, inputs)
    assert (
        course.answer("center_drawing").judge(unpack(pack(inputs)), unpack(pack(observed))).status
        == PASSED
    )

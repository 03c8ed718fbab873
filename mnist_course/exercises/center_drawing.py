"""center_drawing, of lesson 08: what it asks."""

from mnist_course import spec
from mnist_course.core.exercise import Exercise
from mnist_course.core.language import say
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="center_drawing",
    difficulty=3,
    asks="Frame a drawing as MNIST frames its digits.",
    signature="center_drawing(drawing)",
    hints=(
        say(
            "Four steps: cut out the ink; scale it so that its longer side measures "
            "{drawing_box}; find its centre of mass; put it on a black "
            "{image_height}×{image_width} image so that this centre comes to the middle. Treat "
            "a blank sheet first.",
            drawing_box=spec.DRAWING_BOX,
            image_height=spec.IMAGE_HEIGHT,
            image_width=spec.IMAGE_WIDTH,
        ),
        "`rows = np.flatnonzero(drawing.any(axis=1))` are the rows with ink; the same with "
        "`axis=0` for columns. Pillow scales: "
        "`np.asarray(Image.fromarray(ink).resize((width, height)))`. Mind its order, width "
        "first, and that a thin stroke keeps at least one pixel.",
        say(
            "With `mass = small.sum()`, the centre's row is `(small.sum(axis=1) * "
            "np.arange(small.shape[0])).sum() / mass`, its column likewise with `axis=0`. The "
            "ink begins at row `round({middle} - centre_row)`.",
            middle=spec.IMAGE_HEIGHT // 2,
        ),
        "Make `framed = np.zeros((28, 28), np.float32)`. Heavy ink at one end must not reach over "
        "the edge: `top = min(max(top, 0), 28 - height)`, and `left` likewise. Then "
        "`framed[top:top + height, left:left + width] = small / 255`, and return "
        "`framed[..., np.newaxis]`.",
    ),
    probe=call_each,
)

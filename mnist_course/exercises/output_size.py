"""output_size, of lesson 03: what it asks."""

from mnist_course.core.exercise import Exercise
from mnist_course.probes.calls import call_each

EXERCISE = Exercise(
    id="output_size",
    difficulty=2,
    asks="Count the positions that a kernel can take along one axis.",
    signature='output_size(size, kernel, stride=1, padding="valid")',
    hints=(
        "Draw 5 pixels in a row and a kernel of 3. How many steps can it take to the right? At "
        "how many positions did it stand?",
        "With 'valid' it can move by size − kernel, in whole steps of `stride`, and it stood at "
        "one position before. With 'same' and stride 1, every pixel is a position.",
        'valid: `(size - kernel) // stride + 1`. For `padding == "same"`: size / stride, '
        "rounded up.",
    ),
    probe=call_each,
)

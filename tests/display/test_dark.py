"""A figure on a dark page: what was black on white is light on dark, pictures stay."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from mnist_course.display import dark


def brightness(colour):
    return sum(to_rgb(colour)) / 3


def test_letters_and_lines_turn_light_and_pictures_stay():
    figure = Figure()
    plot, picture = figure.subplots(1, 2)
    plot.plot([0, 1], [0, 1], color="black", label="a line")
    plot.plot([0, 1], [1, 0], color="tab:orange")
    plot.set_title("above")
    plot.set_xlabel("below")
    written = plot.text(0.5, 0.5, "on paper")
    plot.legend()
    pixels = np.array([[0.0, 255.0], [255.0, 0.0]])
    shown = picture.imshow(pixels, cmap="gray")
    number = picture.text(0, 0, "0", color="black")
    figure.suptitle("all")
    dark.darken(figure)
    assert brightness(figure.get_facecolor()[:3]) < 0.2
    assert brightness(plot.get_facecolor()[:3]) < 0.2
    light = [plot.title, plot.xaxis.label, written, *plot.get_xticklabels(), figure._suptitle]
    light += [plot.lines[0], *plot.get_legend().get_texts()]
    for one in light:
        assert brightness(one.get_color()) > 0.7, one
    assert to_rgb(plot.lines[1].get_color()) == to_rgb("tab:orange")
    assert (shown.get_array() == pixels).all()
    assert to_rgb(number.get_color()) == (0, 0, 0), "what stands on a picture is part of it"

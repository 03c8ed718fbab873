"""Tells the kernel what was predicted in the page; never shown, so no notebook keeps it."""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from mnist_course.core.errors import CourseError
from mnist_course.widgets.scripts import module


class PredictionListener(anywidget.AnyWidget):
    """Listens in the page for what is entered in this session's forms.

    Args:
        session: the mark of the forms that belong to this kernel.
        entered: (prediction's id, what was entered) → what to say of it.
    """

    _esm = module("predictions")

    session = traitlets.Unicode().tag(sync=True)

    def __init__(self, session: str, entered: Callable[[str, str], str]):
        super().__init__(session=session)
        self._entered = entered
        self.on_msg(self._receive)

    def _receive(self, _: Any, content: dict, __: list) -> None:
        if content.get("kind") != "prediction":
            return
        name, value = str(content.get("prediction")), str(content.get("value"))
        try:
            said = self._entered(name, value)
        except CourseError:
            # A page can send anything; a guess at nothing is none.
            return
        self.send({"kind": "said", "prediction": name, "said": said})

"""Tells the kernel which hint was opened; never shown, so nothing of it stays in a notebook."""

from typing import Any

import anywidget
import traitlets

from mnist_course.core.errors import CourseError
from mnist_course.widgets.scripts import module
from mnist_course.workspace import opened_hints


class HintCounter(anywidget.AnyWidget):
    """Listens in the page for hints of this session's panels.

    Attributes:
        session: the mark of the panels that belong to this kernel.
    """

    _esm = module("hints")

    session = traitlets.Unicode().tag(sync=True)

    def __init__(self, session: str):
        super().__init__(session=session)
        self.on_msg(self._receive)

    def _receive(self, _: Any, content: dict, __: list) -> None:
        number = content.get("number")
        if content.get("kind") != "hint" or type(number) is not int:
            return
        try:
            opened_hints.record(str(content.get("exercise")), number)
        except CourseError:
            # A page can send anything; a hint of no exercise is none.
            return

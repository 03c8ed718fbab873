"""Which Keras saved the models that were handed in: a newer one's may not load in an older."""

import re

from autograder.intake.submission import Submission

_FIRST = 1_000
"""Bytes; Keras writes `metadata.json` first and does not compress it (`saving_lib.py`)."""

_VERSION = re.compile(rb'\APK\x03\x04.{,300}"keras_version": ?"(\d[\w.]{,20})"', re.DOTALL)


def of(submission: Submission) -> set[str]:
    """The versions that its saved models name; what names none is passed over.

    Only the first bytes are looked at, so that a hostile file costs nothing.
    """
    beginnings = [
        content[:_FIRST] for name, content in submission.files.items() if name.endswith(".keras")
    ]
    return {found[1].decode() for one in beginnings if (found := _VERSION.match(one))}

"""The students' bundle has no `autograder`: the doctor says nothing of grading there."""

import sys

from mnist_course.commands import examinations


def test_the_doctor_speaks_of_grading_to_those_who_can_grade_alone(monkeypatch):
    assert [one.what for one in examinations.sandbox()] == ["sandbox for grading"]
    # As Python says of a package that it cannot import.
    monkeypatch.setitem(sys.modules, "autograder", None)
    assert list(examinations.sandbox()) == []

"""Machines for which there is no TensorFlow: the doctor says so, and what to do."""

import platform

import pytest

from mnist_course.commands import examinations


def looked(monkeypatch, system: str, machine: str) -> examinations.Finding:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    (finding,) = examinations.machine()
    return finding


@pytest.mark.parametrize(
    ("system", "machine", "named"),
    [("Darwin", "x86_64", "Intel"), ("Windows", "ARM64", "Windows on Arm")],
)
def test_a_machine_without_tensorflow_is_a_fault_with_a_way_out(
    monkeypatch, system, machine, named
):
    finding = looked(monkeypatch, system, machine)
    assert finding.state == examinations.FAULT
    assert named in finding.found
    assert "in the browser" in finding.mend


@pytest.mark.parametrize(
    ("system", "machine"),
    [("Darwin", "arm64"), ("Windows", "AMD64"), ("Linux", "x86_64"), ("Linux", "aarch64")],
)
def test_the_others_are_fine(monkeypatch, system, machine):
    assert looked(monkeypatch, system, machine).state == examinations.FINE

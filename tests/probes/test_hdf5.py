"""The file of weights, at the bounds of what is read of it."""

import io

import h5py
import numpy as np
import pytest

from mnist_course.probes.hdf5 import MAX_DEPTH, MAX_IN_LAYER, MAX_OBJECTS, Weights, read_arrays

NUMBERS = 1_000


def file_of(write) -> bytes:
    raw = io.BytesIO()
    with h5py.File(raw, "w") as file:
        write(file)
    return raw.getvalue()


@pytest.mark.parametrize("more", [0, 1])
def test_its_parts(more):
    raw = file_of(lambda file: [file.create_group(f"{n}") for n in range(MAX_OBJECTS + more)])
    if more:
        with pytest.raises(Weights, match="too many parts"):
            read_arrays(raw, NUMBERS)
    else:
        assert read_arrays(raw, NUMBERS).layers == {}


@pytest.mark.parametrize("more", [0, 1])
def test_its_depth(more):
    folders = "/".join(["layers", *["in"] * (MAX_DEPTH - 2 + more), "vars"])
    raw = file_of(lambda file: file.create_dataset(f"{folders}/0", data=np.ones(3)))
    if more:
        with pytest.raises(Weights, match="refers to itself"):
            read_arrays(raw, NUMBERS)
    else:
        ((array,),) = read_arrays(raw, NUMBERS).layers.values()
        assert array.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("more", [0, 1])
def test_the_arrays_of_a_layer(more):
    def write(file):
        for number in range(MAX_IN_LAYER + more):
            file[f"layers/dense/vars/{number}"] = np.float32(number)

    layers = read_arrays(file_of(write), NUMBERS).layers
    if more:
        assert layers == {}
    else:
        assert [float(one) for one in layers["layers/dense"]] == list(range(MAX_IN_LAYER))


@pytest.mark.parametrize("more", [0, 1])
def test_the_numbers_of_all_layers(more):
    def write(file):
        file["layers/a/vars/0"] = np.zeros(NUMBERS - 1, np.float32)
        file["layers/b/vars/0"] = np.zeros(1 + more, np.float32)

    if more:
        with pytest.raises(Weights, match="1,000 weights allowed"):
            read_arrays(file_of(write), NUMBERS)
    else:
        assert len(read_arrays(file_of(write), NUMBERS).layers) == 2

"""Files handed in as `digits.keras` or `beyond.keras` that earn nothing, whatever they hold."""

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Artefact:
    """One file.

    Attributes:
        name: what it is.
        make: gives its bytes, from those of the course's trained model and a folder to work in.
        status, cause: of the verdict on it; '' where the lessons name different causes.
    """

    name: str
    make: Callable[[bytes, Path], bytes]
    status: str
    cause: str


class _Runs:
    """Leaves a mark where it is unpickled."""

    def __reduce__(self) -> tuple:
        return os.system, ("touch unpickled",)


def _model(good: bytes, folder: Path) -> Any:
    import keras

    path = folder / "good.keras"
    path.write_bytes(good)
    return keras.models.load_model(path)


def _weights_renamed(good: bytes, folder: Path) -> bytes:
    _model(good, folder).save_weights(folder / "m.weights.h5")
    return (folder / "m.weights.h5").read_bytes()


def _old_format(good: bytes, folder: Path) -> bytes:
    _model(good, folder).save(folder / "m.h5")
    return (folder / "m.h5").read_bytes()


def _arrays(good: bytes, folder: Path) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, *_model(good, folder).get_weights())
    return buffer.getvalue()


def _with_a_lambda(good: bytes, folder: Path) -> bytes:
    import keras

    first = keras.layers.Lambda(lambda images: images)
    layers = _model(good, folder).layers
    keras.Sequential([keras.Input((28, 28, 1)), first, *layers]).save(folder / "m.keras")
    return (folder / "m.keras").read_bytes()


def _pickled(good: bytes, folder: Path) -> bytes:
    return pickle.dumps(_Runs())


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _with(**changes: Any) -> Callable[[bytes, Path], bytes]:
    """The good file with members replaced; None takes one out."""

    def make(good: bytes, folder: Path) -> bytes:
        with zipfile.ZipFile(io.BytesIO(good)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        for name, change in changes.items():
            member = {"config": "config.json", "weights": "model.weights.h5"}.get(name, name)
            content = change(members.pop(member, b"")) if callable(change) else change
            if content is not None:
                members[member] = content
        return _archive(members)

    return make


def _without_layers(config: bytes) -> bytes:
    entity = json.loads(config)
    entity["config"]["layers"] = []
    return json.dumps(entity).encode()


def _zeros(weights: bytes) -> bytes:
    import h5py

    buffer = io.BytesIO(weights)

    def clear(name: str, item: Any) -> None:
        if name.startswith("layers/") and isinstance(item, h5py.Dataset):
            item[...] = 0

    with h5py.File(buffer, "r+") as file:
        file.visititems(clear)
    return buffer.getvalue()


ARTEFACTS = (
    Artefact("weights alone, renamed", _weights_renamed, "invalid", "not-a-keras-file"),
    Artefact("the old HDF5 format, renamed", _old_format, "invalid", "not-a-keras-file"),
    Artefact("arrays of weights, renamed", _arrays, "invalid", "foreign-archive"),
    Artefact("an empty configuration", _with(config=b"{}"), "failed", "not-a-model"),
    Artefact("no configuration", _with(config=lambda _: None), "invalid", "damaged-file"),
    Artefact("a network without layers", _with(config=_without_layers), "failed", ""),
    Artefact("a network without weights", _with(weights=lambda _: None), "invalid", "damaged-file"),
    Artefact("weights that are all zero", _with(weights=_zeros), "failed", ""),
    Artefact("a Lambda layer", _with_a_lambda, "failed", "lambda-layer"),
    Artefact("a pickle", _pickled, "invalid", "not-a-keras-file"),
    Artefact(
        "a pickle in the archive", _with(**{"data.pkl": pickle.dumps(_Runs())}),
        "invalid", "foreign-archive",
    ),
)  # fmt: skip

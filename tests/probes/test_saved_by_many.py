"""Saved models of many versions of Keras: their configurations are kept, their weights made anew.

`tests/data/saved_models.json` has what Keras 2.15 (also as tf_keras) to 3.15 wrote, with
TensorFlow, JAX and PyTorch: the configuration, where the file of weights keeps each array, and
what the check should say.
"""

import io
import json
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.plain import pack, unpack
from mnist_course.judging.network import judge_model, read_network, weights_of
from mnist_course.probes.saved_models import read
from support.sampling import sampled
from support.trained import own_weights

SAVED = json.loads((Path(__file__).parents[1] / "data" / "saved_models.json").read_text("utf-8"))
RIGHT = [name for name, entry in SAVED.items() if entry["status"] == "passed"]


@pytest.fixture(scope="module")
def trained():
    """Weights that read digits, and are not those of the course."""
    return own_weights()


def weights_file(entry, weights, separator="/"):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for number, (path, shape, dtype) in enumerate(entry["arrays"]):
            known = len(entry["arrays"]) == len(weights)
            values = weights[number] if known else np.zeros(shape)
            group, _, name = path.rpartition("/")
            at = file.require_group(group.replace("/", separator))
            at.create_dataset(name, data=np.asarray(values, dtype).reshape(shape))
    return buffer.getvalue()


def saved(path, name, weights, litter=(), compression=zipfile.ZIP_STORED, separator="/"):
    entry = SAVED[name]
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("metadata.json", '{"keras_version": "3"}')
        archive.writestr("config.json", json.dumps(entry["config"]))
        archive.writestr("model.weights.h5", weights_file(entry, weights, separator))
        for member in litter:
            archive.writestr(member, b"" if member.endswith("/") else b"\x00")
    return path


@pytest.mark.parametrize("name", sampled(list(SAVED), 2))
def test_each_is_judged_rightly(name, trained, tmp_path):
    observed = unpack(pack(read(saved(tmp_path / "digits.keras", name, trained))))
    verdict = judge_model(observed)
    assert verdict.status == SAVED[name]["status"], f"{verdict.message}\n{verdict.details}"
    assert len(verdict.message) <= 400
    if verdict.ok:
        found = weights_of(read_network(observed, (28, 28, 1)), observed)
        assert all(map(np.array_equal, found, trained))


@pytest.mark.parametrize("name", sampled(["y_tf215_func", "v_acts_k3.15"], 2))
def test_a_right_one_earns_its_points(name, trained, tmp_path):
    path = saved(tmp_path / "digits.keras", name, trained)
    verdict = course.examine(course.exercise("trained_model"), path, np.random.default_rng(0))
    assert verdict.ok, verdict.message


LITTER = {
    "a Mac's folder file": (".DS_Store",),
    "a Mac's second fork": ("__MACOSX/", "__MACOSX/._config.json", "._model.weights.h5"),
    "Windows' files": ("Thumbs.db", "desktop.ini"),
    "an empty folder of assets": ("assets/",),
    "assets of layers": ("assets/layers/", "assets/layers/lookup/vocabulary.txt", "README.md"),
}


@pytest.mark.parametrize("litter", LITTER.values(), ids=LITTER)
def test_litter_in_the_archive_is_passed_over(litter, trained, tmp_path):
    path = saved(tmp_path / "digits.keras", "k3.15.1_tf221", trained, litter)
    assert judge_model(read(path)).ok


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compressed_archive_is_read(compression, trained, tmp_path):
    path = saved(tmp_path / "digits.keras", "k3.15.1_tf221", trained, compression=compression)
    assert judge_model(read(path)).ok


def test_names_joined_as_on_windows_are_read(trained, tmp_path):
    path = saved(tmp_path / "digits.keras", "tf215_keras2", trained, separator="\\")
    observed = read(path)
    found = weights_of(read_network(observed, (28, 28, 1)), observed)
    assert all(map(np.array_equal, found, trained))


def test_the_slope_of_an_old_leaky_relu_is_its_alpha(trained, tmp_path):
    name = "tf_keras 2.21 leaky0"
    text = json.dumps(SAVED[name]["config"]).replace('"alpha": 0.0', '"alpha": 0.125')
    network = read_network({"origin": "file", "problem": None, "config": text}, folded=False)
    slopes = [u.fields["negative_slope"] for u in network.units if u.kind == "LeakyReLU"]
    assert slopes == [0.125] * 4

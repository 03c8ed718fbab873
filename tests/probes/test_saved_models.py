"""Saved models: right ones are read as they are, dangerous and broken ones are rejected."""

import io
import json
import os
import zipfile

import h5py
import keras
import numpy as np
import pytest

from mnist_course import course
from mnist_course.core.exercise import FAILED, INVALID
from mnist_course.core.plain import pack, unpack
from mnist_course.judging.network import judge_model, read_network, weights_of
from mnist_course.probes import saved_models
from mnist_course.probes.networks import observe
from mnist_course.probes.saved_models import Limits, read
from support.corpus.right_models import (
    RIGHT_MODELS,
    SHAPE,
    Block,
    Inherited,
    Subclass,
    Wrapped,
    body,
    sequential,
)
from support.corpus.wrong_models import NAMED, LookAlike, relu
from support.sampling import sampled

NO_LAYERS_IN_THE_FILE = (Subclass, Wrapped, Inherited)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The course's model as Keras saves it, compiled."""
    path = tmp_path_factory.mktemp("saved") / "digits.keras"
    model = sequential(body())
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.train_on_batch(np.zeros((1, *SHAPE)), np.zeros(1))
    model.save(path)
    return path


def rewritten(good, target, members=(), config=None, weights=None, leave_out=()):
    """The good file with some of its parts replaced."""
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name not in leave_out}
    if config is not None:
        parts["config.json"] = json.dumps(config(json.loads(parts["config.json"]))).encode()
    if weights is not None:
        buffer = io.BytesIO(parts["model.weights.h5"])
        with h5py.File(buffer, "r+") as file:
            weights(file)
        parts["model.weights.h5"] = buffer.getvalue()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in [*parts.items(), *members]:
            archive.writestr(name, content)
    return target


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "make"), sampled(RIGHT_MODELS, 3), ids=[n for n, _ in RIGHT_MODELS]
)
def test_a_saved_right_model_is_read_without_keras(name, make, tmp_path):
    model = make()
    path = tmp_path / "digits.keras"
    if not model.built or isinstance(model, NO_LAYERS_IN_THE_FILE):
        pytest.skip("not built, or a subclass: its file has no layers or no weights")
    if any(isinstance(layer, Block) for layer in model._flatten_layers()):
        pytest.skip("a layer of its own, which a file cannot describe")
    model.save(path)
    observed = unpack(pack(read(path)))
    assert observed["problem"] is None
    assert judge_model(observed).ok
    network = read_network(observed, SHAPE)
    live = observe(model)
    expected = weights_of(read_network(live, SHAPE), live)
    assert all(map(np.array_equal, weights_of(network, observed), expected))


def test_the_steps_of_the_optimizer_are_read(good):
    assert read(good)["steps"] == 1


def test_reading_does_not_import_what_the_file_names(good, tmp_path):
    marker = tmp_path / "ran"
    (tmp_path / "evil.py").write_text(f"open({str(marker)!r}, 'w')")

    def config(entity):
        entity["config"]["layers"][1] |= {"module": "evil", "class_name": "Layer"}
        return entity

    path = rewritten(good, tmp_path / "digits.keras", config=config)
    assert read(path)["problem"]["cause"] == "custom-class"
    assert not marker.exists()


def saved(make):
    def write(good, path):
        make().save(path)

    return write


def with_members(*members, **changes):
    return lambda good, path: rewritten(good, path, members, **changes)


def with_bytes(change):
    return lambda good, path: path.write_bytes(change(good.read_bytes()))


def with_config(change):
    return lambda good, path: rewritten(good, path, config=change)


def with_weights(change):
    return lambda good, path: rewritten(good, path, weights=change)


def first_layer(**changes):
    def change(entity):
        entity["config"]["layers"][1] |= changes
        return entity

    return with_config(change)


def first_field(**changes):
    def change(entity):
        entity["config"]["layers"][1]["config"] |= changes
        return entity

    return with_config(change)


def kernel(file):
    return file["layers/conv2d/vars"]


def replace(**options):
    def change(file):
        group = kernel(file)
        values = group["0"][()]
        del group["0"]
        group.create_dataset("0", **({"data": values} | options))

    return with_weights(change)


def external_link(file):
    del kernel(file)["0"]
    kernel(file)["0"] = h5py.ExternalLink("/etc/passwd", "/x")


def soft_link(file):
    del kernel(file)["0"]
    kernel(file)["0"] = h5py.SoftLink("/layers/dense/vars/0")


def external_data(file):
    del kernel(file)["0"]
    kernel(file).create_dataset(
        "0", (3, 3, 1, 32), "f4", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)]
    )


def virtual_data(file):
    del kernel(file)["0"]
    layout = h5py.VirtualLayout((3, 3, 1, 32), "f4")
    layout[:] = h5py.VirtualSource("/tmp/other.h5", "x", (3, 3, 1, 32))
    kernel(file).create_virtual_dataset("0", layout)


def huge(file):
    del kernel(file)["0"]
    kernel(file).create_dataset("0", (10**6, 10**6), "f4", chunks=(1024, 1024))


def circle(file):
    file["layers/conv2d/again"] = file["layers"]


def text_for_weights(file):
    del kernel(file)["0"]
    kernel(file).create_dataset("0", data=[b"abc"] * 288)


def not_a_number(file):
    values = kernel(file)["0"][()]
    values[0] = np.nan
    kernel(file)["0"][...] = values


def no_kernel(file):
    del kernel(file)["0"]


def bomb(good, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "{}")
        with archive.open("model.weights.h5", "w", force_zip64=True) as file:
            for _ in range(100):
                file.write(bytes(2**20))


def lying_bomb(good, path):
    """Unpacks to 100 MB and says that it has 100 bytes."""
    bomb(good, path)
    raw = bytearray(path.read_bytes())
    place = raw.rfind(b"PK\x01\x02")
    raw[place + 24 : place + 28] = (100).to_bytes(4, "little")
    path.write_bytes(raw)


def many_members(good, path):
    rewritten(good, path, [(f"assets/{n}", b"") for n in range(1_000)])


def folder(good, path):
    path.mkdir()


def link(good, path):
    path.symlink_to(good)


def old_format(good, path):
    with h5py.File(path, "w") as file:
        file["x"] = 1


def deep_config(entity):
    for _ in range(200):
        entity = {"a": [entity]}
    return {"class_name": "Sequential", "module": "keras", "config": entity}


def subclass(good, path):
    model = Subclass()
    model(np.zeros((1, *SHAPE), "float32"))
    model.save(path)


def with_layer(make_layer):
    def make():
        layers = body()
        layers[0] = make_layer()
        return sequential(layers)

    return saved(make)


L = keras.layers

REJECTED = [
    ("no file", "missing-file", lambda good, path: None),
    ("a folder", "not-a-keras-file", folder),
    ("a link", "not-a-keras-file", link),
    ("an empty file", "damaged-file", with_bytes(lambda raw: b"")),
    ("text", "not-a-keras-file", with_bytes(lambda raw: b"print('hello')")),
    ("a pickle", "not-a-keras-file", with_bytes(lambda raw: b"\x80\x04cos\nsystem\n")),
    ("the old format", "not-a-keras-file", old_format),
    ("cut off", "damaged-file", with_bytes(lambda raw: raw[: len(raw) // 2])),
    ("the last byte cut off", "damaged-file", with_bytes(lambda raw: raw[:-1])),
    ("bytes flipped", "damaged-file", with_bytes(
        lambda raw: raw[:3000] + bytes(200) + raw[3200:])),
    ("a zip of something else", "foreign-archive", lambda good, path: rewritten(
        good, path, [("a.txt", "x")], leave_out=("config.json", "model.weights.h5"))),
    ("no configuration", "damaged-file", with_members(leave_out=("config.json",))),
    ("no weights", "damaged-file", with_members(leave_out=("model.weights.h5",))),
    ("a path that climbs", "foreign-archive", with_members(("../../evil.py", "x"))),
    ("an absolute path", "foreign-archive", with_members(("/etc/cron.d/evil", "x"))),
    ("a pickle inside", "foreign-archive", with_members(("model.pkl", b"\x80\x04."))),
    ("a model in a folder of the archive", "foreign-archive", with_members(
        ("digits/config.json", "{}"), leave_out=("config.json",))),
    ("a file that is no part of it", "foreign-archive", with_members(("notes.txt", "x"))),
    ("very many members", "foreign-archive", many_members),
    ("unpacks to gigabytes", "too-large", bomb),
    ("lies about its size", "damaged-file", lying_bomb),
    ("a configuration that is no JSON", "damaged-file", with_members(
        ("config.json", "{"), leave_out=("config.json",))),
    ("a configuration that is a list", "damaged-file", with_members(
        ("config.json", "[]"), leave_out=("config.json",))),
    ("no model in it", "not-a-model", with_members(
        ("config.json", '{"class_name": "Dense", "module": "keras.layers"}'),
        leave_out=("config.json",))),
    ("a deep configuration", "not-a-model", with_config(
        lambda entity: {"a": [entity["config"]["name"]]})),
    ("nested without end", "damaged-file", with_members(
        ("config.json", '{"a":' * 50_000), leave_out=("config.json",))),
    ("a Lambda layer", "lambda-layer", with_layer(lambda: L.Lambda(lambda x: x))),
    ("a Lambda that says it is Keras's", "lambda-layer", first_layer(
        class_name="Lambda", module="keras.layers", registered_name=None)),
    ("a lambda as activation", "lambda-layer", first_field(activation={
        "class_name": "__lambda__", "config": {"value": "4wEAAA=="}})),
    ("a look-alike", "custom-class", with_layer(lambda: LookAlike(32, 3, activation="relu"))),
    ("a class of one's own", "custom-class", first_layer(
        module="my_module", class_name="Conv2D", registered_name="Custom>Conv2D")),
    ("a function of one's own", "custom-class", first_field(activation={
        "module": "builtins", "class_name": "function", "config": "my_relu",
        "registered_name": "function"})),
    ("a function of os", "custom-class", first_field(activation={
        "module": "os", "class_name": "function", "config": "system",
        "registered_name": "system"})),
    ("an initializer of one's own", "custom-class", first_field(kernel_initializer={
        "module": "subprocess", "class_name": "Popen", "config": {}, "registered_name": None})),
    ("a subclass", "subclassed-model", subclass),
    ("an external link", "hdf5-link", with_weights(external_link)),
    ("a soft link", "hdf5-link", with_weights(soft_link)),
    ("data in another file", "hdf5-link", with_weights(external_data)),
    ("virtual data", "hdf5-link", with_weights(virtual_data)),
    ("compressed weights", "hdf5-filter", replace(compression="gzip")),
    ("a checksum filter", "hdf5-filter", replace(fletcher32=True, chunks=True)),
    ("terabytes that are not there", "too-large", with_weights(huge)),
    ("a circle", "damaged-file", with_weights(circle)),
    ("text for weights", "hdf5-type", with_weights(text_for_weights)),
    ("weights that are no HDF5", "damaged-file", with_members(
        ("model.weights.h5", b"PK" * 500), leave_out=("model.weights.h5",))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cause", "write"), REJECTED, ids=[case[0] for case in REJECTED])
def test_a_bad_file_is_rejected_with_a_line(name, cause, write, good, tmp_path):
    path = tmp_path / "digits.keras"
    write(good, path)
    observed = unpack(pack(read(path)))
    verdict = judge_model(observed)
    assert verdict.cause == cause, verdict.message
    readable = ("lambda-layer", "custom-class", "subclassed-model", "not-a-model")
    assert verdict.status == (FAILED if cause in readable else INVALID)
    assert observed["weights"] == []
    assert verdict.message.isprintable()
    assert verdict.next_step


UNUSABLE = [
    ("NaN", "nan-weights", with_weights(not_a_number)),
    ("a layer without its kernel", "missing-weights", with_weights(no_kernel)),
    ("another shape", "wrong-weights", replace(data=np.zeros((3, 3, 1, 31), "f4"))),
]


@pytest.mark.parametrize(("name", "cause", "write"), UNUSABLE, ids=[case[0] for case in UNUSABLE])
def test_unusable_weights_are_named(name, cause, write, good, tmp_path):
    from mnist_course.course import exercise

    path = tmp_path / "digits.keras"
    write(good, path)
    task = exercise("trained_model")
    inputs = course.answer(task.id).inputs(np.random.default_rng(0))
    assert course.answer(task.id).judge(inputs, task.probe(path, inputs)).cause == cause


def test_limits_are_kept(good):
    assert read(good, Limits(file_bytes=1000))["problem"]["cause"] == "too-large"
    assert read(good, Limits(unpacked_bytes=1000))["problem"]["cause"] == "too-large"
    assert read(good, Limits(weights=1000))["problem"]["cause"] == "too-large"


def test_limits_are_kept_to_the_last(good):
    with zipfile.ZipFile(good) as archive:
        members = archive.infolist()
    config = next(one for one in members if one.filename == "config.json")
    sizes = {
        "file_bytes": good.stat().st_size,
        "unpacked_bytes": sum(one.file_size for one in members),
        "config_bytes": config.file_size,
        "members": len(members),
        "weights": sequential(body()).count_params(),
    }
    for name, size in sizes.items():
        assert read(good, Limits(**{name: size}))["problem"] is None
        assert read(good, Limits(**{name: size - 1}))["problem"], name


def test_any_change_of_a_byte_is_survived(good, tmp_path):
    raw = good.read_bytes()
    rng = np.random.default_rng(0)
    path = tmp_path / "digits.keras"
    for _ in range(150):
        changed = bytearray(raw)
        for place in rng.integers(0, len(raw), 8):
            changed[place] = rng.integers(0, 256)
        path.write_bytes(changed)
        observed = read(path)
        judge_model(observed)
        assert set(observed) >= {"problem", "config", "weights"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_does_not_block(tmp_path):
    path = tmp_path / "digits.keras"
    os.mkfifo(path)
    assert read(path)["problem"]["cause"] == "not-a-keras-file"


def test_a_function_with_keras_s_name_is_keras_s_in_the_file(good, tmp_path):
    """Keras writes any function called relu as 'relu'; only a live model shows whose it was."""
    path = tmp_path / "digits.keras"
    layers = body()
    layers[0] = keras.layers.Conv2D(32, 3, activation=relu)
    sequential(layers).save(path)
    assert judge_model(read(path)).ok
    assert judge_model(observe(sequential(layers))).cause == "wrong-activation"


def test_names_of_folders_are_as_keras_makes_them():
    from keras.src.utils.naming import to_snake_case

    for name in ("Conv2D", "MaxPooling2D", "SeparableConv2D", "ReLU", "LayerNormalization"):
        assert saved_models._snake(name) == to_snake_case(name)
    assert any(name == "None" for name, _, _ in NAMED)

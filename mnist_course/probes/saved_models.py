"""Read a saved `.keras` model as plain data, without running anything in it.

A `.keras` file is a zip archive with `config.json` and `model.weights.h5` (`keras/src/saving/
saving_lib.py`). Keras's own loader builds whatever classes the configuration names; here it is
only text and numbers. Every size is limited before it is believed.
"""

import io
import json
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_course.core.language import say, sentence
from mnist_course.core.plain import Data
from mnist_course.probes.configurations import is_function, is_kerass, is_model
from mnist_course.probes.hdf5 import Weights, read_arrays

CONFIG, WEIGHTS, METADATA = "config.json", "model.weights.h5", "metadata.json"

_HARMLESS = re.compile(
    r"assets(/[^/]+)*/?|README\.md|(__MACOSX/.*)|([^/]+/)*(\.DS_Store|\._[^/]+|Thumbs\.db|desktop\.ini)"
)
"""What Keras, a file manager or an archiver puts beside the model. It is never unpacked."""


@dataclass(frozen=True)
class Limits:
    """How large a saved model may be.

    Attributes:
        file_bytes: the file as it lies on the disk.
        unpacked_bytes: all its members together, unpacked.
        config_bytes: the configuration.
        members: how many files the archive may hold.
        weights: how many numbers the layers may hold.
    """

    file_bytes: int = 64 * 2**20
    unpacked_bytes: int = 64 * 2**20
    config_bytes: int = 4 * 2**20
    members: int = 64
    weights: int = 4_000_000


class Rejected(Exception):
    """A file that is not accepted; the message is for the student."""

    def __init__(self, cause: str, message: str, next_step: str) -> None:
        super().__init__(say(message))
        self.cause = cause
        self.next_step = say(next_step)


_SAVE = sentence('Save the trained model once more: `model.save("{name}")`.')

SAVED_TENSORFLOW_SOFTMAX = ("builtins", "softmax_v2")
"""How Keras saves `tf.nn.softmax`: the home and the name of the function."""


def probe(path: str | Path, inputs: Data) -> Data:
    """The probe of an exercise whose artefact is a saved model; there is nothing to put in."""
    return read(path)


def read(path: str | Path, limits: Limits = Limits()) -> dict[str, Data]:
    """What `networks.observe` says of a model, read from its file; never raises.

    Args:
        path: the `.keras` file.
        limits: sizes beyond which it is rejected.

    Returns:
        A dict as `observe` gives it, with `origin` 'file', and `steps`: how many batches the
        saved optimizer has seen, or None where it was not saved. `problem` says what is wrong
        with a file that is not accepted.
    """
    path = Path(path)
    record: dict[str, Data] = {
        "origin": "file",
        "type": say("saved model"),
        "problem": None,
        "config": "",
        "weights": [],
        "outputs": None,
        "built": True,
        "steps": None,
    }
    name = path.name
    try:
        raw = _bytes(path, limits)
        config, weights = _members(raw, name, limits)
        entity = _configuration(config, name)
        arrays = read_arrays(weights, limits.weights)
        record["weights"] = [
            {"path": place, "arrays": arrays.layers[stored]}
            for place, stored in _places(entity["config"], "", "layers")
            if stored in arrays.layers
        ]
        record["config"], record["steps"] = config, arrays.steps
    except Rejected as error:
        record["problem"] = _problem(error.cause, str(error), error.next_step, name)
    except Weights as error:
        record["problem"] = _problem(error.cause, str(error), say(_SAVE), name)
    except Exception as error:
        message = say("{name} cannot be read ({error}).", name=name, error=type(error).__name__)
        record["problem"] = _problem("damaged-file", message, say(_SAVE), name)
    return record


def _problem(cause: str, message: str, next_step: str, name: str) -> Data:
    return {"cause": cause, "message": message, "next_step": next_step.replace("{name}", name)}


def _bytes(path: Path, limits: Limits) -> bytes:
    name = path.name
    try:
        status = path.lstat()
    except (OSError, ValueError):
        raise Rejected("missing-file", say("There is no file {name}.", name=name), _SAVE) from None
    if stat.S_ISDIR(status.st_mode):
        raise Rejected(
            "not-a-keras-file",
            say(
                "{name} is a folder, not a file: it was unpacked, or saved with `zipped=False`.",
                name=name,
            ),
            _SAVE,
        )
    if not stat.S_ISREG(status.st_mode):
        raise Rejected("not-a-keras-file", say("{name} is a link, not a file.", name=name), _SAVE)
    if status.st_size > limits.file_bytes:
        raise Rejected(
            "too-large",
            say(
                "{name} has {size:,} bytes, more than the {most:,} allowed.",
                name=name,
                size=status.st_size,
                most=limits.file_bytes,
            ),
            "Save the model of the exercise, which needs less than one million.",
        )
    with path.open("rb") as file:
        raw = file.read(limits.file_bytes + 1)
    if not raw:
        raise Rejected("damaged-file", say("{name} is empty.", name=name), _SAVE)
    if raw.startswith(b"\x89HDF"):
        raise Rejected(
            "not-a-keras-file",
            say("{name} is in the old HDF5 format, or holds weights alone.", name=name),
            'Save the whole model with `model.save("{name}")`, not `save_weights`.',
        )
    if raw.startswith(b"\x80"):
        raise Rejected(
            "not-a-keras-file",
            say("{name} is a pickle, which would run code when opened.", name=name),
            _SAVE,
        )
    if not raw.startswith(b"PK"):
        raise Rejected("not-a-keras-file", say("{name} is not a `.keras` file.", name=name), _SAVE)
    return raw


def _members(raw: bytes, name: str, limits: Limits) -> tuple[str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Rejected(
            "damaged-file", say("{name} is cut off or damaged.", name=name), _SAVE
        ) from None
    with archive:
        members = archive.infolist()
        names = [member.filename for member in members]
        if len(names) > limits.members or len(set(names)) != len(names):
            raise Rejected(
                "foreign-archive", say("{name} holds more than a model does.", name=name), _SAVE
            )
        foreign = [item for item in names if not _belongs(item)]
        folder = next((item for item in names if item.endswith(f"/{CONFIG}")), None)
        if folder and CONFIG not in names:
            raise Rejected(
                "foreign-archive",
                say(
                    "The parts of the model lie in a folder inside {name}, where Keras does not "
                    "look for them: was it unpacked and packed again?",
                    name=name,
                ),
                _SAVE,
            )
        if foreign:
            raise Rejected(
                "foreign-archive",
                say(
                    "{name} contains {part}, which is no part of a saved model.",
                    name=name,
                    part=ascii(foreign[0])[:60],
                ),
                _SAVE,
            )
        missing = [item for item in (CONFIG, WEIGHTS) if item not in names]
        if missing:
            raise Rejected(
                "damaged-file",
                say("{name} lacks its {missing}.", name=name, missing=missing[0]),
                _SAVE,
            )
        if sum(member.file_size for member in members) > limits.unpacked_bytes:
            raise _bomb(name, limits)
        try:
            config = _unpack(archive, CONFIG, limits.config_bytes, name, limits)
            weights = _unpack(archive, WEIGHTS, limits.unpacked_bytes, name, limits)
            return config.decode(), weights
        except Rejected:
            raise
        except UnicodeDecodeError:
            raise Rejected(
                "damaged-file", say("The text in {name} is damaged.", name=name), _SAVE
            ) from None
        except Exception:
            # zipfile raises zlib.error, EOFError, NotImplementedError and more.
            raise Rejected(
                "damaged-file", say("{name} is cut off or damaged.", name=name), _SAVE
            ) from None


def _belongs(name: str) -> bool:
    return name in (CONFIG, WEIGHTS, METADATA) or _HARMLESS.fullmatch(name) is not None


def _unpack(archive: zipfile.ZipFile, member: str, most: int, name: str, limits: Limits) -> bytes:
    # The archive's own word on a member's size can be a lie, so count while unpacking.
    with archive.open(member) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise _bomb(name, limits)
    return content


def _bomb(name: str, limits: Limits) -> Rejected:
    return Rejected(
        "too-large",
        say(
            "{name} unpacks to more than the {unpacked_bytes:,} bytes allowed.",
            name=name,
            unpacked_bytes=limits.unpacked_bytes,
        ),
        "Save the model of the exercise, which needs less than one million.",
    )


def _configuration(text: str, name: str) -> dict[str, Any]:
    try:
        entity = json.loads(text)
    except (ValueError, RecursionError):
        raise Rejected(
            "damaged-file", say("The text in {name} is damaged.", name=name), _SAVE
        ) from None
    if not isinstance(entity, dict):
        raise Rejected("damaged-file", say("{name} describes no model.", name=name), _SAVE)
    try:
        for part in _objects(entity):
            _accept(part, part is entity)
    except RecursionError:
        raise Rejected(
            "damaged-file", say("{name} is nested too deep.", name=name), _SAVE
        ) from None
    if not is_model(entity):
        raise Rejected("not-a-model", say("{name} does not hold a Keras model.", name=name), _SAVE)
    return entity


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every serialised object within a configuration."""
    if isinstance(value, dict):
        if "class_name" in value:
            yield value
        # How a nested model was compiled says nothing of what it computes.
        value = [part for key, part in value.items() if key != "compile_config"]
    if isinstance(value, list):
        for part in value:
            yield from _objects(part)


def _accept(entity: dict[str, Any], at_top: bool) -> None:
    kind = _word(entity["class_name"])
    if kind in ("Lambda", "__lambda__"):
        raise Rejected(
            "lambda-layer",
            "The model contains a Lambda: code that would have to be run to be read.",
            "Use Keras's own layers and activations, then train and save again.",
        )
    home, registered = entity.get("module"), entity.get("registered_name")
    if kind == "__keras_tensor__" or "module" not in entity or is_model(entity):
        return
    if is_kerass(home) and (registered is None or ".src." in home):
        return
    if kind == "function" and isinstance(home, str):
        if home.startswith("tensorflow."):
            return
        if (home, entity.get("config")) == SAVED_TENSORFLOW_SOFTMAX:
            return
    what = _word(entity.get("config")) if kind == "function" else kind
    if at_top:
        raise Rejected(
            "subclassed-model",
            say(
                "The model is of your own class {what}, whose inside is not in the file.",
                what=what,
            ),
            "Build the same layers as a `keras.Sequential` or with the functional API, then "
            "train and save again.",
        )
    raise Rejected(
        "custom-class",
        say("The model contains {what}, which is not part of Keras.", what=what),
        "Use Keras's own layers and activations, then train and save again.",
    )


def _word(value: Any) -> str:
    return re.sub(r"\W", "", str(value)[:200])[:40]


def _places(config: dict[str, Any], prefix: str, folder: str) -> Iterator[tuple[str, str]]:
    """Each layer's path in the network, and the folder of its weights in the file.

    Keras names the folders after the layers' classes, numbered in the order of the model.
    """
    used: dict[str, int] = {}
    for entity in config["layers"]:
        if is_function(entity):
            continue
        name = _snake(str(entity["class_name"])[:200])
        number = used.get(name)
        used[name] = 0 if number is None else number + 1
        stored = f"{folder}/{name}" + (f"_{used[name]}" if used[name] else "")
        inner = entity["config"]
        place = prefix + str(inner.get("name", entity.get("name", "")))[:200]
        if is_model(entity):
            yield from _places(inner, place + "/", stored + "/layers")
        else:
            yield place, stored


def _snake(name: str) -> str:
    """As `keras.src.utils.naming.to_snake_case`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()

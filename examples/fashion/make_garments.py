"""Make `helpers/garments.npz`: the first images of Fashion-MNIST, small enough for a repository.

    apt-get download dataset-fashion-mnist && dpkg-deb -x dataset-fashion-mnist_*.deb debian
    python make_garments.py debian/usr/share/datasets/fashion-mnist

The same files always give the same archive.
"""

import gzip
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

TRAIN_COUNT, TEST_COUNT = 5_000, 2_000
"""`course.toml` says them too, and is believed: who reads the archive compares."""

_SIZE = 28
_IMAGE_HEADER, _LABEL_HEADER = 16, 8
"""Bytes before the first value, in the files' IDX format."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def main(source: Path) -> None:
    """Write the archive from the four files of Debian's package."""
    arrays = {}
    for split, name, count in (("train", "train", TRAIN_COUNT), ("test", "t10k", TEST_COUNT)):
        images = _bytes(source / f"{name}-images-idx3-ubyte.gz", _IMAGE_HEADER)
        arrays[f"x_{split}"] = images.reshape(-1, _SIZE, _SIZE)[:count]
        labels = _bytes(source / f"{name}-labels-idx1-ubyte.gz", _LABEL_HEADER)
        arrays[f"y_{split}"] = labels[:count]
    target = Path(__file__).parent / "helpers" / "garments.npz"
    # NumPy reads LZMA as well, which is an eighth smaller than what `savez_compressed` writes.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", _LONG_AGO), content.getvalue(), zipfile.ZIP_LZMA
            )
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def _bytes(path: Path, header: int) -> np.ndarray:
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

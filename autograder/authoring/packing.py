"""Archives that are the same whenever they are made of the same files."""

import zipfile

_EPOCH = (2020, 1, 1, 0, 0, 0)
PROGRAM, TEXT = 0o755, 0o644
"""Rights of a file in an archive."""


def add(packed: zipfile.ZipFile, name: str, content: bytes, mode: int = TEXT) -> None:
    """Put a file into an archive; its time is always the same."""
    member = zipfile.ZipInfo(name, _EPOCH)
    member.external_attr, member.compress_type = mode << 16, zipfile.ZIP_DEFLATED
    packed.writestr(member, content)

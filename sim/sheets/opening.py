"""What a file is, by its first bytes: text, packed text or a workbook; the rest is refused, with what to do."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile

_GZIP, _ZIP, _OLE, _PDF = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


class Kind(StrEnum):
    """What a table may stand in."""

    TEXT = "text"
    PACKED = "gz"
    WORKBOOK = "workbook"


def kind_of(path: Path) -> Kind:
    """Tell what a file is.

    Raises
    ------
    ValueError
        If it cannot hold a table that is read here.
    """
    if path.is_dir():
        raise ValueError(f"{path}: is a folder; give the files in it")
    if path.exists() and not path.is_file():
        raise ValueError(f"{path}: is no file that can be read again and again; save what comes from it, and give that")
    try:
        with path.open("rb") as file:
            first = file.read(8)
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    if not first:
        raise ValueError(f"{path}: is empty; a table has a header, and rows below it")
    if first.startswith(_GZIP):
        return Kind.PACKED
    if first.startswith(_OLE):
        return Kind.WORKBOOK
    if first.startswith(_PDF):
        raise ValueError(f"{path}: is a PDF, no table; ask for the export as CSV or as an Excel workbook")
    if first.startswith(_ZIP):
        if _is_workbook(path):
            return Kind.WORKBOOK
        raise ValueError(f"{path}: is a zip archive; unpack it, and give the files in it")
    return Kind.TEXT


def _is_workbook(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError):
        raise ValueError(f"{path}: begins as a workbook or a zip archive, but is damaged or cut off") from None
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


@contextmanager
def opened(path: Path, kind: Kind) -> Iterator[BinaryIO]:
    """Open a text, unpacked.

    Raises
    ------
    ValueError
        If what is packed is damaged.
    """
    with path.open("rb") as file:
        if kind is not Kind.PACKED:
            yield file
            return
        try:
            with gzip.open(file) as unpacked:
                yield cast("BinaryIO", unpacked)
        except (gzip.BadGzipFile, EOFError):
            raise ValueError(f"{path}: cannot be unpacked; it is damaged or cut off") from None

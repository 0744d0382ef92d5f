"""Which bytes of a file are which letters: UTF-8, UTF-16 or Windows-1252, and what is no text at all."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

UTF8, UTF16, WINDOWS = "utf-8", "utf-16", "cp1252"

_BLOCK = 4 << 20
_SAVE = "open it and save it as CSV UTF-8"


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a text are to be read.

    Parameters
    ----------
    name
        As Python calls it; a byte-order mark is none of the text.
    lines
        How many lines it has.
    not_utf8_line
        The first line that is not in UTF-8, where it is read as Windows-1252.
    """

    name: str
    lines: int
    not_utf8_line: int | None = None

    def remark(self, path: Path) -> str | None:
        """What people should know of it."""
        if self.not_utf8_line is None:
            return None
        line = self.not_utf8_line
        return f"{path}: is not in UTF-8 (line {line}), so it was read as Windows-1252; check letters with accents"


def encoding_of(stream: BinaryIO, path: Path) -> Encoding:
    """Find the encoding of a text by reading all of it; the path is for errors.

    Raises
    ------
    ValueError
        If it is no text.
    """
    first = stream.read(_BLOCK)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding(UTF16, _lines_decoded(_blocks(first, stream), path))
    decoder, lines, wrong_line, ends_open = codecs.getincrementaldecoder(UTF8)(), 0, None, False
    for block in _blocks(first, stream):
        if b"\0" in block or block.startswith((b"PK\x03\x04", b"%PDF")):
            raise ValueError(f"{path}: is not a CSV file in UTF-8 or Windows-1252; {_SAVE}")
        if wrong_line is None:
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                wrong_line = lines + block.count(b"\n", 0, max(0, error.start - pending)) + 1
        lines += block.count(b"\n")
        ends_open = not block.endswith(b"\n")
        if wrong_line is not None:
            _check_windows(block, path, wrong_line)
    if wrong_line is None and decoder.getstate()[0]:
        wrong_line = lines + 1
    return Encoding(UTF8 if wrong_line is None else WINDOWS, lines + ends_open, wrong_line)


def _blocks(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    block = first
    while block:
        yield block
        block = stream.read(_BLOCK)


def _check_windows(block: bytes, path: Path, line: int) -> None:
    try:
        block.decode(WINDOWS)
    except UnicodeDecodeError:
        raise ValueError(f"{path}:{line}: is text neither in UTF-8 nor in Windows-1252; save it as CSV UTF-8") from None


def _lines_decoded(blocks: Iterator[bytes], path: Path) -> int:
    decoder, lines, last = codecs.getincrementaldecoder(UTF16)(), 0, "\n"
    try:
        for block in blocks:
            text = decoder.decode(block)
            lines += text.count("\n")
            last = text[-1:] or last
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise ValueError(f"{path}: begins as text in UTF-16, but is none; save it as CSV UTF-8") from None
    return lines + (last != "\n")

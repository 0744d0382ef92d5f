"""The standard streams of a process, closed, full or broken as they may be."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_IN, _OUT, _ERR = range(3)


class OutputLostError(Exception):
    """What was to be printed cannot be; no OSError, for libraries make of those what they like."""

    def __init__(self, error: OSError) -> None:
        self.nobody_reads = error.errno == errno.EPIPE
        super().__init__(f"The output is incomplete, for it cannot be written: {error.strerror}.")


def mend_streams() -> None:
    """Make output that cannot be written an `OutputLostError`, once, and let messages that nobody can read go.

    A stream that was closed is opened, so that no file of ours takes its number.
    """
    if os.name != "posix":
        return
    # Nothing can be read from the first, or written to the second, as if they were closed.
    for stream, access in ((_IN, os.O_WRONLY), (_OUT, os.O_RDONLY), (_ERR, os.O_WRONLY)):
        if _is_closed(stream):
            os.set_inheritable(os.open(os.devnull, access), True)
    sys.stdout = _text(_Output(_OUT, "w", closefd=False), sys.stdout, errors="strict")
    sys.stderr = _text(_Messages(_ERR, "w", closefd=False), sys.stderr, errors="backslashreplace")


def _is_closed(stream: int) -> bool:
    try:
        os.fstat(stream)
    except OSError:
        return True
    return False


class _Output(FileIO):
    """Standard output."""

    _is_lost = False

    def write(self, data: ReadableBuffer, /) -> int:
        if self._is_lost:
            return memoryview(data).nbytes
        try:
            return super().write(data)
        except OSError as error:
            self._is_lost = True
            raise OutputLostError(error) from None


class _Messages(FileIO):
    """Standard error: where it cannot be written, the exit status alone tells."""

    def write(self, data: ReadableBuffer, /) -> int:
        with suppress(OSError):
            return super().write(data)
        return memoryview(data).nbytes


def _text(file: FileIO, before: object, *, errors: str) -> TextIOWrapper:
    """A stream of text like the one before, if there was any; where people read it, it writes line by line."""
    return TextIOWrapper(
        BufferedWriter(file),
        encoding=getattr(before, "encoding", None),
        errors=getattr(before, "errors", errors),
        line_buffering=getattr(before, "line_buffering", file.isatty()),
    )

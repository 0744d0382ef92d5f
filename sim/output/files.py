"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["write_table", "write_text", "write_whole"]


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV."""
    from sim.output.spreadsheets import as_text

    as_text(table).to_csv(path, index=False, lineterminator="\n")


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside `path`, then put it in place in one step; nothing is left if it fails."""
    part = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(text: str, path: Path) -> None:
    """Write a text in UTF-8; the file is there whole or not at all, and the same bytes everywhere."""

    def fill(part: Path) -> None:
        part.write_text(text, encoding="utf-8", newline="\n")

    write_whole(path, fill)

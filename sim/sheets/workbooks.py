"""Workbooks of Excel and LibreOffice, a row at a time: the first sheet in which something stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any


def rows_of(path: Path) -> Iterator[list[str]]:
    """Every row of a workbook's table, as texts; times as ``2024-05-24 13:05:00``.

    Raises
    ------
    ValueError
        If it is no workbook, cannot be read without a password, or what reads workbooks is not installed.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        raise ValueError(
            f"{path}: is a workbook, which needs the extra 'records' (pip install lostleads[records]); or save it "
            f"as CSV"
        ) from None
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.total_height:
                before = sheet.start[0] if sheet.start else 0
                yield from ([] for _ in range(before))
                yield from ([_text(cell) for cell in row] for row in sheet.iter_rows())
                return
    except PasswordError:
        raise ValueError(f"{path}: is protected by a password; save it without one") from None
    except (CalamineError, OSError) as error:
        if "password" in str(error).lower() or "encrypted" in str(error).lower():
            raise ValueError(f"{path}: is protected by a password; save it without one") from None
        raise ValueError(f"{path}: cannot be read as a workbook; save it anew, or as CSV") from None


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return " ".join(str(cell).split()) if cell is not None else ""

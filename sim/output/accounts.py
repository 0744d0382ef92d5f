"""What became of the rows of files, in one table, whatever they are of."""

from __future__ import annotations

from sim.output.numbers import whole
from sim.output.tables import Column, Table
from sim.sheets.account import Account, Entry, Fate

_ORDER = (Fate.LEFT_OUT, Fate.KEPT_APART, Fate.MERGED, Fate.REPAIRED)


def account_table(account: Account, records: str) -> Table:
    """Rows read, and what became of them; records are called by their plural, such as ``bookings``.

    There is a column of what is printed where entries say it.
    """
    told = sorted(account.entries, key=lambda entry: _ORDER.index(entry.fate))
    columns = [
        Column("what", ("what",), justify="left"),
        Column("rows", ("rows",), whole),
        Column("the first", ("the_first",), justify="left"),
    ]
    if any(each.printed for each in told):
        columns.append(Column("as printed", ("as_printed",), justify="left"))
    filled = [_row("read", account.read), _row(records, account.records), *map(_of_entry, told)]
    rows = [{name: row[name] for column in columns for name in column.names} for row in filled]
    note = f"Rows read are {records}, left out, kept apart and merged, added up. Repaired rows go on."
    return Table("rows", "Rows", rows, tuple(columns), note=note)


def _of_entry(entry: Entry) -> dict[str, str | int]:
    more = " …" if entry.rows > len(entry.where) else ""
    what = f"{entry.fate.replace('_', ' ')}: {entry.reason}"
    return _row(what, entry.rows, ", ".join(entry.where) + more, "; ".join(entry.printed))


def _row(what: str, rows: int, the_first: str = "", as_printed: str = "") -> dict[str, str | int]:
    return {"what": what, "rows": rows, "the_first": the_first, "as_printed": as_printed}

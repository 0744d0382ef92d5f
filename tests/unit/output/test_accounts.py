"""One table of what became of rows, whatever they are of."""

from __future__ import annotations

from sim.output.accounts import account_table
from sim.sheets.account import Account, Entry, Fate

ENTRIES = (
    Entry(Fate.REPAIRED, "a year of two digits", 2, ("a.csv:2", "a.csv:3")),
    Entry(Fate.LEFT_OUT, "has no date", 1_234, ("a.csv:4",)),
    Entry(Fate.KEPT_APART, "is of something else", 1),
    Entry(Fate.MERGED, "repeats another", 2, ("a.csv:9", "a.csv:10")),
)


def test_rows_read_are_told_with_their_fates_and_where_the_first_are():
    account = Account(1_240, 3, ENTRIES)
    assert account.adds_up
    table = account_table(account, "bookings")
    assert [column.heading for column in table.columns] == ["what", "rows", "the first"]
    assert [[cell.text for cell in row] for row in table.cells] == [
        ["read", "1,240", ""],
        ["bookings", "3", ""],
        ["left out: has no date", "1,234", "a.csv:4 …"],
        ["kept apart: is of something else", "1", " …"],
        ["merged: repeats another", "2", "a.csv:9, a.csv:10"],
        ["repaired: a year of two digits", "2", "a.csv:2, a.csv:3"],
    ]


def test_what_is_printed_is_told_of_entries_that_say_it():
    account = Account(3, 2, (Entry(Fate.LEFT_OUT, "is no state", 1, ("list.csv:2",), ("Ontario",)),))
    table = account_table(account, "jails")
    assert [column.heading for column in table.columns] == ["what", "rows", "the first", "as printed"]
    assert [row[-1].text for row in table.cells] == ["", "", "Ontario"]


def test_an_account_that_lost_a_row_does_not_add_up():
    assert not Account(1_241, 3, ENTRIES).adds_up


def test_why_there_are_no_records_is_told_by_what_cost_most_rows():
    assert Account(1_235, 0, ENTRIES).why() == "has no date (1,234); is of something else (1)"
    assert Account(0, 0, ()).why() == "there is none"

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agencies.merging import import_lists
from sim.agencies.reading import AgencyList, AgencyRow, read_list
from sim.sheets.account import Fate
from tests.strategies import EXAMPLES

LISTS = Path(__file__).parent / "lists"
COLUMNS = {name: name for name in ("state", "agency", "county", "model", "signed", "type", "fips", "last_listed")}


def rows_of(*rows: dict[str, str]) -> AgencyList:
    filled = [{"state": "VA", "agency": "Culpeper County Sheriff's Office", "model": "JEM", **row} for row in rows]
    return AgencyList("list.csv", COLUMNS, tuple(AgencyRow("list.csv", n, row) for n, row in enumerate(filled, 2)))


def triples(path: Path) -> set[tuple[str, str, str]]:
    found = import_lists([read_list(path)])
    return {(each.county.fips, model, str(each.signed)) for each in found.agreements for model in each.models}


def test_the_list_as_printed_gives_what_the_cleaned_list_has():
    with (LISTS / "cleaned.csv").open(newline="") as file:
        cleaned = {(row["fips"], row["model"], row["signed"]) for row in csv.DictReader(file)}
    printed = triples(LISTS / "as_printed.csv")
    assert len(printed & cleaned) >= 10
    lacks_misspelt_and_city = {"05073", "26021", "51670"}
    assert {fips for fips, _, _ in printed - cleaned} == {*lacks_misspelt_and_city, "47113"}
    assert cleaned - printed == {("47111", "WSO", "2025-07-02")}, "Madison's agreement, printed with Macon's county"


def test_repairs_of_the_list_as_printed_are_told_with_row_and_reason():
    found = import_lists([read_list(LISTS / "as_printed.csv")])
    repaired = {(each.as_printed, each.became) for each in found.findings if each.kind is Fate.REPAIRED}
    assert repaired == {
        ("Layafette County", "Lafayette County"),
        ("Frankin County", "Franklin County"),
        ("Berrian County", "Berrien County"),
        ("Macon County", "Madison County"),
        ("Hopewell County", "Hopewell city"),
        ("5025-07-07 00:00:00", "2025-07-07"),
        ("7/72025", "2025-07-07"),
    }


def test_the_list_of_documents_takes_what_it_lacks_from_their_names():
    found = import_lists([read_list(LISTS / "documents.csv")])
    by_jail = {jail.county.jail: jail for jail in found.jails}
    assert by_jail["az_la_paz"].model == "WSO"
    assert by_jail["az_la_paz"].agreement_from == date(2020, 2, 27)
    assert by_jail["fl_miami_dade"].agreement_from == date(2025, 2, 26)
    assert by_jail["tn_coffee"].agreement_from == date(2025, 10, 13), "the day a list first had it"
    assert {jail.agreement_until for jail in found.jails} == {None}


def test_models_of_a_county_are_one_jail_from_the_first_day():
    found = import_lists([rows_of({"signed": "2020-06-09"}, {"model": "WSO", "signed": "2019-05-06"}, {"signed": ""})])
    (jail,) = found.jails
    assert (jail.model, jail.agreement_from, jail.agencies) == (
        "JEM+WSO",
        date(2019, 5, 6),
        ("Culpeper County Sheriff's Office",),
    )
    merged = [each for each in found.findings if each.kind is Fate.MERGED]
    assert [(each.row, each.became) for each in merged] == [(3, "va_culpeper"), (4, "va_culpeper")]


def test_rows_of_one_reason_are_told_together_wherever_they_are():
    rows = [{"agency": "Mesa", "state": state, "county": "Nowhere"} for state in ("VA", "WV", "TX")]
    found = import_lists([rows_of(*rows, {"signed": "1162025"}, {"model": "WSO", "signed": "1172025"})])
    assert found.account.adds_up
    assert [(each.reason, each.rows, each.where, each.printed) for each in found.account.entries][:1] == [
        ("is no county of its state", 3, ("list.csv:2", "list.csv:3"), ("Nowhere",))
    ]
    dates = [each for each in found.account.entries if "may be" in each.reason]
    assert [(each.reason, each.rows, each.printed) for each in dates] == [
        ("may be a day or a day; the agreement has no first day", 2, ("1162025", "1172025"))
    ]


def test_task_forces_are_kept_apart():
    found = import_lists([rows_of({"model": "Task Force Model"})])
    assert found.jails == ()
    assert [each.kind for each in found.findings] == [Fate.KEPT_APART]


def test_an_agreement_that_left_the_list_ends_on_the_last_day_it_had_it():
    gone = {"signed": "2025-03-07", "last_listed": "2025-07-09"}
    stays = {"agency": "Fauquier County Sheriff's Office", "signed": "2025-03-07", "last_listed": "2025-07-18"}
    found = import_lists([rows_of(gone, stays)])
    assert [jail.agreement_until for jail in found.jails] == [date(2025, 7, 9), None]
    (finding,) = [each for each in found.findings if each.column == "last_listed"]
    assert "not on the newest list, of 2025-07-18" in finding.reason


def test_a_jail_with_an_agreement_that_goes_on_has_no_end():
    gone = {"signed": "2025-03-07", "last_listed": "2025-07-09"}
    stays = {"model": "WSO", "signed": "2025-03-07", "last_listed": "2025-07-18"}
    (jail,) = import_lists([rows_of(gone, stays)]).jails
    assert jail.agreement_until is None


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"state": "Ontario"}, "state", "is no state"),
        ({"model": ""}, "model", "no model is given"),
        ({"model": "Posse"}, "model", "is no model"),
        ({"agency": "Mesa Police", "county": "Nowhere"}, "county", "is no county of Virginia"),
        ({"agency": "Regional Jail"}, "agency", "named after none in Virginia"),
        ({"type": "State Agency"}, "agency", "an agency of a state"),
        ({"type": "Municipality"}, "agency", "an agency of a city"),
        ({"state": "AK"}, "agency", "the table of counties has none of Alaska"),
        ({"fips": "99999"}, "fips", "is the code of no county"),
        ({"fips": "01001"}, "fips", "is the code of Autauga County in Alabama, not in Virginia"),
        ({"state": "SD", "county": "Oglala Lakota"}, "county", "no population is known"),
    ],
)
def test_rows_that_give_no_jail_are_told_with_the_reason(row, column, reason):
    row = {"agency": "Sheriff", **row} if "county" in row else row
    found = import_lists([rows_of(row)])
    assert found.jails == ()
    (finding,) = [each for each in found.findings if each.kind is Fate.LEFT_OUT]
    assert finding.column == column
    assert reason in finding.reason


def test_an_agreement_last_listed_before_it_was_signed_is_left_out():
    early = {"signed": "2025-07-09", "last_listed": "2025-07-01"}
    late = {"agency": "Fauquier County Sheriff's Office", "signed": "2025-07-01", "last_listed": "2025-07-18"}
    found = import_lists([rows_of(early, late)])
    assert [jail.county.jail for jail in found.jails] == ["va_fauquier"]
    assert found.account.count(Fate.LEFT_OUT) == 1


def test_a_code_that_lost_its_zero_is_repaired():
    found = import_lists([rows_of({"state": "Alabama", "agency": "Sheriff", "fips": "1001"})])
    assert [jail.county.fips for jail in found.jails] == ["01001"]
    assert found.findings[0].became == "01001"


CELLS = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["VIRGINIA", "tx", "Tennesee", "AK", "", "Ontario"]),
        "agency": st.sampled_from(["Orange County Sheriff's Office", "State Police", "Macon County Jail", ""])
        | st.text(),
        "county": st.sampled_from(["Orange County", "Ornge", "Macon", "", "Hopewell County"]) | st.text(),
        "model": st.sampled_from(["JEM", "Warrant Service Officer", "Task Force Model", "JEM+WSO", "", "TFM/WSO"]),
        "type": st.sampled_from(["County", "", "State Agency"]),
        "fips": st.sampled_from(["", "1001", "51137", "x"]),
        "signed": st.sampled_from(["2025-07-07", "7/72025", "", "soon"]) | st.text(),
        "last_listed": st.sampled_from(["", "2025-07-18", "2025-07-09", "2019-01-01"]),
    }
)


@EXAMPLES
@given(st.lists(st.lists(CELLS, max_size=8), max_size=3))
def test_no_row_is_ever_lost(lists):
    given_lists = [
        AgencyList(f"{n}.csv", COLUMNS, tuple(AgencyRow(f"{n}.csv", line, row) for line, row in enumerate(rows, 2)))
        for n, rows in enumerate(lists)
    ]
    found = import_lists(given_lists)
    accounted = [(each.file, each.row) for each in found.findings if each.kind is not Fate.REPAIRED]
    assert len(accounted) == len(set(accounted)), "a row is told of once"
    begins_a_jail = {(each.row.file, each.row.line) for each in found.agreements} - set(accounted)
    assert len(begins_a_jail) == len(found.jails)
    every = {(row.file, row.line) for each in given_lists for row in each.rows}
    assert begins_a_jail | set(accounted) == every
    assert found.rows_read == len(every)
    assert found.account.adds_up
    assert all(
        jail.agreement_until is None or jail.agreement_from is None or jail.agreement_from <= jail.agreement_until
        for jail in found.jails
    )

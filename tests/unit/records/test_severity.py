"""Severity by the file's own words, and by letters behind a charge."""

from __future__ import annotations

import pytest

from sim.records.severity import Severity, are_severities, of_suffixes, of_words

F, M, OTHER, U = Severity.FELONY, Severity.MISDEMEANOR, Severity.OTHER, Severity.UNKNOWN


@pytest.mark.parametrize(
    ("cell", "severity"),
    [
        ("F", F),
        ("Felony", F),
        ("Class C Felony", F),
        ("MISD.", M),
        ("Misdemeanor | Felony ", F),
        ("M;I", M),
        ("Infraction", OTHER),
        ("", U),
        ("something", U),
    ],
)
def test_words(cell, severity):
    assert of_words(cell) is severity


@pytest.mark.parametrize(
    ("cell", "severity"),
    [
        ("STEALING A FIREARM                    DF", F),
        ("THREATENING                           AM", M),
        ("SALE OF NARCOTIC SUBSTANCE             F", F),
        ("THEFT (M)", M),
        ("THEFT - F2", F),
        ("THEFT/FELONY", F),
        ("Some Charge (Misdemeanor)", U),
        ("Some Charge (MISDEMEANOR)", M),
        ("CRIMINAL ATTEMPT", U),
        ("VIOLATION OF PROBATION OR COND DISCHG", U),
        ("PC 459; HS 11377(A)", U),
        ("14-33(A):SIMPLE ASSAULT", U),
        ("ASSAULT M | BURGLARY F", F),
        ("F", U),
        ("", U),
    ],
)
def test_suffixes(cell, severity):
    assert of_suffixes(cell) is severity


def test_a_column_of_severities_is_told_by_its_cells():
    assert are_severities(["Felony", "Misdemeanor | Felony", "M"])
    assert not are_severities(["Some Charge (Felony)", "Felony"])
    assert not are_severities(["", ""])

"""What becomes of the leads of a base in another scenario, booking by booking and by charge."""

from __future__ import annotations

from sim.model.counts.leads import COUNT, LeadFate
from tests.support import in_custody

SILENT = {"recorded": False}
MATCHED = {"fingerprinted": True, "on_record": True}

LEADS = [
    # Handed over either way, in the second scenario by the prints.
    {"booked_at": "2019-07-02 08:00", "stay_hours": 6, "charge": "felony", **MATCHED},
    # Nothing but the interview would have found them.
    {"booked_at": "2019-07-03 08:00", "stay_hours": 6, "charge": "misdemeanor"},
    {"booked_at": "2019-07-05 08:00", "stay_hours": 6, "charge": "misdemeanor"},
    # A match that nobody reviews in time.
    {"booked_at": "2019-07-06 08:00", "stay_hours": 6, "charge": "felony", **MATCHED},
    # Flagged and released even in the base.
    {"booked_at": "2019-07-09 08:00", "stay_hours": 2.5, "charge": "felony", "honoured": False, **MATCHED},
    # Gone to prison.
    {"booked_at": "2019-07-10 08:00", "stay_hours": 6, "charge": "felony", "moves_on": True},
    # No lead, and not removable.
    {"booked_at": "2019-07-11 08:00", "stay_hours": 6, "charge": "felony", **SILENT},
    {"booked_at": "2019-07-12 08:00", "stay_hours": 6, "charge": "felony", "removable": False},
]
NO_OFFICERS = {"jails.county.screening.teams.deputies.shifts": []}


def fates(tmp_path, rows, changes, rows_in_other=None):
    base = in_custody(tmp_path, {"county": rows})
    other = in_custody(tmp_path, {"county": rows_in_other or rows}, changes)
    [[jail]] = COUNT.together((base.scenario, other.scenario), ([base], [other]))
    charges = base.scenario.charge_names
    return {
        (charge, fate): int(bookings)
        for charge, row in zip(charges, jail, strict=True)
        for fate, bookings in zip(LeadFate, row, strict=True)
        if bookings
    }


def test_every_lead_has_one_fate_under_its_charge(tmp_path):
    assert fates(tmp_path, LEADS, NO_OFFICERS) == {
        ("misdemeanor", LeadFate.LOST_UNKNOWN): 2,
        ("felony", LeadFate.LOST_KNOWN): 1,
        ("felony", LeadFate.TRANSFERRED): 1,
        ("felony", LeadFate.OTHERWISE): 2,
    }


def test_leads_whom_nobody_collects_in_the_other_scenario_are_lost_though_known(tmp_path):
    rows = LEADS[:1]
    assert fates(tmp_path, rows, {"field_offices.city.crews": []}) == {("felony", LeadFate.LOST_KNOWN): 1}
    assert fates(tmp_path, rows, {}) == {("felony", LeadFate.TRANSFERRED): 1}


def test_leads_who_are_not_removable_in_the_other_scenario_are_not_lost(tmp_path):
    others = [{**LEADS[0], "removable": False}]
    assert fates(tmp_path, LEADS[:1], {}, others) == {("felony", LeadFate.OTHERWISE): 1}
    assert fates(tmp_path, others, {}, LEADS[:1]) == {}

"""How each booking ends, and every measure of a replication small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

import numpy as np
import pandas as pd
import pytest

from sim.analyses.comparison.summaries import measure_table
from sim.model.checks import IdentityError, check_journeys, check_measures
from sim.model.counts.measures import COUNT, measures
from sim.model.outcomes import (
    ALL_MEASURES,
    CHARGE_MEASURES,
    HEADLINES,
    LOST,
    LOST_KNOWN,
    LOST_LEADS,
    LOST_MATCHED,
    LOST_UNKNOWN,
    MEASURES,
    OTHER_OUTCOMES,
    REMOVABLE_OUTCOMES,
    TEAM_MEASURES,
    Outcome,
    is_count,
    meaning_of,
    measure_names,
)
from sim.model.table import booking_table
from sim.scenario.seconds import HOUR_SECONDS, NEVER
from tests.support import by_hand, in_custody, small, small_data

DAY_SHIFT = [{"officers": 1, "hours": "08:00-16:00"}]
CHANGES = {
    "days": 20,
    "jails.county.hold_hours": 2,
    "jails.county.screening.teams.deputies.shifts": DAY_SHIFT,
    "field_offices.city.reviewers": [{"officers": 1, "hours": "08:00-17:00"}],
}
"""Interviews from 8 to 16, reviews from 8 to 17, a crew from 6 to 18; a trip takes two hours, out and back."""

SILENT = {"recorded": False}
MATCHED = {"fingerprinted": True, "on_record": True}
OTHER = {"removable": False}

LIVES = [
    # An interview from 9 to 10, and a crew at the door as release is due.
    ("transferred", {"booked_at": "2019-07-01 08:00", "stay_hours": 6, "charge": "felony"}),
    # Ready at 7, interviewed from 8 to 9, due at 9:30, collected at 10.
    ("transferred", {"booked_at": "2019-07-02 06:00", "stay_hours": 3.5}),
    ("released_after_flag", {"booked_at": "2019-07-03 12:00", "stay_hours": 32, "honoured": False}),
    # Interviewed from 9 to 10, and the detainer is lifted; then somebody who goes elsewhere unflagged.
    ("released_lifted", {"booked_at": "2019-07-04 08:00", "stay_hours": 6, "lifted": True}),
    ("moved_on", {**SILENT, "booked_at": "2019-07-04 20:00", "stay_hours": 9, "moves_on": True}),
    # Due at 20:00, when no crew sets out before six, and held until 22:00.
    ("released_after_flag", {"booked_at": "2019-07-05 12:00", "stay_hours": 8, "charge": "felony"}),
    ("released_not_fingerprinted", {"booked_at": "2019-07-06 08:00", "stay_hours": 10, "detected": False}),
    (
        "released_no_record",
        {**SILENT, "booked_at": "2019-07-07 08:00", "stay_hours": 9, "fingerprinted": True, "charge": "felony"},
    ),
    ("released_before_match", {**SILENT, **MATCHED, "booked_at": "2019-07-08 08:00", "stay_hours": 1.5}),
    # The match arrives as the office closes.
    ("released_before_review", {**SILENT, **MATCHED, "booked_at": "2019-07-09 15:00", "stay_hours": 10}),
    # Reviewed from 10 to 10:30, when release is due.
    (
        "released_before_review",
        {**SILENT, **MATCHED, "booked_at": "2019-07-10 08:00", "stay_hours": 2.5, "charge": "felony"},
    ),
    # The match arrives at 7 and is reviewed from 8 to 9.
    (
        "released_no_detainer",
        {**SILENT, **MATCHED, "booked_at": "2019-07-11 06:00", "stay_hours": 9, "match_hours": 1, "detainer": False},
    ),
    ("transferred", {**SILENT, **MATCHED, "booked_at": "2019-07-12 08:00", "stay_hours": 6, "charge": "felony"}),
    # Reviewed from 9:30 to 10:30, flagged by an interview at 10.
    ("transferred", {**MATCHED, "booked_at": "2019-07-13 08:00", "stay_hours": 6, "match_hours": 1.5}),
    ("released", {**OTHER, "booked_at": "2019-07-14 08:00", "stay_hours": 10, "detected": False}),
    ("wrongly_transferred", {**OTHER, "booked_at": "2019-07-15 08:00", "stay_hours": 6, "charge": "felony"}),
    ("wrongly_flagged", {**OTHER, "booked_at": "2019-07-16 12:00", "stay_hours": 8}),
    ("released", {**OTHER, **SILENT, **MATCHED, "booked_at": "2019-07-17 08:00", "stay_hours": 9, "detainer": False}),
    # Interviewed from 15:30 to 16:30, half an hour past the end of the shift.
    (
        "released_no_record",
        {"booked_at": "2019-07-18 14:30", "stay_hours": 4, "detected": False, "fingerprinted": True},
    ),
    # Booked on the last counted day, and followed to the end of the hold two days later.
    ("released_after_flag", {"booked_at": "2019-07-20 14:00", "stay_hours": 30, "charge": "felony"}),
]
"""Counted bookings, each of a day of its own, so that nobody waits for another."""

UNCOUNTED = [
    {"booked_at": "2019-06-28 08:00", "stay_hours": 6},
    {"booked_at": "2019-06-30 12:00", "stay_hours": 8},
    {"booked_at": "2019-07-21 00:00", "stay_hours": 12},
]
_NOT_OF_OTHERS = ("foreign_born", "removable", "recorded", "sought", "detected", "on_record", "detainer")
NOT_FOREIGN_BORN = {"booked_at": "2019-07-19 08:00", "stay_hours": 6, **dict.fromkeys(_NOT_OF_OTHERS, False)}

BY_HAND = {
    "bookings": 21,
    "foreign_born": 20,
    "removable": 16,
    "flagged": 8,
    "matched": 7,
    "released_before_pickup": 11,
    "flagged_by_screening": 7,
    "flagged_by_fingerprint": 1,
    "flagged_by_both": 1,
    "matched_removable": 6,
    "moved_on_after_flag": 0,
    "lost_leads": 4,
    "lost_matched": 4,
    "lost_unknown": 3,
    "lost_known": 8,
    "transferred": 4,
    "moved_on": 1,
    "released_lifted": 1,
    "released_after_flag": 3,
    "released_not_fingerprinted": 1,
    "released_no_record": 2,
    "released_before_match": 1,
    "released_before_review": 2,
    "released_no_detainer": 1,
    "released": 2,
    "wrongly_flagged": 1,
    "wrongly_transferred": 1,
    "interviewed": 12,
    "interviewed_others": 3,
    "reviewed": 5,
    "reviewed_others": 1,
    "hold_hours": 0.5 + 2 + 2 + 2,
    "longer_days": 0,
    "longer_days_others": 0,
    "interview_wait_hours": 1 / 12,
    "review_wait_hours": 1 / 5,
    "officer_hours_on_duty.deputies": 20 * 8,
    "officer_hours_busy.deputies": 12,
    "officer_hours_overtime.deputies": 0.5,
    "officer_hours_on_duty.reviewers": 20 * 9,
    "officer_hours_busy.reviewers": 4.5,
    "officer_hours_overtime.reviewers": 0,
    "officer_hours_on_duty.crews": 20 * 12,
    "officer_hours_busy.crews": 5 * 2,
    "officer_hours_overtime.crews": 0,
    "flagged.misdemeanor": 4,
    "flagged.felony": 4,
    "released_before_pickup.misdemeanor": 7,
    "released_before_pickup.felony": 4,
}


def lives():
    rows = [*(row for _, row in LIVES), *UNCOUNTED, NOT_FOREIGN_BORN]
    return sorted(({"charge": "misdemeanor", **row} for row in rows), key=lambda row: row["booked_at"])


def measures_of(*custodies):
    tallies = [COUNT.of(each) for each in custodies]
    scenario = custodies[0].scenario
    return measure_table(scenario, measures(scenario, np.sum(tallies, axis=0)[0]))


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    return in_custody(tmp_path_factory.mktemp("counted"), {"county": lives()}, CHANGES)


@pytest.fixture(scope="module")
def counts(counted):
    return measures_of(counted)


def test_every_outcome_is_told_apart(counted):
    table = booking_table(counted)
    assert list(table.outcome[table.counted]) == [outcome for outcome, _ in LIVES]
    assert {outcome for outcome, _ in LIVES} == {str(outcome) for outcome in Outcome}


@pytest.mark.parametrize("measure", BY_HAND)
def test_every_measure_is_what_is_counted_by_hand(counts, measure):
    assert counts.loc["all", measure] == pytest.approx(BY_HAND[measure], abs=1e-12)
    if measure not in ("officer_hours_on_duty.reviewers", "officer_hours_on_duty.crews"):
        assert counts.loc["county", measure] == counts.loc["all", measure]


def test_the_measures_are_those_of_the_page_in_its_order_then_by_team_then_by_charge(counts):
    assert list(counts.columns) == list(BY_HAND)
    assert list(counts.columns[: len(MEASURES)]) == list(MEASURES)
    assert list(counts.index) == ["county", "all"]


def test_counts_are_whole_numbers(counts):
    whole = [name for name in counts.columns if is_count(name)]
    assert len(whole) >= 30
    assert (counts[whole] == counts[whole].round()).all(axis=None)


def test_only_the_total_tells_how_long_the_officers_of_an_office_are_on_duty(counts):
    for team in ("reviewers", "crews"):
        assert np.isnan(counts.loc["county", f"officer_hours_on_duty.{team}"])
        assert counts.loc["all", f"officer_hours_on_duty.{team}"] > 0


def test_a_mean_over_nobody_is_missing(tmp_path):
    rows = [{**SILENT, "booked_at": "2019-07-01 08:00", "stay_hours": 6}]
    measured = measures_of(in_custody(tmp_path, {"county": rows}))
    assert measured[["interview_wait_hours", "review_wait_hours"]].isna().all(axis=None)
    assert measured.loc["all", "interviewed"] == 0


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"stay_hours": 6}, "transferred"),
        ({"stay_hours": 6, **MATCHED, "detainer": False}, "transferred"),
        ({"stay_hours": 2.5, "honoured": False}, "released_after_flag"),
        ({"stay_hours": 2.5, "honoured": False, **MATCHED, "match_hours": 9}, "released_after_flag"),
        ({"stay_hours": 4, "detected": False, "on_record": True}, "released_not_fingerprinted"),
        ({"stay_hours": 1, "match_hours": 9}, "released_not_fingerprinted"),
        ({"stay_hours": 1, "match_hours": 9, "fingerprinted": True}, "released_no_record"),
        ({"stay_hours": 1, **MATCHED, "match_hours": 9, "detainer": False}, "released_before_match"),
        ({"stay_hours": 2.5, "detected": False, **MATCHED, "detainer": False}, "released_before_review"),
        ({"stay_hours": 9, "detected": False, **MATCHED, "detainer": False}, "released_no_detainer"),
    ],
)
def test_the_first_that_holds_decides_how_a_removable_booking_ended(tmp_path, facts, outcome):
    [row] = by_hand(tmp_path, [{"booked_at": "2019-07-01 08:00", **facts}]).itertuples()
    assert row.outcome == outcome


def test_someone_else_who_is_not_flagged_is_released_whatever_the_prints_say(tmp_path):
    rows = [
        {**OTHER, "booked_at": f"2019-07-0{day} 08:00", "stay_hours": 9, "detected": False, **prints}
        for day, prints in enumerate([{}, {"fingerprinted": True}, {**MATCHED, "detainer": False}], start=1)
    ]
    assert set(by_hand(tmp_path, rows).outcome) == {"released"}


def test_someone_found_by_both_channels_late_is_counted_once_under_the_first(tmp_path):
    rows = [{**MATCHED, "booked_at": "2019-07-01 08:00", "stay_hours": 9, "match_hours": 0.5}]
    measured = measures_of(in_custody(tmp_path, {"county": rows})).loc["all"]
    assert measured["flagged"] == measured["flagged_by_fingerprint"] == measured["flagged_by_both"] == 1
    assert measured["flagged_by_screening"] == 0


def test_bookings_count_from_the_first_second_of_the_days_to_the_last(tmp_path):
    times = ["2019-06-30 23:59:59", "2019-07-01 00:00:00", "2019-07-20 23:59:59", "2019-07-21 00:00:00"]
    rows = [{"booked_at": time, "stay_hours": 5} for time in times]
    custody = in_custody(tmp_path, {"county": rows}, {"days": 20})
    assert list(booking_table(custody).counted) == [False, True, True, False]
    assert measures_of(custody).loc["county", "foreign_born"] == 2


def test_people_not_counted_still_take_an_officers_time(tmp_path):
    rows = [
        {"booked_at": "2019-06-30 22:30", "stay_hours": 30, "interview_hours": 3},
        {"booked_at": "2019-07-01 00:00", "stay_hours": 30},
    ]
    measured = measures_of(in_custody(tmp_path, {"county": rows})).loc["county"]
    assert measured["interviewed"] == 1
    assert measured["interview_wait_hours"] == 1.5
    # From midnight to 2:30, and an hour more.
    assert measured["officer_hours_busy.deputies"] == 3.5


TWO_JAILS = {
    "west": [{"booked_at": "2019-07-01 08:00", "stay_hours": 6}],
    "east": [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 2.5, "charge": "felony"},
        {**SILENT, **MATCHED, "booked_at": "2019-07-02 08:00", "stay_hours": 6},
        {**SILENT, "booked_at": "2019-07-03 08:00", "stay_hours": 6},
    ],
}


class TestSeveralOffices:
    @pytest.fixture
    def custodies(self, tmp_path):
        city = small_data()["field_offices"]["city"]
        deputies = {"deputies": {"shifts": DAY_SHIFT}}
        visitors = {"visitors": {"shifts": [{"officers": 2, "hours": "09:00-10:00"}]}}
        changes = {
            "days": 10,
            "field_offices": {"city": city, "capital": {**city, "return_hours": 2}},
            "jails.east.field_office": "capital",
            "jails.west.screening.teams": deputies,
            "jails.east.screening.teams": {**visitors, **deputies},
        }
        return [in_custody(tmp_path, TWO_JAILS, changes, office) for office in ("capital", "city")]

    @pytest.fixture
    def measured(self, custodies):
        return measures_of(*custodies)

    def test_jails_come_as_listed_then_all_whatever_the_order_of_offices(self, measured):
        assert list(measured.index) == ["west", "east", "all"]

    def test_counts_of_jails_add_up(self, measured):
        for measure, counts in {
            "foreign_born": [1, 3, 4],
            "transferred": [1, 2, 3],
            "flagged_by_fingerprint": [0, 1, 1],
            "released_not_fingerprinted": [0, 1, 1],
            "interviewed": [1, 1, 2],
        }.items():
            assert list(measured[measure]) == counts

    def test_a_team_counts_where_it_works(self, measured):
        assert list(measured["officer_hours_on_duty.deputies"]) == [80, 80, 160]
        assert list(measured["officer_hours_on_duty.visitors"]) == [0, 20, 20]
        assert list(measured["officer_hours_busy.deputies"]) == [1, 0, 1]
        assert list(measured["officer_hours_busy.visitors"]) == [0, 1, 1]

    def test_offices_add_up_in_the_total(self, measured):
        assert measured.loc["all", "officer_hours_on_duty.crews"] == 2 * 10 * 12
        assert list(measured["officer_hours_busy.crews"]) == [2, 6, 8]
        assert list(measured["officer_hours_busy.reviewers"]) == [0, 1, 1]

    def test_the_total_satisfies_every_identity(self, custodies, measured):
        check_measures(custodies[0].scenario, [0], measured.to_numpy()[np.newaxis])


THREE_LIVES = [
    {"booked_at": "2019-07-01 08:00", "stay_hours": 6},
    {**MATCHED, "booked_at": "2019-07-02 08:00", "stay_hours": 6, "match_hours": 1.5},
    {**SILENT, **MATCHED, "booked_at": "2019-07-05 08:00", "stay_hours": 6},
]


class TestIdentities:
    @pytest.fixture
    def custody(self, tmp_path):
        return in_custody(tmp_path, {"west": THREE_LIVES[:1], "east": THREE_LIVES[1:]}, {"name": "None"})

    def check(self, custody):
        check_journeys(custody.scenario, custody.caseload, custody.journeys, custody.end)

    def test_a_sound_result_passes(self, custody):
        self.check(custody)
        check_measures(custody.scenario, [7], measures_of(custody).to_numpy()[np.newaxis])

    @pytest.mark.parametrize(
        ("what", "corrupt"),
        [
            ("interviewed before being ready", {"interview.started_at": ("booked_at", 1)}),
            ("interviewed at or after release was due", {"interview.started_at": ("due", 0)}),
            ("reviewed before the match", {"review.started_at": ("booked_at", 1)}),
            ("reviewed at or after release was due", {"review.started_at": ("due", 0)}),
            ("reviewed though screening had flagged", {"interview.found_at": ("review_started_at", 0)}),
            (
                "flagged after release was due",
                {"interview.found_at": ("due", 1), "review.found_at": ("due", 1)},
            ),
            ("collected before release was due", {"pickup.ended_at": ("due", -1)}),
            ("collected after the hold", {"pickup.ended_at": ("hold", 1)}),
        ],
    )
    def test_a_life_that_contradicts_itself_is_told_by_scenario_seed_replication_booking_and_time(
        self, custody, what, corrupt
    ):
        moments = {
            "booked_at": custody.caseload.facts.booked_at[1],
            "due": custody.caseload.facts.release_due_at[1],
            "hold": custody.caseload.hold_ends_at[1],
            "review_started_at": custody.journeys.review.started_at[1],
        }
        for column, (moment, later) in corrupt.items():
            attrgetter(column)(custody.journeys)[1] = moments[moment] + later
        drawn = replace(custody, scenario=custody.scenario.read_from((), {}))
        for told, parts in ((drawn, ("booked at second 115200",)), (custody, ())):
            with pytest.raises(IdentityError) as raised:
                self.check(told)
            for part in ("scenario 'None'", "seed 1", "replication 0", "booking east/0", what, *parts):
                assert part in str(raised.value)
        assert "115200" not in str(raised.value), "the time of a booking on record is not told"

    def test_someone_collected_unflagged_is_told(self, custody):
        custody.journeys.interview.found_at[0] = NEVER
        with pytest.raises(IdentityError, match=r"booking west/0.*collected unflagged"):
            self.check(custody)

    def test_someone_gone_before_release_is_due_is_told(self, custody):
        custody.end.left_at[2] = custody.caseload.facts.release_due_at[2] - 1
        with pytest.raises(IdentityError, match=r"booking east/1.*gone before release was due"):
            self.check(custody)

    @pytest.mark.parametrize(
        ("measure", "identity"),
        [
            ("removable", "removable = transferred"),
            ("flagged", "flagged = transferred + moved_on_after_flag"),
            ("flagged_by_screening", "flagged = flagged_by_screening + flagged_by_fingerprint"),
            ("released_before_pickup", "released_before_pickup = released_lifted"),
            ("lost_leads", "released_before_pickup = lost_leads + lost_matched + lost_unknown"),
            ("lost_matched", "released_before_pickup = lost_leads + lost_matched + lost_unknown"),
            ("lost_known", "lost_known = released_lifted"),
            ("lost_unknown", "released_before_pickup = lost_leads + lost_matched + lost_unknown"),
            ("released", "foreign_born = removable"),
            ("flagged.felony", "flagged = flagged.misdemeanor + flagged.felony"),
            ("released_before_pickup.felony", "released_before_pickup = released_before_pickup.misdemeanor"),
        ],
    )
    def test_a_sum_that_does_not_hold_is_told(self, custody, measure, identity):
        measured = measures_of(custody)
        measured.loc["east", measure] += 1
        with pytest.raises(IdentityError) as raised:
            check_measures(custody.scenario, [7], measured.to_numpy()[np.newaxis])
        for part in ("scenario 'None'", "seed 1", "replication 7", "east", identity):
            assert part in str(raised.value)

    def test_jails_that_do_not_add_up_to_all_are_told(self, custody):
        measured = measures_of(custody)
        measured.loc["all", "interviewed"] += 1
        with pytest.raises(IdentityError, match=r"interviewed: jails add up to all does not hold \(3 against 2\)"):
            check_measures(custody.scenario, [7], measured.to_numpy()[np.newaxis])


class TestNames:
    def test_lost_people_are_leads_matched_or_unknown(self):
        parts = (LOST_LEADS, LOST_MATCHED, LOST_UNKNOWN)
        assert sorted(LOST) == sorted(outcome for part in parts for outcome in part)
        assert set(LOST_LEADS) == {Outcome.RELEASED_AFTER_FLAG, Outcome.RELEASED_LIFTED}

    def test_lost_people_are_known_or_unknown(self):
        assert sorted(LOST) == sorted(LOST_KNOWN + LOST_UNKNOWN)
        assert set(LOST_UNKNOWN) == {Outcome.RELEASED_NOT_FINGERPRINTED, Outcome.RELEASED_NO_RECORD}

    def test_every_outcome_is_a_measure_in_the_order_of_the_outcomes(self):
        names = [str(outcome) for outcome in Outcome]
        assert [name for name in MEASURES if name in names] == names

    def test_outcomes_are_of_removable_people_or_of_others(self):
        assert [*REMOVABLE_OUTCOMES, *OTHER_OUTCOMES] == list(Outcome)
        assert set(REMOVABLE_OUTCOMES) == {Outcome.TRANSFERRED, Outcome.MOVED_ON, *LOST}
        assert all(outcome.meaning.startswith("removable: ") for outcome in REMOVABLE_OUTCOMES)

    def test_all_measures_but_one_are_counted_from_the_bookings_drawn(self):
        assert [measure.name for measure in ALL_MEASURES if measure.adds is None] == ["bookings"]

    def test_headlines_are_measures_that_come_before_their_parts(self):
        assert set(HEADLINES) <= set(MEASURES)

    def test_every_measure_of_a_replication_has_a_meaning(self):
        for measure in measure_names(small()):
            assert meaning_of(measure)
        assert meaning_of("officer_hours_busy.deputies").startswith("deputies: ")
        assert meaning_of("flagged.felony").endswith("charge: felony")

    def test_hours_are_not_counts(self):
        hours = {name for name in [*MEASURES, *TEAM_MEASURES] if not is_count(name)}
        durations = {"hold_hours", "longer_days", "longer_days_others", "interview_wait_hours", "review_wait_hours"}
        assert hours == {*durations, *TEAM_MEASURES}
        assert all(map(is_count, CHARGE_MEASURES))


def test_hold_hours_are_those_past_release_due(tmp_path):
    rows = [
        {"booked_at": "2019-07-01 08:00", "stay_hours": 2.5},
        {"booked_at": "2019-07-02 18:00", "stay_hours": 5},
        {**OTHER, "booked_at": "2019-07-08 08:00", "stay_hours": 2.5},
        {"booked_at": "2019-07-09 08:00", "stay_hours": 9, "detected": False},
    ]
    custody = in_custody(tmp_path, {"county": rows}, {"jails.county.hold_hours": 24})
    held = (booking_table(custody).left_at - booking_table(custody).release_due_at) / pd.Timedelta(hours=1)
    # Due at 10:30 and collected at 11; due at 23:00 and collected at 7; the same for who is not removable.
    assert list(held) == [0.5, 8, 0.5, 0]
    assert measures_of(custody).loc["county", "hold_hours"] == 9
    assert (custody.end.left_at - custody.caseload.facts.release_due_at).sum() == 9 * HOUR_SECONDS

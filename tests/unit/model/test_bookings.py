"""Chance: one stream a fact, so that a changed parameter moves its own fact and nothing else."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.model.bookings import draw_bookings, uniforms
from sim.model.caseload import draw_caseload
from sim.scenario.clock import Clock
from sim.scenario.facts import Facts
from sim.scenario.files.reader import load_scenario
from sim.scenario.seconds import DAY_SECONDS, HOUR_SECONDS
from tests.support import small, small_data, write_yaml

YEAR_HOURS = 365 * 24


def facts_of(changes=None, jail="county", replication=0) -> Facts:
    return draw_bookings(small(changes), jail, replication).facts


def differing(one: Facts, other: Facts) -> set[str]:
    """The facts in which two draws of the same bookings differ."""
    assert len(one) == len(other)
    return {
        each.name for each in fields(Facts) if not np.array_equal(getattr(one, each.name), getattr(other, each.name))
    }


class TestStreams:
    def test_the_first_uniforms_of_a_stream_never_change(self):
        expected = [0.1255006215986414, 0.6413999097377475, 0.778644607416866, 0.013049044349200845]
        assert uniforms(287, 3, "county", "stay_hours", 4).tolist() == expected

    def test_a_longer_stream_begins_with_the_shorter(self):
        assert np.array_equal(uniforms(1, 0, "county", "charge", 1000)[:10], uniforms(1, 0, "county", "charge", 10))

    def test_uniforms_lie_in_the_unit_interval_and_fill_it_evenly(self):
        drawn = uniforms(1, 0, "county", "charge", 20_000)
        assert drawn.min() >= 0
        assert drawn.max() < 1
        assert stats.kstest(drawn, "uniform").pvalue > 0.001

    @pytest.mark.parametrize(
        "other",
        [
            (1, 0, "county", "charge"),
            (0, 1, "county", "charge"),
            (0, 0, "county2", "charge"),
            (0, 0, "county", "stay_hours"),
            (10, 0, "county", "charge"),
            (0, 10, "county", "charge"),
            (0, 0, 'county", "', "charge"),
            (0, 0, "county charge", ""),
            (0, 0, "", "countycharge"),
            (0, 0, "charge", "county"),
        ],
    )
    def test_a_stream_shares_nothing_with_any_other_not_even_that_of_seed_0(self, other):
        mine, others = uniforms(0, 0, "county", "charge", 1000), uniforms(*other, 1000)
        assert not np.isin(mine, others).any()
        assert abs(np.corrcoef(mine, others)[0, 1]) < 0.12

    def test_digits_of_seed_and_replication_do_not_run_together(self):
        assert uniforms(1, 12, "county", "charge", 1) != uniforms(11, 2, "county", "charge", 1)

    def test_no_two_seeds_replications_or_jails_share_a_stream(self):
        places = range(40)
        names = [(seed, 0, "county") for seed in places]
        names += [(0, number, "county") for number in places[1:]] + [(0, 0, f"county{number}") for number in places]
        first = {uniforms(*name, "charge", 1)[0] for name in names}
        assert len(first) == len(names)

    def test_seed_0_is_a_seed_that_gives_the_same_bookings_each_time(self):
        assert differing(facts_of({"seed": 0}), facts_of({"seed": 0})) == set()

    def test_another_seed_replication_or_jail_has_other_bookings(self):
        changes = {"jails.other": small_data()["jails"]["county"]}
        drawn = [
            facts_of({**changes, "seed": 0}),
            facts_of({**changes, "seed": 1}),
            facts_of({**changes, "seed": 0}, replication=1),
            facts_of({**changes, "seed": 0}, jail="other"),
        ]
        times = [set(facts.booked_at.tolist()) for facts in drawn]
        for n, mine in enumerate(times):
            for others in times[n + 1 :]:
                assert len(mine & others) < 5


SHARES = {
    "jails.county.removable": "removable",
    "jails.county.recorded": "recorded",
    "jails.county.fingerprinted": "fingerprinted",
    "jails.county.on_record": "on_record",
    "jails.county.on_record_others": "on_record",
    "jails.county.honoured": "honoured",
    "jails.county.screening.detected": "detected",
    "jails.county.screening.wrongly_flags": "detected",
    "field_offices.city.detainer": "detainer",
    "field_offices.city.wrongly_detains": "detainer",
}
# Whoever becomes removable is recognised, on record and subject to a detainer at other rates.
FOLLOWS_REMOVABLE = {"detected", "on_record", "detainer"}

DURATIONS = {
    "charges.felony.stay_hours": "stay_seconds",
    "jails.county.intake_hours": "intake_seconds",
    "jails.county.screening.interview_hours": "interview_seconds",
    "jails.county.match_hours": "match_seconds",
    "field_offices.city.review_hours": "review_seconds",
}


class TestMinimallyDifferentWorlds:
    @pytest.mark.parametrize(("path", "fact"), SHARES.items())
    def test_a_larger_share_makes_its_fact_true_of_more_people_and_touches_no_other(self, path, fact):
        fewer, more = facts_of({path: 0.35}), facts_of({path: 0.6})
        before, after = getattr(fewer, fact), getattr(more, fact)
        assert differing(fewer, more) - (FOLLOWS_REMOVABLE if fact == "removable" else set()) == {fact}
        assert (before <= after).all()
        assert before.sum() < after.sum()

    @pytest.mark.parametrize(("path", "fact"), DURATIONS.items())
    @pytest.mark.parametrize("kind", ["exponential", "gamma", "mixture"])
    def test_a_longer_mean_lengthens_its_fact_and_touches_no_other(self, path, fact, kind):
        shorter, longer = (
            {
                "exponential": {"exponential": {"mean": mean}},
                "gamma": {"gamma": {"mean": mean, "sd": mean / 2}},
                "mixture": {
                    "mixture": [{"share": 0.4, "of": 1}, {"share": 0.6, "of": {"exponential": {"mean": mean}}}]
                },
            }[kind]
            for mean in (5, 8)
        )
        less, more = facts_of({path: shorter}), facts_of({path: longer})
        before, after = getattr(less, fact), getattr(more, fact)
        assert differing(less, more) - {"flagged_stay_seconds"} == {fact}
        assert (before <= after).all()
        assert before.sum() < after.sum()

    def test_the_stays_of_one_charge_leave_those_of_another_as_they_were(self):
        less, more = facts_of(), facts_of({"charges.felony.stay_hours": 1000})
        misdemeanor = less.charge == 0
        assert np.array_equal(less.stay_seconds[misdemeanor], more.stay_seconds[misdemeanor])
        assert (more.stay_seconds[~misdemeanor] == 1000 * HOUR_SECONDS).all()

    def test_screening_touches_only_what_happens_at_an_interview(self):
        with_screening, without = facts_of(), facts_of({"jails.county.screening": None})
        assert differing(with_screening, without) <= {"interview_seconds", "detected"}

    @pytest.mark.parametrize(
        "changes",
        [
            {"jails.county.screening.teams.deputies.shifts": []},
            {"field_offices.city.reviewers": []},
            {"field_offices.city.seats": 1},
            {"jails.county.hold_hours": 0},
            {"jails.county.travel_hours": 5},
            {"jails.county.notice_hours": 0},
            {"name": "Another", "description": "Another.", "replications": 77},
        ],
    )
    def test_officers_holds_and_names_touch_no_fact(self, changes):
        assert differing(facts_of(), facts_of(changes)) == set()

    def test_another_jail_leaves_the_bookings_of_the_first_as_they_were(self):
        county = small_data()["jails"]["county"]
        after = facts_of({"jails": {"county": county, "other": county}})
        before_it = facts_of({"jails": {"other": county, "county": county}})
        assert differing(facts_of(), after) == set()
        assert differing(facts_of(), before_it) == {"jail"}

    def test_a_charge_with_no_share_leaves_every_booking_as_it_was(self):
        assert differing(facts_of(), facts_of({"charges.rare": {"share": 0, "stay_hours": 9}})) == set()

    def test_a_charge_with_no_share_is_never_drawn(self):
        thirds = {f"charge_{n}": {"share": 0.1, "stay_hours": 1} for n in range(10)}
        facts = facts_of({"charges": {**thirds, "rare": {"share": 0, "stay_hours": 9}}, "days": 2000})
        assert set(facts.charge.tolist()) == set(range(10))

    def test_a_larger_first_share_moves_bookings_to_the_first_charge_alone(self):
        before = facts_of()
        after = facts_of({"charges.misdemeanor.share": 0.8, "charges.felony.share": 0.2})
        assert differing(before, after) == {"charge", "stay_seconds", "flagged_stay_seconds"}
        assert (after.charge <= before.charge).all()
        assert (after.charge < before.charge).any()

    def test_more_bookings_bring_each_booking_forward(self):
        fewer, more = facts_of(), facts_of({"jails.county.bookings_per_year": 7000})
        assert len(more) > len(fewer)
        assert (more.booked_at[: len(fewer)] <= fewer.booked_at).all()
        assert np.array_equal(more.stay_seconds[: len(fewer)], fewer.stay_seconds)

    @pytest.mark.parametrize("longer", [{"days": 90}, {"cooldown_days": 100}])
    def test_a_longer_run_begins_with_the_bookings_of_the_shorter(self, longer):
        short, long = facts_of(), facts_of(longer)
        assert len(long) > len(short)
        for each in fields(Facts):
            assert np.array_equal(getattr(long, each.name)[: len(short)], getattr(short, each.name))
        end = (90 + 7 if "days" in longer else 60 + 100) * DAY_SECONDS
        assert long.booked_at.max() < end


class TestBookingTimes:
    def test_bookings_come_in_order_and_within_warm_up_and_cool_down(self):
        facts = facts_of()
        assert (np.diff(facts.booked_at) >= 0).all()
        assert -7 * DAY_SECONDS <= facts.booked_at.min() < -6 * DAY_SECONDS
        assert 66 * DAY_SECONDS < facts.booked_at.max() < 67 * DAY_SECONDS
        assert np.array_equal(facts.booking, np.arange(len(facts)))

    def test_bookings_follow_the_weekly_profile(self):
        by_hour = [1 + hour % 12 for hour in range(24)]
        by_day = {"mon": 1, "tue": 0, "wed": 1, "thu": 1, "fri": 1.5, "sat": 3, "sun": 2}
        changes = {
            "days": 7 * 52,
            "warmup_days": 0,
            "cooldown_days": 0,
            "jails.county.bookings_per_year": 60_000,
            "jails.county.foreign_born": 1,
            "jails.county.arrivals": {"by_hour": by_hour, "by_day": by_day},
        }
        booked_at = facts_of(changes).booked_at
        counts = np.bincount(booked_at // HOUR_SECONDS % 168, minlength=168)
        shares = np.outer(list(by_day.values()), by_hour).ravel() / (sum(by_day.values()) * sum(by_hour))
        open_hours = shares > 0
        assert counts[~open_hours].sum() == 0
        expected = shares[open_hours] * counts.sum()
        assert stats.chisquare(counts[open_hours], expected).pvalue > 0.001
        mean = 60_000 * 7 * 52 / 365
        assert abs(counts.sum() - mean) < 4 * np.sqrt(mean)

    def test_the_weekly_profile_is_that_of_the_wall_on_whatever_day_the_run_begins(self):
        by_day = {**dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 0), "fri": 3, "sun": 1}
        changes = {
            "start": "2019-07-04",
            "warmup_days": 2,
            "days": 5,
            "jails.county.bookings_per_year": 100_000,
            "jails.county.arrivals": {"by_hour": [0] * 9 + [1] + [0] * 14, "by_day": by_day},
        }
        scenario = small(changes)
        booked_at = draw_bookings(scenario, "county", 0).facts.booked_at
        moments = [scenario.clock.moment_at(second) for second in booked_at.tolist()]
        assert {f"{moment:%a %H}" for moment in moments} == {"Fri 09", "Sun 09"}

    def test_gaps_between_bookings_at_a_steady_rate_are_exponential(self):
        changes = {"days": 700, "jails.county.foreign_born": 1}
        gaps = np.diff(facts_of(changes).booked_at)
        assert stats.kstest(gaps, "expon", args=(0, YEAR_HOURS * HOUR_SECONDS / 6000)).pvalue > 0.001

    def test_within_an_hour_bookings_are_evenly_spread(self):
        changes = {"days": 700, "jails.county.foreign_born": 1}
        changes["jails.county.arrivals"] = {"by_hour": [0] * 5 + [1] + [0] * 18}
        booked_at = facts_of(changes).booked_at
        assert set((booked_at // HOUR_SECONDS % 24).tolist()) == {5}
        within = booked_at % HOUR_SECONDS / HOUR_SECONDS
        assert stats.kstest(within, "uniform").pvalue > 0.001

    def test_in_a_time_zone_bookings_follow_the_wall_clock_through_a_change_of_the_clocks(self):
        changes = {
            "start": "2019-10-28",
            "days": 14,
            "warmup_days": 0,
            "cooldown_days": 0,
            "timezone": "America/New_York",
            "jails.county.bookings_per_year": 500_000,
            "jails.county.foreign_born": 1,
            "jails.county.arrivals": {"by_hour": [0] * 8 + [1] + [0] * 15},
        }
        scenario = small(changes)
        facts = draw_bookings(scenario, "county", 0).facts
        clock = scenario.clock
        moments = [clock.moment_at(second) for second in facts.booked_at.tolist()]
        assert {moment.hour for moment in moments} == {8}
        assert len({moment.date() for moment in moments}) == 14
        assert {moment.utcoffset() for moment in moments} == {pd.Timedelta(hours=-4), pd.Timedelta(hours=-5)}

    def test_the_hour_that_occurs_twice_has_twice_the_bookings(self):
        def booked(timezone):
            changes = {"start": "2019-11-03", "days": 1, "warmup_days": 0, "cooldown_days": 0}
            changes |= {"jails.county.bookings_per_year": 10_000_000, "jails.county.foreign_born": 1}
            scenario = small(changes | timezone)
            facts = draw_bookings(scenario, "county", 0).facts
            hours = scenario.clock.hour_of_week_at(facts.booked_at) % 24
            return np.bincount(hours, minlength=24) / len(facts)

        assert booked({"timezone": "America/New_York"})[1] == pytest.approx(2 / 25, rel=0.05)
        assert booked({})[1] == pytest.approx(1 / 24, rel=0.05)


class TestMix:
    def test_others_are_a_poisson_count_of_the_counted_days_alone(self):
        scenario = small({"cooldown_days": 300, "warmup_days": 100})
        counts = np.array([draw_bookings(scenario, "county", n).others for n in range(60)])
        mean = 6000 * 60 / 365 * 0.7
        assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / len(counts))
        assert 0.5 * mean < counts.var(ddof=1) < 1.7 * mean

    def test_a_year_of_bookings_has_365_days(self):
        changes = {"jails.county.bookings_per_year": 1_000_000_000, "jails.county.foreign_born": 0}
        mean = 1_000_000_000 * 60 / 365
        assert abs(draw_bookings(small(changes), "county", 0).others - mean) < 5 * np.sqrt(mean)

    def test_the_replication_count_of_foreign_born_is_poisson(self):
        scenario = small()
        drawn = [draw_bookings(scenario, "county", n).facts for n in range(60)]
        counts = np.array([len(facts) for facts in drawn])
        mean = 6000 * 74 / 365 * 0.3
        assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / len(counts))
        assert 0.5 * mean < counts.var(ddof=1) < 1.7 * mean

    @pytest.mark.parametrize(
        "changes",
        [{"jails.county.bookings_per_year": 0}, {"jails.county.foreign_born": 0}],
        ids=["nobody", "no one born abroad"],
    )
    def test_a_jail_may_book_nobody_who_is_followed(self, changes):
        drawn = draw_bookings(small(changes), "county", 0)
        assert len(drawn.facts) == 0
        assert (drawn.others == 0) == ("jails.county.bookings_per_year" in changes)
        assert len(draw_caseload(small(changes), "city", 0).facts) == 0

    def test_where_everyone_is_foreign_born_there_are_no_others(self):
        assert draw_bookings(small({"jails.county.foreign_born": 1}), "county", 0).others == 0

    def test_a_charge_of_which_more_are_foreign_born_has_more_of_those_who_are_followed(self):
        changes = {"days": 700, "jails.county.foreign_born": {"by_charge": {"misdemeanor": 0.2, "felony": 0.6}}}
        drawn = draw_bookings(small(changes), "county", 0)
        # 0.7 of all are misdemeanors, so 0.14 of all are foreign-born ones, and 0.18 are foreign-born felonies.
        felonies = int(drawn.facts.charge.sum())
        assert stats.binomtest(felonies, len(drawn.facts), 0.18 / 0.32).pvalue > 0.001
        followed = 6000 * (700 + 14) / 365 * 0.32
        assert abs(len(drawn.facts) - followed) < 4 * np.sqrt(followed)
        others = 6000 * 700 / 365 * 0.68
        assert abs(drawn.others - others) < 4 * np.sqrt(others)

    def test_a_charge_of_which_nobody_is_foreign_born_is_never_followed(self):
        facts = facts_of({"jails.county.foreign_born": {"by_charge": {"felony": 0}, "otherwise": 0.3}})
        assert set(facts.charge.tolist()) == {0}

    @pytest.mark.parametrize(("path", "fact"), SHARES.items())
    def test_a_share_is_that_of_the_people_it_is_about(self, path, fact):
        facts = facts_of({path: 0.37, "jails.county.bookings_per_year": 100_000})
        others = path.endswith(("others", "wrongly_flags", "wrongly_detains"))
        about = ~facts.removable if others else facts.removable
        happened = getattr(facts, fact)[np.ones(len(facts), dtype=bool) if fact == "removable" else about]
        assert stats.binomtest(int(happened.sum()), len(happened), 0.37).pvalue > 0.001

    def test_a_share_may_depend_on_the_charge(self):
        facts = facts_of({"jails.county.fingerprinted": {"by_charge": {"felony": 1}, "otherwise": 0}})
        assert np.array_equal(facts.fingerprinted, facts.charge == 1)

    def test_a_duration_follows_its_distribution(self):
        facts = facts_of({"days": 700, "jails.county.match_hours": {"exponential": {"mean": 4}}})
        assert stats.kstest(facts.match_seconds / HOUR_SECONDS, "expon", args=(0, 4)).pvalue > 0.001

    def test_facts_of_a_booking_are_independent(self):
        facts = facts_of({"days": 700})
        stays = np.argsort(np.argsort(facts.stay_seconds[facts.charge == 0]))
        for fact in ("removable", "recorded", "fingerprinted", "match_seconds", "review_seconds"):
            values = getattr(facts, fact)[facts.charge == 0].astype(float)
            assert abs(np.corrcoef(stays, values)[0, 1]) < 0.06


class TestRecords:
    def scenario(self, tmp_path, rows, changes=None, columns=("booked_at", "released_at", "charge")):
        table = pd.DataFrame(rows, columns=list(columns))
        table.to_csv(tmp_path / "bookings.csv", index=False)
        # No more days are counted than the file covers, where it is long enough to be judged.
        last = pd.to_datetime(table["booked_at"], format="ISO8601").max()
        covered = {"days": (last - pd.Timestamp("2019-07-01")).days + 1} if len(table) >= 20 else {}
        data = small_data({"jails.county.bookings_per_year": None, **covered, **(changes or {})})
        data["jails"]["county"]["bookings_file"] = "bookings.csv"
        return load_scenario(write_yaml(tmp_path / "records.yaml", data))

    def draw(self, *arguments, **settings):
        return draw_bookings(self.scenario(*arguments, **settings), "county", 0)

    def test_what_the_file_gives_is_taken(self, tmp_path):
        rows = [
            ("2019-07-02 09:00:07", "2019-07-02 13:30", "felony"),
            ("2019-07-01 00:00", "2019-07-01 00:00", "misdemeanor"),
        ]
        facts = self.draw(tmp_path, rows, {"jails.county.foreign_born": 1}).facts
        assert facts.booked_at.tolist() == [0, 33 * HOUR_SECONDS + 7]
        assert facts.stay_seconds.tolist() == [0, 4 * HOUR_SECONDS + 1800 - 7]
        assert facts.charge.tolist() == [0, 1]

    def test_every_fact_may_be_given(self, tmp_path):
        columns = (
            "booked_at",
            "stay_hours",
            "removable",
            "recorded",
            "detected",
            "fingerprinted",
            "on_record",
            "detainer",
        )
        columns += ("honoured", "intake_hours", "interview_hours", "match_hours", "review_hours", "foreign_born")
        rows = [
            ("2019-07-01 09:00", 30, *("yes", "no") * 3, "yes", 0.5, 1.5, 2.5, 3.5, "true"),
            ("2019-07-01 10:00", 31, *("no", "yes") * 3, "no", 0.25, 0, 1, 0, "true"),
            ("2019-07-01 11:00", 32, *("no", "no", "no", "yes", "no", "no"), "no", 0.25, 0, 1, 0, "false"),
        ]
        drawn = self.draw(tmp_path, rows, columns=columns)
        facts = drawn.facts
        assert drawn.others == 1
        for fact in ("removable", "detected", "on_record", "honoured"):
            assert getattr(facts, fact).tolist() == [True, False]
        for fact in ("recorded", "fingerprinted", "detainer"):
            assert getattr(facts, fact).tolist() == [False, True]
        assert facts.stay_seconds.tolist() == [30 * HOUR_SECONDS, 31 * HOUR_SECONDS]
        assert facts.intake_seconds.tolist() == [1800, 900]
        assert facts.interview_seconds.tolist() == [5400, 1]
        assert facts.match_seconds.tolist() == [9000, 3600]
        assert facts.review_seconds.tolist() == [12600, 1]

    def test_a_blank_cell_is_drawn_as_if_the_column_were_not_there(self, tmp_path):
        times = pd.date_range("2019-07-01", periods=400, freq="3h").strftime("%Y-%m-%d %H:%M")
        absent = self.draw(tmp_path, [(time,) for time in times], columns=("booked_at",)).facts
        rows = [(time, "", "", "") if n % 2 else (time, 5, "felony", "no") for n, time in enumerate(times)]
        columns = ("booked_at", "stay_hours", "charge", "fingerprinted")
        half = self.draw(tmp_path, rows, columns=columns).facts
        blank, same = half.booking % 2 == 1, absent.booking % 2 == 1
        assert np.array_equal(half.booking[blank], absent.booking[same])
        for fact in ("charge", "stay_seconds", "fingerprinted", "on_record"):
            assert np.array_equal(getattr(half, fact)[blank], getattr(absent, fact)[same])
        assert set(half.charge[~blank].tolist()) == {1}
        assert not half.fingerprinted[~blank].any()
        assert (half.stay_seconds[~blank] == 5 * HOUR_SECONDS).all()

    @pytest.mark.parametrize(
        "another",
        [
            ("2019-06-24 00:00", "2019-06-24 05:00", "felony"),
            ("2019-07-15 10:00", "2019-07-15 19:00", "misdemeanor"),
            ("2019-07-15 10:00", "2019-07-15 23:00", "felony"),
            ("2019-07-15 10:00:01", "2019-07-15 20:00", ""),
            ("2019-08-30 10:00", "2019-08-30 20:00", "felony"),
        ],
        ids=["first", "another charge of one second", "an equal with a longer stay", "between", "last"],
    )
    def test_a_row_more_leaves_every_other_booking_as_it_was(self, tmp_path, another):
        days = pd.date_range("2019-06-25", periods=60, freq="D")
        rows = [(day + pd.Timedelta(hours=10), day + pd.Timedelta(hours=20 + day.day % 3), "felony") for day in days]
        changes = {"jails.county.foreign_born": 0.5, "jails.county.honoured": 0.5, "days": 60}
        fewer, more = (self.draw(tmp_path, each, changes).facts for each in (rows, [another, *rows]))
        added = pd.Timestamp(another[0]), pd.Timestamp(another[1])
        kept = np.ones(len(more), dtype=bool)
        origin = pd.Timestamp(small().start)
        same_stay = more.stay_seconds == (added[1] - added[0]).total_seconds()
        kept[(more.booked_at == (added[0] - origin).total_seconds()) & same_stay] = False
        assert kept.sum() == len(fewer) >= 15
        for each in fields(Facts):
            if each.name != "booking":
                assert np.array_equal(getattr(more, each.name)[kept], getattr(fewer, each.name)), each.name

    def test_the_order_of_rows_changes_no_booking(self, tmp_path):
        rows = [(f"2019-07-{day:02} 10:0{day % 2}", f"2019-07-{day:02} 20:00", "felony") for day in range(1, 31)] * 2
        rows = [(at, f"{left[:-2]}{place:02}", charge) for place, (at, left, charge) in enumerate(rows)]
        half = {"jails.county.foreign_born": 0.5}
        one, other = (self.draw(tmp_path, each, half).facts for each in (rows, rows[::-1]))
        assert len(one) > 15
        places = [np.lexsort((facts.stay_seconds, facts.booked_at)) for facts in (one, other)]
        for each in fields(Facts):
            if each.name != "booking":
                assert np.array_equal(getattr(one, each.name)[places[0]], getattr(other, each.name)[places[1]])

    def test_whoever_is_given_as_removable_is_in_the_run(self, tmp_path):
        times = pd.date_range("2019-07-01 08:00", periods=60, freq="4h")
        rows = [(time, 12 + place % 3, "true", "true") for place, time in enumerate(times)]
        drawn = self.draw(tmp_path, rows, columns=("booked_at", "stay_hours", "removable", "on_record"))
        assert drawn.facts.removable.tolist() == [True] * 60
        assert drawn.others == 0

    @pytest.mark.parametrize("shares", [(0.3, 0.4, 0.9, 0.6, 0.2), (0.8, 0.5, 0.5, 0.9, 0.7)])
    def test_who_is_given_without_a_fact_is_foreign_born_as_often_as_bayes_says(self, tmp_path, shares):
        born, removable, recorded, on_record, others = shares
        given = {
            "removable": (1 - removable),
            "recorded": (1 - recorded),
            "on_record": 1 - removable * on_record - (1 - removable) * others,
        }
        changes = {
            "jails.county.foreign_born": born,
            "jails.county.removable": removable,
            "jails.county.recorded": recorded,
            "jails.county.on_record": on_record,
            "jails.county.on_record_others": others,
        }
        times = pd.date_range("2019-07-01 00:01", periods=4000, freq="20min")
        for fact, unlike in given.items():
            drawn = self.draw(tmp_path, [(time, "no") for time in times], changes, columns=("booked_at", fact))
            expected = born * unlike / (born * unlike + 1 - born)
            assert stats.binomtest(len(drawn.facts), 4000, expected).pvalue > 0.001

    def test_who_is_given_as_on_record_is_removable_as_often_as_bayes_says(self, tmp_path):
        times = pd.date_range("2019-07-01 00:01", periods=4000, freq="20min")
        changes = {"jails.county.removable": 0.5, "jails.county.on_record": 0.6, "jails.county.on_record_others": 0.2}
        facts = self.draw(
            tmp_path, [(time, "yes") for time in times], changes, columns=("booked_at", "on_record")
        ).facts
        assert len(facts) == 4000
        assert stats.binomtest(int(facts.removable.sum()), 4000, 0.75).pvalue > 0.001

    def test_everyone_given_with_a_detainer_is_removable_and_meets_the_review(self, tmp_path):
        times = pd.date_range("2019-07-01 08:00", periods=415, freq="2h")
        facts = self.draw(tmp_path, [(time, "yes") for time in times], columns=("booked_at", "detainer")).facts
        assert len(facts) == 415
        assert (facts.detainer & facts.removable & facts.matched).all()

    def test_who_else_is_foreign_born_touches_no_fact_of_a_booking(self, tmp_path):
        times = pd.date_range("2019-07-01", periods=400, freq="3h").strftime("%Y-%m-%d %H:%M")
        fewer, more = (
            self.draw(
                tmp_path, [(time,) for time in times], {"jails.county.foreign_born": share}, columns=["booked_at"]
            )
            for share in (0.3, 0.6)
        )
        both = np.isin(more.facts.booking, fewer.facts.booking)
        assert both.sum() == len(fewer.facts) < len(more.facts)
        for each in fields(Facts):
            assert np.array_equal(getattr(more.facts, each.name)[both], getattr(fewer.facts, each.name))
        assert fewer.others - more.others == len(more.facts) - len(fewer.facts)

    def test_bookings_before_the_warm_up_and_after_the_cool_down_are_left_out_and_others_counted(self, tmp_path):
        rows = [
            ("2019-06-23 23:59:59", "2019-06-30 10:00", "felony"),
            ("2019-06-24 00:00", "2019-06-30 10:00", "felony"),
            ("2019-07-01 00:00", "2019-07-30 10:00", "felony"),
            ("2019-08-29 23:59:59", "2019-08-30 10:00", "felony"),
            ("2019-08-30 00:00", "2019-08-30 10:00", "felony"),
            ("2019-09-05 23:59:59", "2019-09-30 10:00", "felony"),
            ("2019-09-06 00:00", "2019-09-30 10:00", "felony"),
        ]
        everyone = self.draw(tmp_path, rows, {"jails.county.foreign_born": 1})
        assert everyone.facts.booking.tolist() == [1, 2, 3, 4, 5]
        assert everyone.others == 0
        nobody = self.draw(tmp_path, rows, {"jails.county.foreign_born": 0})
        assert len(nobody.facts) == 0
        assert nobody.others == 2

    def test_people_still_inside_stay_beyond_the_last_time_of_the_file(self, tmp_path):
        rows = [(f"2019-07-{day:02} 10:00", "", "misdemeanor") for day in range(1, 16)]
        rows.append(("2019-07-02 12:00", "2019-08-15 12:00", "felony"))
        facts = self.draw(tmp_path, rows, {"jails.county.foreign_born": 1}).facts
        last = Clock(small().start).second_at(datetime(2019, 8, 15, 12))
        assert (facts.release_due_at >= last).all()
        assert (facts.release_due_at[facts.charge == 0] > last).all()

    def test_an_unknown_release_is_drawn_like_any_stay(self, tmp_path):
        times = pd.date_range("2019-07-01 08:00", periods=300, freq="3h")
        changes = {"jails.county.foreign_born": 1}
        absent = self.draw(tmp_path, [(time, "felony") for time in times], changes, columns=("booked_at", "charge"))
        rows = [(time, "unknown" if n % 2 else time + pd.Timedelta(hours=4), "felony") for n, time in enumerate(times)]
        half = self.draw(tmp_path, rows, changes).facts.stay_seconds
        assert np.array_equal(half[1::2], absent.facts.stay_seconds[1::2])
        assert set(half[::2].tolist()) == {4 * HOUR_SECONDS}

    def test_a_stay_that_goes_on_is_drawn_from_those_that_are_longer(self, tmp_path):
        minutes = pd.date_range("2019-07-01 10:00", periods=4000, freq="s")
        rows = [*((each, "", "misdemeanor") for each in minutes), ("2019-07-02 10:00", "2019-07-03 11:06:39", "felony")]
        rows += [(each, each + pd.Timedelta(seconds=1), "felony") for each in minutes[:2200]]
        changes = {
            "jails.county.foreign_born": 1,
            "charges.misdemeanor.stay_hours": {"exponential": {"mean": 30}},
        }
        facts = self.draw(tmp_path, rows, changes).facts
        last = Clock(small().start).second_at(datetime(2019, 7, 3, 11, 6, 39))
        more = (facts.release_due_at[facts.charge == 0] - last) / HOUR_SECONDS
        assert stats.kstest(more, "expon", args=(0, 30)).pvalue > 0.001

    def test_someone_still_inside_after_the_longest_stay_of_the_charge_is_due_at_the_last_time(self, tmp_path):
        rows = [("2019-07-01 10:00", "", "misdemeanor"), ("2019-07-05 10:00", "2019-07-07 10:00", "felony")]
        changes = {"jails.county.foreign_born": 1, "charges.misdemeanor.stay_hours": 8}
        facts = self.draw(tmp_path, rows, changes).facts
        assert facts.stay_seconds.tolist() == [144 * HOUR_SECONDS, 48 * HOUR_SECONDS]

    def test_replications_draw_anew_only_what_the_file_does_not_give(self, tmp_path):
        times = pd.date_range("2019-07-01", periods=300, freq="4h")
        rows = [(time, time + pd.Timedelta(hours=9), "felony") for time in times]
        scenario = self.scenario(tmp_path, rows, {"jails.county.foreign_born": 1})
        one, two = (draw_bookings(scenario, "county", n).facts for n in (0, 1))
        assert {"removable", "fingerprinted", "match_seconds"} <= differing(one, two)
        assert not {"booked_at", "stay_seconds", "charge"} & differing(one, two)

    def test_times_of_the_file_are_local_to_the_time_zone(self, tmp_path):
        rows = [("2019-07-01 00:00", "2019-11-04 00:00", "felony")]
        changes = {"jails.county.foreign_born": 1, "timezone": "America/New_York"}
        facts = self.draw(tmp_path, rows, changes).facts
        # One hour occurs twice on the way.
        assert facts.stay_seconds[0] == 126 * DAY_SECONDS + HOUR_SECONDS


class TestStayFactor:
    def test_every_stay_is_multiplied_and_nothing_else_changes(self):
        plain = facts_of()
        shorter = facts_of({"jails.county.stay_factor": 0.25})
        assert differing(plain, shorter) == {"stay_seconds", "flagged_stay_seconds"}
        np.testing.assert_array_equal(shorter.stay_seconds, np.rint(plain.stay_seconds * 0.25))

    def test_it_may_depend_on_the_charge(self):
        plain = facts_of()
        longer = facts_of({"jails.county.stay_factor": {"by_charge": {"felony": 2}, "otherwise": 1}})
        felony = plain.charge == 1
        np.testing.assert_array_equal(longer.stay_seconds, np.where(felony, 2, 1) * plain.stay_seconds)

    def test_it_multiplies_the_stays_of_a_countys_own_records_too(self, tmp_path):
        rows = [{"booked_at": "2019-07-02 08:00", "stay_hours": 10}, {"booked_at": "2019-07-02 09:00", "stay_hours": 5}]
        pd.DataFrame([{"charge": "felony", "foreign_born": True, **row} for row in rows]).to_csv(
            tmp_path / "jail.csv", index=False
        )
        data = small_data({"jails.county.bookings_per_year": None, "jails.county.stay_factor": 0.5})
        data["jails"]["county"]["bookings_file"] = "jail.csv"
        scenario = load_scenario(write_yaml(tmp_path / "own.yaml", data))
        stays = draw_bookings(scenario, "county", 0).facts.stay_seconds
        assert stays.tolist() == [5 * HOUR_SECONDS, 2.5 * HOUR_SECONDS]

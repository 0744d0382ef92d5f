"""A scenario as a value: what it takes, what it computes, and how it is written, hashed and sent."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.scenario.errors import Origin, ScenarioError
from sim.scenario.files.reader import ScenarioSource, load_scenario
from sim.scenario.schema import ALL_JAILS, Arrivals, ByCharge, Scenario
from sim.scenario.staff import DAYS, Period
from tests.support import SMALL, small, small_data, write_yaml

TEAM = "jails.county.screening.teams.deputies"

RICH = {
    "timezone": "America/New_York",
    "description": "All forms of values",
    "charges.felony": {
        "share": {"value": 0.3, "low": 0.2, "high": 0.4},
        "stay_hours": {"quantiles": {0: 2, 0.5: 9, 1: 99}},
    },
    "charges.misdemeanor.stay_hours": {
        "mixture": [{"share": 0.4, "of": 3}, {"share": 0.6, "of": {"lognormal": {"median": 30, "sigma": 2}}}]
    },
    "jails.county.removable": {"by_charge": {"felony": {"value": 0.4, "low": 0.3, "high": 0.5}}, "otherwise": 0.2},
    "jails.county.match_hours": {"by_charge": {"felony": 2, "misdemeanor": {"weibull": {"shape": 0.7, "scale": 3}}}},
    "jails.county.notice_hours": 12,
    "jails.county.stay_factor": 0.5,
    "jails.county.hold_clock": "business",
    "jails.county.arrivals": {"by_hour": list(range(24)), "by_day": {day: place + 1 for place, day in enumerate(DAYS)}},
    f"{TEAM}.in_force": [{"from": "2019-07-10", "until": "2019-07-20"}, {"until": "2019-07-05"}],
    f"{TEAM}.shifts": [{"officers": {"value": 2, "low": 1, "high": 3}, "days": ["sun"], "hours": "22:00-06:00"}],
}


def messages(changes: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        small(changes)
    return [error["msg"] for error in caught.value.errors()]


def written(scenario: Scenario) -> Any:
    return json.loads(json.dumps(scenario.model_dump(mode="json", by_alias=True)))


@pytest.mark.parametrize("changes", [{}, RICH, {"jails.county.screening": None}])
def test_a_scenario_survives_the_way_through_json_text(changes):
    scenario = small(changes)
    again = Scenario.model_validate(written(scenario))
    assert again == scenario
    assert again.content_hash == scenario.content_hash
    assert written(again) == written(scenario)


def test_a_scenario_with_a_bookings_file_survives_the_way_through_json_text():
    scenario = small({"jails.county.bookings_per_year": None, "jails.county.bookings_file": "jail.csv"})
    assert Scenario.model_validate(written(scenario)) == scenario


def test_ranges_survive_the_way_through_json_text():
    again = Scenario.model_validate(written(small(RICH)))
    share = again.charges["felony"].share
    removable = again.jails["county"].removable.of("felony")
    officers = again.jails["county"].screening.teams["deputies"].shifts[0].officers
    assert [(each, each.low, each.high) for each in (share, removable, officers)] == [
        (0.3, 0.2, 0.4),
        (0.4, 0.3, 0.5),
        (2, 1, 3),
    ]


@pytest.mark.parametrize("changes", [{}, RICH])
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda scenario: pickle.loads(pickle.dumps(scenario))])
def test_a_copy_is_the_same_scenario(changes, copied):
    scenario = small(changes)
    again = copied(scenario)
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert again.content_hash == scenario.content_hash


def test_records_are_sent_with_the_scenario(tmp_path):
    (tmp_path / "jail.csv").write_text("booked_at,charge\n2019-07-01 08:00,felony\n")
    data = small_data({"jails.county.bookings_per_year": None, "jails.county.bookings_file": "jail.csv"})
    scenario = load_scenario(write_yaml(tmp_path / "own.yaml", data))
    again = pickle.loads(pickle.dumps(scenario))
    assert again.records_of("county").booked_at.tolist() == [8 * 3600]
    assert again.content_hash == scenario.content_hash


def test_a_validated_scenario_is_taken_as_it_is():
    scenario = small(RICH)
    assert Scenario.model_validate(scenario).content_hash == scenario.content_hash


def test_equal_scenarios_are_one_key_of_a_mapping_and_different_ones_two():
    assert len({small(), small(), small({"seed": 2})}) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda scenario: setattr(scenario, "seed", 5),
        lambda scenario: setattr(scenario.jails["county"], "travel_hours", 5),
        lambda scenario: setattr(scenario.charges["felony"].stay_hours, "mean", 5),
        lambda scenario: setattr(scenario.jails["county"].removable, "otherwise", 5),
        lambda scenario: delattr(scenario, "seed"),
        lambda scenario: setattr(scenario, "quux", 5),
    ],
)
def test_a_scenario_cannot_be_changed(change):
    with pytest.raises(ValidationError):
        change(small())


MODEL_CHANGES = [
    {"start": "2019-07-02"},
    {"days": 61},
    {"warmup_days": 8},
    {"cooldown_days": 8},
    {"seed": 2},
    {"timezone": "America/New_York"},
    {"charges.felony.share": 0.3001},
    {"charges.felony.stay_hours": {"exponential": {"mean": 301}}},
    {"charges.felony.stay_hours": {"gamma": {"mean": 300, "sd": 300}}},
    *({f"jails.county.{key}": 0.123} for key in ("bookings_per_year", "foreign_born", "removable", "recorded")),
    *({f"jails.county.{key}": 0.123} for key in ("intake_hours", "fingerprinted", "on_record", "on_record_others")),
    *(
        {f"jails.county.{key}": 0.123}
        for key in ("match_hours", "honoured", "hold_hours", "notice_hours", "travel_hours")
    ),
    {"jails.county.hold_clock": "business"},
    {"jails.county.arrivals": {"by_hour": [*[1] * 23, 2]}},
    {"jails.county.removable": {"by_charge": {"felony": 0.4}, "otherwise": 0.5}},
    {"jails.county.screening": None},
    *({f"jails.county.screening.{key}": 0.123} for key in ("interview_hours", "detected", "wrongly_flags")),
    {f"{TEAM}.in_force": {"from": "2019-07-05"}},
    {f"{TEAM}.shifts.0.officers": 2},
    {f"{TEAM}.shifts.0.hours": "00:00-23:00"},
    {f"{TEAM}.shifts.0.days": ["mon"]},
    {f"{TEAM}.shifts.0.federal_holidays": "off"},
    *({f"field_offices.city.{key}": 0.123} for key in ("review_hours", "detainer", "wrongly_detains", "return_hours")),
    {"field_offices.city.seats": 5},
    {"field_offices.city.reviewers.0.officers": 3},
    {"field_offices.city.crews.0.officers": 3},
]


def test_every_change_of_the_model_changes_the_hash():
    hashes = [small(changes).content_hash for changes in [{}, *MODEL_CHANGES]]
    assert len(set(hashes)) == len(hashes)


def test_the_order_of_the_charges_changes_the_hash_because_facts_name_a_charge_by_its_place():
    swapped = dict(reversed(SMALL["charges"].items()))
    assert small({"charges": swapped}).content_hash != small().content_hash


@pytest.mark.parametrize("changes", [{"name": "Other"}, {"description": "Other"}, {"replications": 99}])
def test_what_cannot_change_a_replication_leaves_the_hash(changes):
    assert small(changes).content_hash == small().content_hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"jails.county.travel_hours": 1}, {"jails.county.travel_hours": 1.0}),
        ({"jails.county.match_hours": 4}, {"jails.county.match_hours": {"constant": 4}}),
        ({"jails.county.removable": 0.5}, {"jails.county.removable": {"otherwise": 0.5}}),
        ({f"{TEAM}.shifts.0.days": "all"}, {f"{TEAM}.shifts.0.days": list(DAYS)}),
        ({f"{TEAM}.in_force": {"from": "2019-07-05"}}, {f"{TEAM}.in_force": [{"from": date(2019, 7, 5)}]}),
        ({"jails.county.hold_hours": 48}, {}),
    ],
)
def test_two_ways_to_say_the_same_have_one_hash(one, other):
    assert small(one).content_hash == small(other).content_hash


def test_the_hash_covers_the_bookings_file(tmp_path):
    data = small_data({"jails.county.bookings_per_year": None, "jails.county.bookings_file": "jail.csv"})
    path = write_yaml(tmp_path / "own.yaml", data)
    hashes = []
    for hour in ("08", "09", "08"):
        (tmp_path / "jail.csv").write_text(f"booked_at\n2019-07-01 {hour}:00\n")
        hashes.append(load_scenario(path).content_hash)
    assert hashes[0] == hashes[2] != hashes[1]


def test_the_hash_is_the_same_in_every_process():
    assert small(RICH).content_hash == pickle.loads(pickle.dumps(small(RICH))).content_hash
    assert len(small().content_hash) == 64
    assert int(small().content_hash, 16) > 0


def test_defaults_are_those_of_the_handbook():
    data = small_data()
    for key in ("warmup_days", "cooldown_days", "replications", "seed"):
        del data[key]
    scenario = Scenario.model_validate(data)
    jail = scenario.jails["county"]
    assert (scenario.warmup_days, scenario.cooldown_days, scenario.replications, scenario.seed) == (28, 28, 30, 0)
    assert (scenario.description, scenario.timezone) == ("", None)
    assert (jail.hold_hours.of("felony"), jail.honoured.of("felony"), jail.hold_clock) == (48, 1, "calendar")
    assert jail.notice_hours is None
    assert jail.screening.teams["deputies"].in_force == (Period(),)
    assert jail.screening.teams["deputies"].shifts[0].days == DAYS


def test_shares_that_add_up_within_a_thousandth_are_made_to_add_up():
    scenario = small({"charges.felony.share": 0.3009})
    assert sum(scenario.charge_shares) == pytest.approx(1, abs=1e-15)
    assert scenario.charge_shares[1] == pytest.approx(0.3009 / 1.0009)
    assert scenario.charge_names == ("misdemeanor", "felony")


@pytest.mark.parametrize("share", [0.3015, 0.2985])
def test_shares_that_do_not_add_up_are_refused(share):
    assert messages({"charges.felony.share": share}) == [
        f"the shares must add up to 1 (within 0.001), but add up to {0.7 + share:g}"
    ]


def test_a_charge_may_have_no_share():
    assert small({"charges.misdemeanor.share": 0, "charges.felony.share": 1}).charge_shares == (0, 1)


def test_a_value_by_charge_is_found_for_every_charge():
    value = ByCharge[float](by_charge={"felony": 1.0}, otherwise=0.5)
    assert (value.of("felony"), value.of("misdemeanor")) == (1.0, 0.5)


def test_a_value_by_charge_may_be_zero():
    removable = (
        small({"jails.county.removable": {"by_charge": {"felony": 0}, "otherwise": 0.5}}).jails["county"].removable
    )
    assert (removable.of("felony"), removable.of("misdemeanor")) == (0, 0.5)


def test_a_charge_without_a_value_is_an_error():
    with pytest.raises(KeyError, match="misdemeanor"):
        ByCharge[float](by_charge={"felony": 1.0}).of("misdemeanor")


@pytest.mark.parametrize(
    "path",
    [
        *(f"jails.county.{key}" for key in ("foreign_born", "removable", "recorded", "intake_hours", "fingerprinted")),
        *(f"jails.county.{key}" for key in ("on_record", "on_record_others", "match_hours", "honoured", "hold_hours")),
        "jails.county.notice_hours",
        *(f"jails.county.screening.{key}" for key in ("interview_hours", "detected", "wrongly_flags")),
        *(f"field_offices.city.{key}" for key in ("review_hours", "detainer", "wrongly_detains")),
    ],
)
def test_shares_and_durations_may_depend_on_the_charge_and_are_then_checked_like_any(path):
    small({path: {"by_charge": {"felony": 0.4, "misdemeanor": 0.1}}})
    small({path: {"by_charge": {"felony": {"value": 0.4, "low": 0.3, "high": 0.5}}, "otherwise": 0.1}})
    assert messages({path: {"by_charge": {"felony": -1}, "otherwise": 0.1}}) == ["must be at least 0, but is -1"]
    assert messages({path: {"by_charge": {"felon": 0.4}, "otherwise": 0.1}}) == [
        "unknown charge 'felon'; did you mean 'felony'? (allowed: misdemeanor, felony)"
    ]
    assert messages({path: {"by_charge": {"felony": 0.4}}}) == [
        "says nothing of misdemeanor; add them, or otherwise: a value"
    ]


def test_bookings_spread_evenly_where_no_pattern_is_given():
    assert Arrivals().relative == pytest.approx([1] * 168)


def test_weights_are_relative_to_the_mean_hour():
    by_hour = [0] * 12 + [1] * 12
    by_day = {**dict.fromkeys(DAYS, 1), "sat": 8}
    arrivals = Arrivals.model_validate({"by_hour": by_hour, "by_day": by_day})
    week = arrivals.relative
    assert (week[5], week[15], week[5 * 24 + 15]) == pytest.approx((0, 1, 8))
    assert sum(week) == pytest.approx(168)


def test_one_half_of_a_pattern_may_be_left_out():
    arrivals = Arrivals.model_validate({"by_hour": [2] * 24})
    assert arrivals.relative == pytest.approx([1] * 168)


@pytest.mark.parametrize("name", ["all", "3rd", "a b", "", "-a", "_a", "é", "a.b", "a/b", "*"])
def test_a_jail_cannot_be_named_so(name):
    jails = {name: SMALL["jails"]["county"]}
    [message] = messages({"jails": jails})
    assert ("is reserved" if name == ALL_JAILS else "is not a name") in message


@pytest.mark.parametrize("name", ["a", "A-1", "prince_william", "no", "ALL", "None", "nan"])
def test_a_jail_may_be_named_so(name):
    assert list(small({"jails": {name: SMALL["jails"]["county"]}}).jails) == [name]


def test_jails_keep_the_order_of_the_file():
    jails = dict.fromkeys(("west", "east", "north"), SMALL["jails"]["county"])
    assert list(small({"jails": jails}).jails) == ["west", "east", "north"]


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix", "UTC"])
def test_a_time_zone_is_an_iana_name(zone):
    assert small({"timezone": zone}).timezone == zone


@pytest.mark.parametrize("section", ["charges", "jails", "field_offices"])
@pytest.mark.parametrize("given", [3, "text", True, [1, 2]])
def test_a_section_that_is_no_mapping_is_refused_without_a_crash(section, given):
    assert any(message.startswith("must be a mapping of names to values") for message in messages({section: given}))


def test_an_empty_section_is_refused():
    assert "must have at least one field office" in messages({"field_offices": {}})


def test_everything_that_is_wrong_is_told_at_once():
    told = messages(
        {
            "days": 0,
            "seed": True,
            "charges.felony.share": 0.4,
            "jails.county.removable": 2,
            "jails.county.field_office": "town",
            f"{TEAM}.shifts.0.hours": "25:00-26:00",
        }
    )
    assert len(told) == 6


class TestOtherValues:
    @pytest.fixture(params=["read from a file", "made in Python"])
    def scenario(self, request, tmp_path):
        data = small_data({f"{TEAM}.shifts.0.officers": {"value": 2, "low": 1, "high": 3}})
        return load_scenario(write_yaml(tmp_path / "it.yaml", data)) if "file" in request.param else small(data)

    def test_they_are_those_that_settings_give(self, scenario, tmp_path):
        data = small_data({f"{TEAM}.shifts.0.officers": {"value": 2, "low": 1, "high": 3}})
        path = write_yaml(tmp_path / "it.yaml", data)
        set_so = load_scenario(
            path, ["jails.*.hold_hours=24", "days=30", "start=2020-02-01", "jails.county.screening=null"]
        )
        values = {"jails.*.hold_hours": np.int64(24), "jails.county.screening": None}
        assert scenario.with_(values, days=30, start=date(2020, 2, 1)) == set_so
        assert (scenario.days, scenario.jails["county"].screening is None) == (60, False)

    def test_a_text_stays_text_whatever_it_looks_like(self, scenario):
        assert scenario.with_(name="2019").name == "2019"
        assert scenario.with_(name="null").name == "null"
        odd = "\N{GRINNING FACE} \\ud83d \N{LATIN SMALL LETTER E WITH ACUTE}"
        assert scenario.with_(name=odd).name == odd

    def test_one_change_stands_on_the_other(self, scenario):
        twice = scenario.with_(days=30).with_({"jails.*.hold_hours": 24}).with_(seed=9)
        assert (twice.days, twice.seed, float(twice.jails["county"].hold_hours.of("felony"))) == (30, 9, 24)

    def test_with_nothing_it_is_the_same(self, scenario):
        assert scenario.with_() == scenario

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"jails.*.hold_hour": 24}, "--set jails.*.hold_hour=24: jails.county.hold_hour: unknown key 'hold_hour'"),
            (
                {"jail.county.hold_hours": 24},
                "the scenario has no such path; did you mean jails.county.hold_hours?",
            ),
            ({"days": "30"}, '--set days="30": days: must be a whole number'),
        ],
    )
    def test_what_is_wrong_is_told_as_of_settings(self, scenario, values, told):
        with pytest.raises(ScenarioError) as raised:
            scenario.with_(values)
        assert told in str(raised.value)

    @pytest.mark.parametrize(
        ("values", "told"), [({"days": object()}, "days: must be a number"), ({3: 4}, "a path must")]
    )
    def test_what_no_file_can_say_is_refused(self, scenario, values, told):
        with pytest.raises(TypeError, match=told):
            scenario.with_(values)


@pytest.mark.parametrize("changes", [{}, RICH])
def test_what_it_says_in_full_gives_it_again(changes):
    scenario = small(changes)
    assert ScenarioSource.of_content(scenario.resolved, Origin("here")).scenario() == scenario
    assert ScenarioSource.of(scenario).scenario() == scenario


def test_the_source_of_a_scenario_is_that_which_it_was_made_from(tmp_path):
    source = ScenarioSource(write_yaml(tmp_path / "it.yaml", small_data()))
    assert ScenarioSource.of(source.scenario()) is source
    assert ScenarioSource.of(source.scenario("days=5")).scenario("seed=3") == source.scenario("days=5", "seed=3")


def test_it_is_shown_in_a_line(tmp_path):
    scenario = small({"name": "A <b>county</b>"})
    assert repr(scenario) == str(scenario)
    assert repr(scenario) == (
        "<Scenario 'A <b>county</b>': 60 days from 2019-07-01, at county, 3 replications, seed 1>"
    )
    many = small({"jails": dict.fromkeys(map("jail{}".format, range(4)), SMALL["jails"]["county"])})
    assert "4 jails" in repr(many)


def test_a_notebook_shows_a_name_as_text():
    html = small({"name": "A <b>county</b> & more"})._repr_html_()
    assert "A &lt;b&gt;county&lt;/b&gt; &amp; more" in html
    assert len(html) < 300
    texts: list[str] = []
    reader = HTMLParser()
    reader.handle_data = texts.append
    reader.feed(html)
    assert "A <b>county</b> & more" in texts

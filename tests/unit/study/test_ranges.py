"""Declared ranges: every one is found by a path that can be set, and places in it become values."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.files.reader import ScenarioSource
from sim.study.ranges import Range, Unknowns, WholeRange, declared, inputs_of, unknowns
from tests.support import small, small_data, write_yaml

PLACES = st.floats(0, 1)
HALF = {"value": 0.5, "low": 0.4, "high": 0.6}
JAIL, OFFICE = "jails.county", "field_offices.city"
EVERYWHERE = {
    f"{JAIL}.bookings_per_year": {"value": 6000, "low": 5000, "high": 7000},
    f"{JAIL}.on_record": HALF,
    f"{JAIL}.removable": {"by_charge": {"felony": HALF}, "otherwise": HALF},
    f"{JAIL}.intake_hours": {"value": 1, "low": 0, "high": 2},
    f"{JAIL}.match_hours": {"mixture": [{"share": 1, "of": {"exponential": {"mean": {**HALF, "high": 9}}}}]},
    f"{JAIL}.screening.teams.deputies.shifts.0.officers": {"value": 1, "low": 0, "high": 3},
    f"{OFFICE}.seats": {"value": 4, "low": 1, "high": 8},
    f"{OFFICE}.review_hours.exponential.mean": HALF,
    "charges.felony.share": {"value": 0.3, "low": 0.2, "high": 0.5},
}
PATHS = {
    f"{JAIL}.bookings_per_year",
    f"{JAIL}.on_record",
    f"{JAIL}.removable.by_charge.felony",
    f"{JAIL}.removable.otherwise",
    f"{JAIL}.intake_hours",
    f"{JAIL}.match_hours.mixture.0.of.exponential.mean",
    f"{JAIL}.screening.teams.deputies.shifts.0.officers",
    f"{OFFICE}.seats",
    f"{OFFICE}.review_hours.exponential.mean",
    "charges.felony.share",
}


class TestPlaces:
    @given(PLACES, PLACES)
    def test_a_value_lies_in_its_range_and_rises_with_its_place(self, one, two):
        each = Range("a", low=0.123, high=0.876, value=0.5)
        low, high = (each.at(place) for place in sorted((one, two)))
        assert 0.123 <= low <= high <= 0.876
        assert low == pytest.approx(0.123 + min(one, two) * 0.753, abs=1e-6)

    def test_the_ends_are_reached(self):
        assert [Range("a", low=0.123, high=0.876, value=0.5).at(end) for end in (0, 1)] == [0.123, 0.876]
        assert [WholeRange("a", low=0, high=3, value=1).at(end) for end in (0, 1)] == [0, 3]

    def test_whole_numbers_have_equal_parts_of_the_places(self):
        officers = WholeRange("a", low=0, high=3, value=1)
        values = Counter(officers.at((place + 0.5) / 400) for place in range(400))
        assert values == {0: 100, 1: 100, 2: 100, 3: 100}
        assert all(isinstance(value, int) for value in values)


RATE = {"value": 0.03, "low": 0.02, "high": 0.045}
ROWS = """\
jail,population,on_record
a,100000,
b,200000,
c,300000,0.9
"""


@pytest.fixture
def network(tmp_path):
    """Three jails with the unknowns of their defaults; one knows a share, another does not screen."""
    data = small_data(
        {f"{JAIL}.bookings_per_year": None, f"{OFFICE}.detainer": {"value": 0.8, "low": 0.7, "high": 1.0}}
    )
    county = data.pop("jails")["county"] | {
        "on_record": HALF,
        "fingerprinted": HALF,
        "bookings_per_resident_year": RATE,
    }
    county["screening"]["detected"] = HALF
    (tmp_path / "jails.csv").write_text(ROWS)
    jails = {"jails_file": "jails.csv", "jail_defaults": county}
    write_yaml(tmp_path / "all.yaml", {**data, **jails})
    return ScenarioSource(
        write_yaml(tmp_path / "network.yaml", {"extends": "all.yaml", "jails": {"b": {"screening": None}}})
    )


class TestUnknownsOfManyJails:
    def test_what_jails_have_alike_is_one_unknown(self, network):
        paths = [each.path for each in declared(network.scenario()).ranges]
        assert sorted(paths) == [
            "field_offices.city.detainer",
            "jails.*.bookings_per_year",
            "jails.*.fingerprinted",
            "jails.*.on_record",
            "jails.*.screening.detected",
        ]

    def test_all_of_them_are_put_at_the_same_place(self, network):
        found = declared(network.scenario())
        places = {each.path: 0.25 for each in found.ranges}
        placed = network.scenario(*found.settings(places))
        assert declared(placed).ranges == ()
        assert {name: float(jail.fingerprinted.of("felony")) for name, jail in placed.jails.items()} == {
            "a": 0.45,
            "b": 0.45,
            "c": 0.45,
        }
        assert [placed.jails[name].bookings_per_year for name in "abc"] == pytest.approx([2625, 5250, 7875])
        assert placed.jails["a"].screening.detected.of("felony") == pytest.approx(0.45)

    def test_who_knows_keeps_what_is_known(self, network):
        found = declared(network.scenario())
        placed = network.scenario(*found.settings({"jails.*.on_record": 1.0}))
        assert [float(placed.jails[name].on_record.of("felony")) for name in "abc"] == [0.6, 0.6, 0.9]

    def test_one_setting_does_where_it_can(self, network):
        settings = declared(network.scenario()).settings(
            {"jails.*.fingerprinted": 0.0, "jails.*.screening.detected": 0.0}
        )
        assert settings == ("jails.*.fingerprinted=0.4", "jails.*.screening.detected=0.4")

    def test_its_numbers_are_the_means(self, network):
        bookings = next(each for each in declared(network.scenario()).ranges if "bookings" in each.path)
        assert (bookings.value, bookings.low, bookings.high) == pytest.approx((6000, 4000, 9000))
        assert bookings.at(0.25) == pytest.approx(5250)

    def test_unlike_ranges_stay_apart(self):
        jail = small_data()["jails"]["county"]
        jails = {"a": {**jail, "on_record": HALF}, "b": {**jail, "on_record": {**HALF, "high": 0.9}}}
        assert [each.path for each in declared(small({"jails": jails})).ranges] == [
            "jails.a.on_record",
            "jails.b.on_record",
        ]


class TestDeclared:
    def test_every_range_is_found(self):
        assert {each.path for each in declared(small(EVERYWHERE)).ranges} == PATHS

    def test_whole_numbers_are_told_from_others(self):
        whole = {each.path for each in declared(small(EVERYWHERE)).ranges if isinstance(each, WholeRange)}
        assert whole == {path for path in PATHS if path.endswith(("officers", "seats"))}

    @pytest.mark.parametrize("path", sorted(PATHS))
    def test_each_path_can_be_set(self, tmp_path, path):
        source = ScenarioSource(write_yaml(tmp_path / "county.yaml", small_data(EVERYWHERE)))
        found = declared(source.scenario())
        at_low = source.scenario(*found.settings({path: 0.0}))
        assert {each.path for each in declared(at_low).ranges} == PATHS - {path}

    def test_a_range_of_no_width_is_known(self):
        assert declared(small({f"{JAIL}.on_record": {"value": 0.5, "low": 0.5, "high": 0.5}})).ranges == ()

    def test_a_range_inside_quantiles_is_refused_with_a_way_out(self):
        quantiles = {"quantiles": {0: 0, 0.5: {"value": 2, "low": 1, "high": 3}, 1: 9}}
        with pytest.raises(ValueError, match=r"intake_hours\.quantiles\.0\.5: a range inside quantiles .*gamma"):
            declared(small({f"{JAIL}.intake_hours": quantiles}))

    def test_a_scenario_without_ranges_is_told_what_to_write(self):
        with pytest.raises(ValueError, match=r"'Small county': no value has a range.*on_record: \{value"):
            unknowns([small()])


THREE = {
    "charges.dwi": {"share": 0.2, "stay_hours": 9},
    "charges.misdemeanor.share": 0.5,
    "charges.felony.share": {"value": 0.3, "low": 0.1, "high": 0.6},
}


class TestShares:
    @given(PLACES)
    def test_the_other_shares_take_what_is_left_in_proportion(self, place):
        settings = declared(small(THREE)).settings({"charges.felony.share": place})
        shares = {path: float(value) for path, value in (setting.split("=") for setting in settings)}
        assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
        assert shares["charges.misdemeanor.share"] == pytest.approx(2.5 * shares["charges.dwi.share"], abs=1e-5)

    def test_they_stay_where_no_share_moves(self):
        found = declared(small({**THREE, f"{JAIL}.on_record": HALF}))
        assert found.settings({f"{JAIL}.on_record": 1.0}) == (f"{JAIL}.on_record=0.6",)

    def test_parts_of_a_mixture_are_shares_too(self):
        parts = [{"share": HALF, "of": 1}, {"share": 0.5, "of": 2}]
        found = declared(small({f"{JAIL}.intake_hours": {"mixture": parts}}))
        below = f"{JAIL}.intake_hours.mixture"
        assert found.settings({f"{below}.0.share": 1.0}) == (f"{below}.0.share=0.6", f"{below}.1.share=0.4")

    def test_one_share_at_least_must_have_no_range(self):
        changes = {f"charges.{name}.share": HALF for name in ("misdemeanor", "felony")}
        with pytest.raises(ValueError, match="cannot all have ranges"):
            declared(small(changes))

    def test_a_share_may_take_all(self):
        felony = {"value": 0.3, "low": 0.2, "high": 1.0}
        settings = declared(small({"charges.felony.share": felony})).settings({"charges.felony.share": 1.0})
        assert settings == ("charges.felony.share=1.0", "charges.misdemeanor.share=0.0")

    def test_highs_beyond_one_are_refused(self):
        changes = {
            "charges.dwi": {"share": {"value": 0.2, "low": 0.1, "high": 0.5}, "stay_hours": 9},
            "charges.misdemeanor.share": 0.5,
            "charges.felony.share": {"value": 0.3, "low": 0.1, "high": 0.6},
        }
        with pytest.raises(ValueError, match=r"add up to 1\.1; lower them"):
            declared(small(changes))


class TestTwoScenarios:
    def test_the_same_path_is_put_at_the_same_place_of_each_range(self):
        base = small({f"{JAIL}.on_record": {"value": 0.5, "low": 0.4, "high": 0.6}})
        other = small({f"{JAIL}.on_record": {"value": 0.5, "low": 0.2, "high": 1.0}, f"{JAIL}.travel_hours": HALF})
        both = unknowns([base, other])
        assert both.paths == (f"{JAIL}.on_record", f"{JAIL}.travel_hours")
        assert both.settings({f"{JAIL}.on_record": 0.25, f"{JAIL}.travel_hours": 1.0}) == (
            (f"{JAIL}.on_record=0.45",),
            (f"{JAIL}.on_record=0.4", f"{JAIL}.travel_hours=0.6"),
        )
        assert isinstance(both, Unknowns)
        assert both.values({})[1] == {f"{JAIL}.on_record": 0.5, f"{JAIL}.travel_hours": 0.5}


class TestInputs:
    def test_numbers_that_may_have_a_range_are_counted_and_those_that_have_one(self):
        on_record = {"value": 0.6, "low": 0.2, "high": 0.9}
        without, with_one = inputs_of([small()]), inputs_of([small({"jails.county.on_record": on_record})])
        assert (without.ranged, with_one.ranged) == (0, 1)
        assert without.count == with_one.count
        assert str(with_one) == f"the range of 1 of {with_one.count} inputs"

    def test_what_jails_have_by_the_same_name_is_one_input(self):
        county = small_data({"jails.county.on_record": {"value": 0.6, "low": 0.2, "high": 0.9}})["jails"]["county"]
        one, two = (inputs_of([small({"jails": dict.fromkeys(names, county)})]) for names in ("a", "ab"))
        assert one == two

    def test_what_only_one_of_two_scenarios_has_is_counted_once(self):
        without = small({"jails.county.screening": None})
        both = inputs_of([small(), without])
        assert both == inputs_of([small()]) == inputs_of([without, small()])
        assert inputs_of([without]).count < both.count

    def test_points_of_quantiles_are_no_inputs(self):
        quantiles = {"charges.felony.stay_hours": {"quantiles": {0: 1, 1: 2}}}
        assert inputs_of([small(quantiles)]).count == inputs_of([small()]).count - 1

    def test_a_range_of_no_width_is_none(self):
        assert inputs_of([small({"jails.county.on_record": {"value": 0.6, "low": 0.6, "high": 0.6}})]).ranged == 0

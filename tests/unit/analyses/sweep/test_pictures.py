"""The pictures of a sweep: what is drawn is what is told, and odd inputs do no harm."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from sim.analyses.sweep.pictures import sweep_pictures
from sim.analyses.sweep.sweep import sweep
from sim.analyses.sweep.tables import SweepTables, shown
from sim.model.outcomes import LOST_PARTS
from sim.output.charts.colours import SCENARIO_COLOURS
from sim.scenario.files.reader import ScenarioSource
from sim.study.designs import Grid, Vary
from sim.study.tasks import Running
from tests.pictures import laid_out, title_of
from tests.support import small_data, whole, write_yaml

SHARE, HOLD, REVIEW = "jails.*.fingerprinted", "jails.county.hold_hours", "field_offices.city.reviewers.0.officers"
DEPUTIES = "jails.county.screening.teams.deputies.shifts.0.officers"


def made(inputs, points, mean, *, half=1.0, base=0, own=None, measures=("flagged",), replications=3, paired=None):
    """A sweep of which every mean is `mean` of the values, for every measure."""
    rows = [
        (number, *values, "all", measure, replications, mean(*values), half, mean(*values) - half, mean(*values) + half)
        for number, values in enumerate(points)
        for measure in measures
    ]
    columns = ["point", *inputs, "jail", "measure", "n", "mean", "sd", "ci_low", "ci_high"]
    table = pd.DataFrame(rows, columns=columns)
    return SweepTables(
        scenario="Small county",
        inputs=tuple(inputs),
        table=table,
        paired=pd.DataFrame() if paired is None else paired,
        base_point=base,
        days=60,
        replications=replications,
        own_point=own,
    )


def grid(*values):
    return list(itertools.product(*values))


def drawn(tables, measures=("flagged",)):
    """Every picture, laid out, by name."""
    pictures = sweep_pictures(tables, measures)
    found = {picture.name: (picture.figure("Simulated: nothing"), picture.numbers) for picture in pictures}
    for figure, _ in found.values():
        laid_out(figure)
    return found


def only(tables, measures=("flagged",)):
    (found,) = drawn(tables, measures).values()
    return found


def words(figure):
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return " ".join(text.get_text() for text in texts)


def dots(figure, measure):
    (line,) = [line for axes in figure.axes for line in axes.lines if line.get_label() == measure]
    return line.get_xydata()


def joined(figure):
    """The places that each line of a mean joins."""
    return [
        line.get_xdata().tolist()
        for axes in figure.axes
        for line in axes.lines
        if line.get_marker() == "None" and line.get_linestyle() == "-"
    ]


def maps(figure):
    """The means in each map, bottom row first."""
    meshes = [axes.collections[0] for axes in figure.axes if axes.get_label() != "<colorbar>" and axes.collections]
    return [mesh.get_array() for mesh in meshes]


# One input


def test_lines_draw_just_their_numbers_by_size_of_the_input():
    tables = made([SHARE], [("1.0",), ("0.5",), ("0.75",)], lambda share: 100 * float(share), own=0)
    found = drawn(tables, ("flagged",))
    assert list(found) == ["lines"]
    figure, numbers = found["lines"]
    assert list(numbers.columns) == ["point", SHARE, "measure", "mean", "ci_low", "ci_high", "band_low", "band_high"]
    assert numbers[SHARE].tolist() == ["0.5", "0.75", "1.0"]
    np.testing.assert_array_equal(dots(figure, "flagged"), [[0.5, 50], [0.75, 75], [1, 100]])
    np.testing.assert_array_equal(numbers["mean"], [50, 75, 100])
    (band,) = figure.axes[0].collections[:1]
    edges = band.get_paths()[0].vertices
    assert {(x, y) for x, y in edges.tolist()} >= {(0.5, 49), (0.5, 51), (1, 99), (1, 101)}
    assert title_of(figure) == "Flagged rises from 50.0 to 100 in 60 days with share fingerprinted from 0.5 to 1.0"
    assert "as it is: 1.0" in words(figure)
    assert "Share fingerprinted" in words(figure)
    assert "Flagged 100" in words(figure)
    assert "Simulated: nothing" in words(figure)


@pytest.mark.parametrize(
    ("mean", "told"),
    [
        (
            lambda value: -10 * float(value),
            "Flagged falls from 20.0 to \N{MINUS SIGN}20.0 in 60 days with x from \N{MINUS SIGN}2 to 2",
        ),
        (lambda value: 7.0, "Flagged stays at 7.0 in 60 days whatever the x"),
        (lambda value: 0.1 * float(value), "Flagged does not clearly change with x"),
        (
            lambda value: 50 * float(value) ** 2 + float(value),
            "Flagged is highest, 202 in 60 days, at x 2 and lowest, 0.0, at x 0",
        ),
        (
            lambda value: min(float(value), -1),
            "with x from \N{MINUS SIGN}2 to 2, 100 % of it from \N{MINUS SIGN}2 to \N{MINUS SIGN}1",
        ),
    ],
)
def test_title_follows_from_the_numbers(mean, told):
    figure, _ = only(made(["jails.*.x"], [("-2",), ("-1",), ("0",), ("1",), ("2",)], mean, half=0.4))
    assert told in title_of(figure)


def test_differences_over_the_same_bookings_count_before_intervals():
    points, rise = [("1",), ("2",)], float
    pair = {"point": [1], "jail": ["all"], "measure": ["flagged"], "difference": [1.0]}
    sure = pd.DataFrame({**pair, "ci_low": [0.5], "ci_high": [1.5]})
    unsure = pd.DataFrame({**pair, "ci_low": [-0.5], "ci_high": [2.5]})
    assert "rises" in words(only(made(["x.y.z"], points, rise, half=50, paired=sure))[0])
    assert "does not clearly change" in words(only(made(["x.y.z"], points, rise, half=0.01, paired=unsure))[0])


def test_bands_are_of_the_difference_from_the_base_point():
    pair = {"point": [1], "jail": ["all"], "measure": ["flagged"], "difference": [10.0]}
    paired = pd.DataFrame({**pair, "ci_low": [8.0], "ci_high": [13.0]})
    figure, numbers = only(made([DEPUTIES], [("0",), ("1",)], lambda value: 10 * float(value), half=50, paired=paired))
    assert numbers[["band_low", "band_high"]].to_numpy().tolist() == [[0, 0], [8, 13]]
    assert "bands are 95 % intervals of the difference from deputies on duty 0, same bookings" in words(figure)
    (band,) = figure.axes[0].collections[:1]
    assert {(0, 0), (1, 8), (1, 13)} <= set(map(tuple, band.get_paths()[0].vertices.tolist()))


def test_without_its_own_point_nothing_is_marked():
    figure, _ = only(made([SHARE], [("0.5",), ("1.0",)], float))
    assert "as it is" not in words(figure)


def test_only_neighbouring_numbers_are_joined_and_others_stand_in_the_order_typed():
    values = ["24", "48", "null", "96", "72"]
    tables = made([HOLD], [(value,) for value in values], lambda value: 100 if value == "null" else float(value))
    figure, numbers = only(tables)
    assert numbers[HOLD].tolist() == values
    assert joined(figure) == [[0, 1], [3, 4]]
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == values
    np.testing.assert_array_equal(dots(figure, "flagged")[:, 0], range(5))


def test_people_and_hours_have_axes_of_their_own():
    tables = made([SHARE], [("0",), ("1",)], float, measures=("flagged", "hold_hours"))
    figure, numbers = only(tables, ("flagged", "hold_hours"))
    assert len(figure.axes) == 2
    assert {"People in 60 days", "Hours"} <= {text.get_text() for text in figure.texts}
    assert numbers["measure"].tolist() == ["flagged"] * 2 + ["hold_hours"] * 2


def test_labels_at_line_ends_do_not_overlap():
    measures = ("flagged", "matched", "released_before_pickup")
    figure, _ = only(made([SHARE], [("0",), ("1",)], float, measures=measures), measures)
    ends = sorted(text.get_position()[1] for text in figure.texts if text.get_color() in SCENARIO_COLOURS)
    assert len(ends) == 3
    assert min(np.diff(ends)) > 9 / 72


@pytest.mark.parametrize(
    ("own", "base", "where"), [(1, 0, "as the scenario is"), (None, 1, "at share fingerprinted 1")]
)
def test_people_released_before_pickup_are_told_with_their_parts_at_one_point(own, base, where):
    lost = "released_before_pickup"
    points, more = [("0",), ("1",)], {"own": own, "base": base, "measures": (lost, *LOST_PARTS)}
    tables = made([SHARE], points, lambda share: 30 + float(share), **more)
    figure, _ = only(tables, (lost,))
    said = f"released before pickup {where}: 31.0 lost leads, 31.0 matched but not flagged, 31.0 without a trace"
    assert said in words(figure).replace("\N{NO-BREAK SPACE}", " ")
    assert tables.lost_parts("flagged") == ""


def test_an_input_that_does_not_vary_is_no_axis():
    found = drawn(made([HOLD, SHARE], grid(["48"], ["0", "1"]), lambda _, share: 100 * float(share)))
    assert list(found) == ["lines"]


@pytest.mark.parametrize(
    ("typed", "told"), [("[mon, tue]", "mon, tue"), ("-2", "\N{MINUS SIGN}2"), ("08:00-18:00", "08:00-18:00")]
)
def test_values_are_printed_as_typed_but_for_brackets_and_minus_signs(typed, told):
    assert shown(typed) == told


# Two and three inputs


def test_a_map_shows_just_its_numbers():
    points = grid(["2", "0", "1"], ["0.5", "1.0"])
    tables = made([DEPUTIES, SHARE], points, lambda officers, share: 100 * float(officers) + float(share), own=3)
    found = drawn(tables)
    assert list(found) == ["heat_flagged"]
    figure, numbers = found["heat_flagged"]
    np.testing.assert_array_equal(maps(figure)[0], [[0.5, 100.5, 200.5], [1, 101, 201]])
    assert sorted(numbers["mean"]) == [0.5, 1, 100.5, 101, 200.5, 201]
    written = [text.get_text() for text in figure.axes[0].texts]
    assert written == ["0.5", "100", "200", "1.0", "101", "201"]
    (outline,) = figure.axes[0].patches
    assert outline.get_xy() == (-0.5, 0.5)
    assert title_of(figure) == (
        "Flagged goes from 0.5 to 201 in 60 days: by up to 200 with deputies on duty and up to 0.5 with share "
        "fingerprinted"
    )
    assert {"Deputies on duty", "Share fingerprinted"} < {text.get_text() for text in figure.texts}
    assert "outlined: the scenario as it is" in words(figure)
    assert len(figure.axes[0].collections) == 1


MANY = [str(value) for value in range(13)]


@pytest.mark.parametrize(
    ("first", "second", "contours"),
    [("123", MANY, 1), ("123", "1234", 0), ("12", MANY, 0), (["1", "2", "null"], MANY, 0)],
)
def test_contours_need_many_cells_of_numbers_at_least_three_wide(first, second, contours):
    tables = made([HOLD, SHARE], grid(first, second), lambda one, two: 50 * len(one) + 100 * float(two))
    figure, _ = only(tables)
    assert len(figure.axes[0].collections) == 1 + contours


def test_contours_of_many_cells_are_labelled_and_cells_are_not():
    many = [str(value) for value in range(20)]
    figure, _ = only(made([HOLD, SHARE], grid(many, many), lambda one, two: 10 * float(one) + float(two)))
    labels = [text.get_text() for text in figure.axes[0].texts]
    assert 0 < len(labels) < 20
    assert set(labels) <= {"50", "100", "150", "200"}


def test_the_title_of_a_map_says_how_far_each_input_moves_the_count_at_most():
    points = grid(["0", "1", "2"], ["24", "48"], ["5", "6"])
    told = title_of(
        only(made([DEPUTIES, HOLD, REVIEW], points, lambda one, two, _: min(float(one), 1) * float(two)))[0]
    )
    assert told == (
        "Flagged goes from 0.0 to 48.0 in 60 days: by up to 48.0 with deputies on duty, up to 24.0 with hold hours and "
        "nothing with reviewers on duty"
    )


def test_trifles_do_not_look_large_and_levels_are_told_apart():
    figure, _ = only(made([HOLD, SHARE], grid("12", "12"), lambda one, _: 110.8 + float(one) / 2, half=0.1))
    low, high = figure.axes[0].collections[0].get_clim()
    assert high - low == pytest.approx(0.05 * 111.8)
    assert (low + high) / 2 == pytest.approx(111.55)
    levels = [label.get_text() for label in figure.axes[1].get_yticklabels()]
    assert len(set(levels)) == len(levels) > 1


def test_a_missing_mean_is_grey_and_said():
    tables = made([HOLD, SHARE], grid("123", "123"), lambda one, two: math.nan if one == two == "2" else float(one))
    figure, numbers = only(tables)
    assert maps(figure)[0].mask.sum() == 1
    assert numbers["mean"].isna().sum() == 1
    assert "grey: unknown" in words(figure)
    dropped = made([HOLD, SHARE], grid("123", "123")[:-1], lambda one, two: float(one))
    assert maps(only(dropped)[0])[0].mask.sum() == 1


def test_panels_share_a_scale_and_split_by_the_input_with_fewest_values():
    points = grid("123", "12", "1234")
    tables = made([SHARE, HOLD, REVIEW], points, lambda one, two, three: float(one + two + three))
    found = drawn(tables)
    assert list(found) == ["panels_flagged"]
    figure, numbers = found["panels_flagged"]
    shown = [axes for axes in figure.axes if axes.get_label() in {"1", "2"}]
    assert [axes.get_label() for axes in shown] == ["1", "2"]
    assert {axes.collections[0].get_clim() for axes in shown} == {(111, 324)}
    assert sorted(numbers["mean"]) == sorted(float("".join(values)) for values in points)
    assert {"hold hours 1", "hold hours 2"} <= {text.get_text() for text in figure.texts}
    np.testing.assert_array_equal(shown[1].collections[0].get_array()[0], [121, 122, 123, 124])


def test_of_many_panels_twelve_are_drawn_spread_evenly():
    many = [str(value) for value in range(23)]
    figure, numbers = only(made([SHARE, HOLD, REVIEW], grid(many, many, many), lambda *values: sum(map(float, values))))
    assert "12 of 23 panels shown, spread evenly" in words(figure).replace("\n", " ")
    assert sorted(numbers[REVIEW].astype(int).unique()) == list(range(0, 23, 2))


# Samples and many inputs


def sample(inputs, points, seed=1):
    return [tuple(f"{value:.6g}" for value in row) for row in np.random.default_rng(seed).random((points, inputs))]


@pytest.mark.parametrize("inputs", [2, 3, 5])
def test_a_sample_is_a_cloud_an_input(inputs):
    paths = [f"jails.*.input_{number}" for number in range(inputs)]
    tables = made(paths, sample(inputs, 50), lambda *values: 100 * (1 - float(values[1])))
    found = drawn(tables)
    assert list(found) == ["scatter_flagged"]
    figure, numbers = found["scatter_flagged"]
    assert figure.texts[0].get_text().startswith("Flagged falls most surely with input 1: \N{MINUS SIGN}1.00")
    assert list(numbers.columns) == ["point", "input", "value", "measure", "mean"]
    for axes in figure.axes:
        (cloud,) = axes.collections
        rows = numbers[numbers["input"] == cloud.get_label()]
        np.testing.assert_array_equal(cloud.get_offsets(), rows[["value", "mean"]].astype(float))
    assert len(figure.axes) == inputs


def test_a_grid_of_four_inputs_is_clouds_too():
    paths = [SHARE, HOLD, REVIEW, DEPUTIES]
    found = drawn(made(paths, grid(["0", "1"], ["null", "all"], "12", "12"), lambda *values: float(values[0])))
    assert list(found) == ["scatter_flagged"]


def test_at_most_twelve_inputs_those_that_matter_most():
    paths = [f"jails.*.input_{number}" for number in range(15)]
    figure, numbers = only(made(paths, sample(15, 64), lambda *values: float(values[14])))
    assert numbers["input"].nunique() == 12
    assert numbers["input"].iloc[0] == paths[14]
    assert "12 of 15 inputs shown" in words(figure)


def test_no_input_is_named_where_none_clearly_matters():
    found = only(made(["a.b.x", "a.b.y", "a.b.z", "a.b.u"], sample(4, 20), lambda *_: 5.0))
    assert "Flagged stays at 5.0 in 60 days whatever the 4 inputs" in words(found[0])


# Odd sweeps


LONG = "charges." + "very_long_name_of_a_charge." * 8 + "stay_hours.quantiles.0.9"


@pytest.mark.parametrize("replications", [1, 3])
@pytest.mark.parametrize("value", [0.0, -5.0, 1e7, math.nan])
@pytest.mark.parametrize("values", [["0.5"], ["-1e3", "2"], ["null", "{gamma: {mean: 400, sd: 600, more: 'words'}}"]])
@pytest.mark.parametrize("inputs", [["days"], ["days", LONG], ["days", LONG, HOLD], ["days", LONG, HOLD, SHARE]])
def test_odd_sweeps_are_drawn(inputs, values, value, replications):
    half = math.nan if replications == 1 else 2.0
    points = grid(*[values] * len(inputs))
    tables = made(inputs, points, lambda *_: value, half=half, replications=replications, base=99)
    assert len(drawn(tables)) == (0 if math.isnan(value) else 1)


def test_a_thousand_points():
    tables = made([SHARE], sample(1, 1000), lambda share: 5 * float(share), half=0.1)
    figure, numbers = only(tables)
    assert len(numbers) == len(dots(figure, "flagged")) == 1000
    assert len(figure.axes[0].get_xticks()) < 12


def test_nothing_varied_or_known_has_no_picture():
    assert not drawn(made([], [()], lambda: 1.0))
    assert not drawn(made([SHARE], [("1",)], float), ("matched",))
    empty = made([SHARE], [], float)
    assert not drawn(empty)


def test_one_replication_says_so_and_has_no_band():
    figure, numbers = only(made([SHARE], [("0",), ("1",)], float, half=math.nan, replications=1))
    assert "one replication of 60 counted days, so no intervals" in words(figure)
    assert "95 %" not in words(figure)
    assert numbers["ci_low"].isna().all()


def test_pictures_of_a_sweep_that_was_run(tmp_path):
    source = ScenarioSource(write_yaml(tmp_path / "county.yaml", small_data({"days": 20})))
    varied = Grid((Vary(DEPUTIES, ("0", "1")), Vary(SHARE, ("0.2", "0.6", "1.0"))))
    found = sweep(source, varied, Running(2))
    table, paired = (each[each["jail"] == "all"] for each in (whole(found, "sweep"), whole(found, "sweep_paired")))
    tables = SweepTables("Small county", (DEPUTIES, SHARE), table, paired, 0, 20, 2)
    pictures = drawn(tables, ("flagged", "matched"))
    assert list(pictures) == ["heat_flagged", "heat_matched"]
    _, numbers = pictures["heat_flagged"]
    expected = table[table["measure"] == "flagged"].set_index("point")["mean"]
    pd.testing.assert_series_equal(numbers.set_index("point")["mean"], expected)

"""Where the points of a study lie: exact labels, full grids, even samples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.designs import Design, Grid, Vary, grid_size, sampled
from sim.study.spans import Span


class TestValues:
    @pytest.mark.parametrize(
        ("text", "choices"),
        [
            ("a=1,2,3", ("1", "2", "3")),
            ("a=0.5:1.1:0.1", ("0.5", "0.6", "0.7", "0.8", "0.9", "1.0", "1.1")),
            ("a=0.1:0.3:0.1", ("0.1", "0.2", "0.3")),
            ("a=3:1:-1", ("3", "2", "1")),
            ("a=1:2:5", ("1",)),
            ("a=null", ("null",)),
            ("a={gamma: {mean: 1, sd: 2}}, 3", ("{gamma: {mean: 1, sd: 2}}", "3")),
            ("a=[mon, tue],all", ("[mon, tue]", "all")),
            ("a='x, y',z", ("'x, y'", "z")),
            ('a="22:00-06:00","00:00-24:00"', ('"22:00-06:00"', '"00:00-24:00"')),
        ],
    )
    def test_values_are_labels_as_they_were_typed(self, text, choices):
        assert Vary.parse(text) == Vary("a", choices)

    @given(st.integers(-50, 50), st.integers(1, 200), st.integers(1, 30))
    def test_steps_are_as_many_as_fit_and_exact(self, low, count, step):
        high = low + count
        stepped = Vary.parse(f"a={low / 100}:{high / 100}:{step / 100}").choices
        expected = [(low + number * step) / 100 for number in range(count // step + 1)]
        assert [float(label) for label in stepped] == expected
        assert max(len(label) for label in stepped) <= 6

    @pytest.mark.parametrize(
        "text", ["a", "a=", "=1", "a=1:2:0", "a=2:1:0.5", "a=1:2:nan", "a=1:inf:1", "a=1,,2", "a=1,1", "a=1,"]
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(ValueError, match="--vary"):
            Vary.parse(text)


class TestDesigns:
    def test_a_grid_is_full_and_its_last_input_varies_fastest(self):
        varied = [Vary("a", ("1", "2")), Vary("b", ("x", "y", "z"))]
        points = Grid(tuple(varied))
        assert grid_size(varied) == len(points) == 6
        assert [tuple(point.inputs.values()) for point in points[:4]] == [
            ("1", "x"),
            ("1", "y"),
            ("1", "z"),
            ("2", "x"),
        ]
        assert [point.number for point in points] == list(range(6))
        assert points[4].settings == ("a=2", "b=y")

    def test_a_grid_makes_its_points_when_they_are_asked_for(self):
        hundred = tuple(map(str, range(100)))
        points = Grid(tuple(Vary(path, hundred) for path in "abcde"))
        assert len(points) == 100**5
        assert points[-1].inputs == dict.fromkeys("abcde", "99")
        assert points[4_03_02_01_00].inputs == {"a": "4", "b": "3", "c": "2", "d": "1", "e": "0"}
        with pytest.raises(IndexError):
            points[100**5]

    @pytest.mark.parametrize("design", list(Design))
    def test_a_sample_fills_its_ranges_evenly_and_is_the_same_each_time(self, design):
        spans = [Span("a", 0, 1), Span("b", 10, 20)]
        points = sampled(spans, design, 16, seed=3)
        assert points == sampled(spans, design, 16, seed=3) != sampled(spans, design, 16, seed=4)
        for path, low, width in (("a", 0, 1), ("b", 10, 10)):
            places = [(float(point.inputs[path]) - low) / width for point in points]
            assert sorted(int(place * 16) for place in places) == list(range(16))

    def test_a_sobol_design_needs_a_power_of_two(self):
        with pytest.raises(ValueError, match="power of two, such as 64 or 128"):
            sampled([Span("a", 0, 1)], Design.SOBOL, 100, seed=1)

    def test_a_path_given_twice_is_refused(self):
        with pytest.raises(ValueError, match="once"):
            Grid((Vary("a", ("1",)), Vary("a", ("2",))))
        with pytest.raises(ValueError, match="once"):
            sampled([Span("a", 0, 1), Span("a", 1, 2)], Design.LHS, 4, seed=1)

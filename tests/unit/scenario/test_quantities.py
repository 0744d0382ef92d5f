"""Numbers that may carry their plausible range."""

from __future__ import annotations

import copy
import json
import math
import pickle
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.scenario.quantities import AtLeastOne, Duration, Number, Positive, Rate, Share, Weight, WholeCount, WholeNumber

REAL = [Share, Duration, Positive, Rate, Weight]
WHOLE = [WholeCount, AtLeastOne]


def valid(kind: Any, given: Any) -> Any:
    return TypeAdapter(kind).validate_python(given)


def plain(kind: Any, number: Any, mode: str = "json") -> Any:
    return TypeAdapter(kind).dump_python(number, mode=mode)


@pytest.mark.parametrize("kind", REAL)
def test_a_plain_number_is_a_number_without_a_range(kind):
    number = valid(kind, 0.4)
    assert (number, number.low, number.high) == (0.4, None, None)
    assert isinstance(number, Number)


@pytest.mark.parametrize("kind", REAL)
def test_a_number_with_a_range_computes_as_its_value(kind):
    number = valid(kind, {"value": 0.4, "low": 0.3, "high": 0.5})
    assert number * 2 == 0.8
    assert (number.low, number.high) == (0.3, 0.5)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_number_with_a_range_counts_as_its_value(kind):
    number = valid(kind, {"value": 2, "low": 1, "high": 3})
    assert ["officer"] * number == ["officer", "officer"]
    assert (number.low, number.high) == (1, 3)
    assert isinstance(number, WholeNumber)


def test_a_number_made_in_python_has_no_range():
    assert (Number(1.5).low, Number(1.5).high, WholeNumber(2).low) == (None, None, None)


@pytest.mark.parametrize(
    ("kind", "edges"),
    [
        (Share, [0, 1]),
        (Duration, [0, 1e6]),
        (Positive, [1e-6, 1e6]),
        (Rate, [0, 1e9]),
        (WholeCount, [0, 10**6]),
        (AtLeastOne, [1, 10**6]),
    ],
)
def test_the_limits_themselves_are_allowed(kind, edges):
    for edge in edges:
        assert valid(kind, edge) == edge
        assert valid(kind, {"value": edge, "low": edge, "high": edge}).high == edge


@pytest.mark.parametrize(
    ("kind", "outside"),
    [
        *((Share, number) for number in (-1e-9, 1.000001, 40)),
        *((kind, -0.001) for kind in (Duration, Positive, Rate, Weight)),
        (Positive, 0),
        (Positive, 1e-7),
        *((kind, 1e6 + 1) for kind in (Duration, Positive, Weight)),
        (Rate, 1.1e9),
        (AtLeastOne, 2**63),
        (WholeCount, 10**6 + 1),
        (WholeCount, -1),
        (AtLeastOne, 0),
        *((kind, number) for kind in REAL for number in (math.nan, math.inf, -math.inf)),
        *((kind, number) for kind in WHOLE for number in (math.nan, math.inf, 1.5)),
    ],
)
def test_a_number_outside_the_limits_is_refused_alone_and_in_a_range(kind, outside):
    with pytest.raises(ValidationError):
        valid(kind, outside)
    for key in ("value", "low", "high"):
        with pytest.raises(ValidationError):
            valid(kind, {"value": 1, "low": 1, "high": 1, key: outside})


@pytest.mark.parametrize("given", [True, False, "0.5", "1", None, [], [1], b"1", {}])
@pytest.mark.parametrize("kind", [*REAL, *WHOLE])
def test_what_is_no_number_is_refused_alone_and_in_a_range(kind, given):
    with pytest.raises(ValidationError):
        valid(kind, given)
    with pytest.raises(ValidationError):
        valid(kind, {"value": 1, "low": given, "high": 1})


@pytest.mark.parametrize(
    ("low", "value", "high"), [(0.5, 0.4, 0.6), (0.3, 0.7, 0.6), (0.6, 0.5, 0.4), (0.4, 0.4, 0.39999)]
)
def test_a_range_out_of_order_is_refused(low, value, high):
    with pytest.raises(ValidationError, match="low, value and high must rise"):
        valid(Share, {"value": value, "low": low, "high": high})


@pytest.mark.parametrize("missing", ["value", "low", "high"])
def test_a_range_without_one_of_its_numbers_is_refused(missing):
    given = {"value": 0.4, "low": 0.3, "high": 0.5}
    del given[missing]
    with pytest.raises(ValidationError, match=f"'{missing}' is missing"):
        valid(Share, given)


def test_an_unknown_key_of_a_range_is_refused_with_the_nearest_right_one():
    with pytest.raises(ValidationError, match="unknown key 'hihg'; did you mean 'high'"):
        valid(Share, {"value": 0.4, "low": 0.3, "high": 0.5, "hihg": 0.5})


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Share, 0.4),
        (Share, {"value": 0.4, "low": 0.3, "high": 0.5}),
        (Duration, 3),
        (WholeCount, 3),
        (WholeCount, {"value": 2, "low": 0, "high": 3}),
    ],
)
def test_a_number_goes_back_to_the_form_of_the_file_and_returns(kind, given):
    number = valid(kind, given)
    written = json.loads(json.dumps(plain(kind, number)))
    again = valid(kind, written)
    assert written == given
    assert (again, again.low, again.high) == (number, number.low, number.high)


@pytest.mark.parametrize("mode", ["json", "python"])
def test_what_is_written_is_made_of_plain_numbers(mode):
    written = plain(Share, valid(Share, {"value": 0.4, "low": 0.3, "high": 0.5}), mode)
    assert {type(number) for number in written.values()} == {float}
    assert type(plain(WholeCount, valid(WholeCount, 3), mode)) is int


@pytest.mark.parametrize("kind", [Share, AtLeastOne])
def test_a_validated_number_is_taken_again_with_its_range(kind):
    once = valid(kind, {"value": 1, "low": 1, "high": 1})
    twice = valid(kind, once)
    assert (twice, twice.low, twice.high) == (1, 1, 1)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda number: pickle.loads(pickle.dumps(number))])
def test_a_copy_keeps_the_range(copied):
    number = copied(valid(Share, {"value": 0.4, "low": 0.3, "high": 0.5}))
    assert (type(number), number, number.low, number.high) == (Number, 0.4, 0.3, 0.5)

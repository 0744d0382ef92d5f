"""Tables are made when they are asked for, and once."""

import pickle

import pandas as pd
import pytest

from sim.analyses.comparison.on_demand import TablesOnDemand, WithRows


def tables(made):
    def makes(name, rows):
        def make():
            made.append(name)
            return pd.DataFrame({"name": [name] * rows})

        return make

    return TablesOnDemand({"one": makes("one", 1), "none": makes("none", 0), "here": pd.DataFrame({"name": ["here"]})})


def test_a_table_is_made_once_and_only_if_it_is_asked_for():
    made = []
    found = tables(made)
    assert (list(found), len(found), made) == (["one", "none", "here"], 3, [])
    assert found["one"] is found["one"]
    assert made == ["one"]
    with pytest.raises(KeyError):
        found["another"]


def test_what_travels_are_the_tables():
    made = []
    there = pickle.loads(pickle.dumps(tables(made)))
    assert made == ["one", "none"]
    assert list(there["one"]["name"]) == ["one"]


def test_tables_with_rows_are_told_again_and_again():
    told = WithRows(tables([]))
    assert [[name for name, _ in told] for _ in range(2)] == [["one", "here"]] * 2

"""What was run for the page: kept until it is told to forget, and then what was asked for last."""

import numpy as np

from sim.explore.storing import LatestStore
from sim.study.tasks import Store


def arrays(numbers: int):
    return {"some": (np.zeros(numbers, dtype=np.int64),), "none": ()}


def test_what_was_not_asked_for_the_longest_goes_first():
    store = LatestStore()
    assert isinstance(store, Store)
    store.save({name: arrays(10) for name in "abc"})
    store.load("a")
    store.forget_beyond(160)
    assert [name for name in "abc" if store.has(name)] == ["a", "c"]
    store.forget_beyond(160)
    assert store.has("a")
    store.forget_beyond(0)
    assert not any(map(store.has, "abc"))


def test_what_is_saved_again_counts_once():
    store = LatestStore()
    for _ in range(5):
        store.save({"a": arrays(10)})
    store.forget_beyond(80)
    assert store.load("a")["some"][0].nbytes == 80

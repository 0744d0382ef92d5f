"""What is worked out of an object is found again for that object, and for no other."""

import gc
from weakref import ref

from sim.scenario.once import Once
from tests.support import small


def test_the_same_object_is_worked_out_once_and_one_that_is_equal_anew():
    asked = []
    named = Once(lambda scenario: asked.append(scenario.name) or [scenario.name])
    one, same = small(), small()
    assert one == same
    assert named(one) is named(one)
    assert named(same) is not named(one)
    assert len(asked) == 2


def test_nothing_is_kept_of_what_is_gone():
    class Found:
        pass

    worked_out = Once(lambda _: Found())
    scenario = small()
    found = ref(worked_out(scenario))
    assert found() is not None
    del scenario
    gc.collect()
    assert found() is None

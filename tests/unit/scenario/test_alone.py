import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.alone import imported_alone

ROOT = Path(__file__).parents[3]

_ALONE = """
import sys
from sim.scenario import special
from sim.scenario.clock import federal_holidays
holidays = federal_holidays(2019)
assert not {"scipy.special", "holidays", "holidays.countries"} & sys.modules.keys()
import holidays as all_of_them
import scipy.special, scipy.stats
assert scipy.special.ndtri is special.ndtri
assert set(all_of_them.country_holidays("US", years=2019)) >= holidays
print(len(holidays))
"""


def test_a_module_is_imported_without_its_package_which_may_be_imported_later():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _ALONE],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "10\n"), done.stderr


def test_what_does_not_bear_to_be_alone_is_imported_as_usual(tmp_path, monkeypatch):
    package = tmp_path / "a_package"
    package.mkdir()
    (package / "__init__.py").write_text("needed = 1\n")
    (package / "a_module.py").write_text("from a_package import needed\n")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert imported_alone("a_package.a_module", "a_package").needed == 1
    finally:
        for name in ("a_package", "a_package.a_module"):
            sys.modules.pop(name, None)


def test_what_is_not_there_is_told_as_usual():
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        imported_alone("no_such_package.module", "no_such_package")

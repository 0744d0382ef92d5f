"""What a command loads: only what it needs, for libraries take longer to load than most commands to answer."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_SCRIPT = """
import json, sys
from sim.cli import main
try:
    main()
finally:
    json.dump([*sys.modules], sys.stderr)
"""

TABLES, STATISTICS = {"pandas", "pyarrow"}, {"scipy.optimize", "scipy.stats"}
DRAWING = {"matplotlib", "sim.analyses.comparison.pictures", "sim.output.saving"}
OTHER_WORK = {"dask", "distributed", "jinja2", "numba", "sim.analyses.comparison.chapter", "sim.analyses.sweep.sweep"}
EVERYTHING = TABLES | STATISTICS | DRAWING | OTHER_WORK


@pytest.mark.parametrize(
    ("words", "not_needed"),
    [
        (("--help",), EVERYTHING | {"pydantic", "scipy", "simpy"}),
        (("compare", "--help"), EVERYTHING | {"scipy", "simpy"}),
        (("explain", "on_record"), EVERYTHING | {"simpy"}),
        (("validate", "with.yaml"), EVERYTHING),
        (("run", "with.yaml", "--plots", "none", "--jobs", "1"), EVERYTHING - TABLES),
    ],
)
def test_a_command_loads_what_it_needs_and_nothing_else(words, not_needed, with_screening, tmp_path):
    command = [sys.executable, "-c", _SCRIPT, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert "sim.cli" in loaded
    assert loaded & not_needed == set()

"""Time one command of the command line, from its start to its end; prints one line of JSON.

The words are the name of the command, then options that override its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCENARIOS = Path(__file__).parent.parent / "scenarios"
COUNTY = SCENARIOS / "prince_william.yaml"
_BENCHMARK = Path(__file__).parent / "county.yaml"

VALIDATE, FLAGSHIP = "validate", "flagship"
COUNTIES, NATIONS, NATION_ALONE = "353 counties", "national four years", "national four years, one job"
FEW, MANY = "100 points", "1,000 points"

_TEN = ["--replications", "10"]
_FAST = ["--engine", "staged", "--plots", "none"]
_TWO = [*_TEN, *_FAST, "--jobs", "2"]
_NATIONS = ["compare", *(str(SCENARIOS / f"national_{year}.yaml") for year in (2017, 2020))]
_RANGES = ["--design", "lhs", "--range", "jails.*.fingerprinted=0.5:1", "--range", "jails.*.recorded=0.5:1"]
_SWEEP = ["sweep", str(_BENCHMARK), *_RANGES, *_TEN, "--jobs", "2"]
COMMANDS = {
    VALIDATE: ["validate", str(COUNTY)],
    FLAGSHIP: ["compare", str(COUNTY), str(SCENARIOS / "prince_william_ended.yaml")],
    COUNTIES: ["run", str(SCENARIOS / "national_2025.yaml"), *_TWO],
    NATIONS: [*_NATIONS, *_TWO],
    NATION_ALONE: [*_NATIONS, *_TEN, *_FAST, "--jobs", "1"],
    FEW: [*_SWEEP, "--samples", "100"],
    MANY: [*_SWEEP, "--samples", "1000"],
}


def timed(words: list[str]) -> dict[str, float]:
    """Seconds to the end and to the first line on the screen, and the peak memory of the largest process.

    Raises
    ------
    RuntimeError
        If the command fails, with what it told.
    """
    # As on a user's machine, modules are compiled once and kept.
    screen = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "told").open("w+") as told:
        out = [] if words[0] == "validate" else ["--out", str(Path(folder) / "results"), "--yes"]
        command = [sys.executable, "-m", "sim.cli", *words, *out]
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told, cwd=folder, env=screen) as process:
            assert process.stdout is not None
            process.stdout.readline()
            shown = time.perf_counter() - began
            process.stdout.read()
        seconds = time.perf_counter() - began
        if process.returncode:
            told.seek(0)
            raise RuntimeError(told.read())
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": seconds, "first_line_seconds": shown, "peak_mib": peak_mib}


def main() -> None:
    """Measure the command that the command line names, and print."""
    name, *more = sys.argv[1:]
    print(json.dumps(timed([*COMMANDS[name], *more])))


if __name__ == "__main__":
    main()

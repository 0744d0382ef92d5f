"""What a calibration found: on screen, and as a scenario file that extends the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.analyses.calibration.search import Calibration
from sim.output.extending import changes_of, write_extending
from sim.output.folder import resolved
from sim.output.tables import Column, Note, Table
from sim.scenario.distributions import is_distribution
from sim.scenario.files.reader import load_scenario
from sim.scenario.quantities import is_long_number


def calibration_tables(found: Calibration) -> Iterator[Table | Note]:
    """The fit, the sensitivity at the solution, and whether the targets identify the free inputs."""
    yield _fit(found)
    yield _inputs(found)
    yield _slopes(found)
    yield Note("\n".join(_identification(found)))


def _fit(found: Calibration) -> Table:
    columns = (
        Column("", ("target",), justify="left"),
        Column("wanted", ("wanted", "standard_error"), "{:,.4g} +- {:.3g}".format),
        Column("simulated", ("mean",), "{:,.4g}".format),
        Column("95 % interval", ("ci_low", "ci_high"), "{:,.4g} to {:,.4g}".format),
    )
    return Table("targets", "Targets", found.fit, columns)


def _inputs(found: Calibration) -> Table:
    columns = (
        Column("", ("input",), justify="left"),
        Column("value", ("value",), "{:.6g}".format),
        Column("range", ("low", "high"), "{:g} to {:g}".format),
    )
    return Table("free_inputs", "Free inputs", found.inputs, columns)


def _slopes(found: Calibration) -> Table:
    names = [target.name for target in found.targets]
    columns = (
        Column("", ("input",), justify="left"),
        *(Column(name, (name,), "{:+,.4g}".format) for name in names),
    )
    return Table("sensitivity", "Change of a target per tenth of an input's range", found.slopes, columns)


def _identification(found: Calibration) -> Iterator[str]:
    if not found.flat_directions:
        yield "The targets identify the free inputs."
        return
    yield "The targets do NOT identify the free inputs. No target moves by a standard error along"
    for direction in found.flat_directions:
        parts = [
            f"{share * (free.high - free.low):+.3g} of {free.path}"
            for share, free in zip(direction, found.frees, strict=True)
            if abs(share) > 0.05
        ]
        yield f"  {', '.join(parts)}"
    yield "so other values fit as well: add targets, or free fewer inputs."


def write_calibrated(found: Calibration, base: Path, path: Path) -> None:
    """Write the fitted scenario as a file that extends the first, whole or not at all.

    Raises
    ------
    RuntimeError
        If the file would not read back as the fitted scenario.
    """
    # What --set gave stands in no file yet.
    changes = {"name": "", **changes_of(load_scenario(base), found.base)}
    for free in found.frees:
        _copy(resolved(found.scenario), free.path.split("."), changes)
    lines = [f"# Calibrated with {len(found.targets)} targets and {len(found.frees)} free inputs."]
    for target, mean in zip(found.targets, found.simulated.mean, strict=True):
        lines.append(f"#   {target.name}: wanted {target.value:g} +- {target.standard_error:.3g}, simulated {mean:.4g}")
    for free, value in zip(found.frees, found.values, strict=True):
        lines.append(f"#   {free.path}: {value:.6g}, searched from {free.low:g} to {free.high:g}")
    lines += ["#   " + line for line in _identification(found)]
    changes["name"] = f"{found.scenario.name}, calibrated"
    write_extending(base, changes, "\n".join(lines), found.scenario, path)


def _copy(source: Any, steps: list[str], target: dict[str, Any]) -> None:
    """Copy what lies at a path, with the whole of a list, a range, a distribution or a value by charge around it."""
    step, *rest = steps
    for name in list(source) if step == "*" else [step]:
        value = source[name]
        if not rest or _is_whole(value):
            target[name] = value
        else:
            _copy(value, rest, target.setdefault(name, {}))


def _is_whole(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return True
    return is_long_number(value) or "by_charge" in value or is_distribution(value)

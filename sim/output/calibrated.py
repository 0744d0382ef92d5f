"""What a calibration found: on screen, and as a scenario file that extends the first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from ruamel.yaml import YAML

from sim.output.files import write_whole
from sim.output.folder import resolved
from sim.output.plain import plain_table
from sim.scenario.distributions import DISTRIBUTION_KINDS
from sim.scenario.reader import load_scenario
from sim.study.calibrate import Calibration

__all__ = ["calibration_tables", "write_calibrated"]


def calibration_tables(found: Calibration) -> Iterator[RenderableType]:
    """The fit, the sensitivity at the solution, and whether the targets identify the free inputs."""
    fit = _table("Targets", "wanted", "simulated", "95 % interval")
    simulated = found.simulated
    for target, mean, low, high in zip(found.targets, simulated.mean, simulated.ci_low, simulated.ci_high, strict=True):
        interval = f"{low:,.4g} to {high:,.4g}"
        fit.add_row(target.name, f"{target.value:,.4g} +- {target.standard_error:.3g}", f"{mean:,.4g}", interval)
    yield fit
    inputs = _table("Free inputs", "value", "range")
    for free, value in zip(found.frees, found.values, strict=True):
        inputs.add_row(free.path, f"{value:.6g}", f"{free.low:g} to {free.high:g}")
    yield inputs
    slopes = _table("Change of a target per tenth of an input's range", *(target.name for target in found.targets))
    for number, free in enumerate(found.frees):
        tenth = (free.high - free.low) / 10
        slopes.add_row(free.path, *(f"{slope * tenth:+,.4g}" for slope in found.sensitivity[:, number]))
    yield slopes
    yield Text("\n".join(_identification(found)))


def _table(title: str, *columns: str) -> Table:
    table = plain_table(title)
    table.add_column("", max_width=40, overflow="fold")
    for column in columns:
        table.add_column(column, justify="right")
    return table


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
    FileExistsError
        If the file is there already.
    RuntimeError
        If the file would not read back as the fitted scenario.
    """
    if path.exists():
        raise FileExistsError(17, "exists", str(path))
    final = resolved(found.scenario)
    overrides: dict[str, Any] = {}
    for free in found.frees:
        _copy(final, free.path.split("."), overrides)
    lines = [f"# Calibrated with {len(found.targets)} targets and {len(found.frees)} free inputs."]
    for target, mean in zip(found.targets, found.simulated.mean, strict=True):
        lines.append(f"#   {target.name}: wanted {target.value:g} +- {target.standard_error:.3g}, simulated {mean:.4g}")
    for free, value in zip(found.frees, found.values, strict=True):
        lines.append(f"#   {free.path}: {value:.6g}, searched from {free.low:g} to {free.high:g}")
    lines += ["#   " + line for line in _identification(found)]
    content = {"extends": os.path.relpath(base, path.parent), "name": f"{final['name']}, calibrated", **overrides}

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n\n")
            YAML().dump(content, file)
        if load_scenario(part).content_hash != found.scenario.content_hash:
            raise RuntimeError(f"{path} would not read back as the fitted scenario")

    write_whole(path, write)


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
    keys = set(value)
    return keys <= {"value", "low", "high"} or "by_charge" in keys or (len(keys) == 1 and keys <= DISTRIBUTION_KINDS)

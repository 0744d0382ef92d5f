"""Options that mean the same everywhere, and what they stand for.

Where only what holds without the option differs from command to command, a function tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.analyses.frame import completion
from sim.analyses.frame.printing import Format, FormatName, complain

if TYPE_CHECKING:
    from sim.model.office import Engine
    from sim.output.forms import Forms


def replications_of(otherwise: str = "") -> Any:
    """How many replications a command runs, and how many without the option."""
    return typer.Option("--replications", min=1, help="How many replications.", show_default=otherwise or True)


def seed_of(otherwise: str = "") -> Any:
    """The seed of a command, and that without the option."""
    return typer.Option("--seed", min=0, help="Seed of all random numbers.", show_default=otherwise or True)


def samples_of(otherwise: str = "") -> Any:
    """How many points a command samples, and how many without the option."""
    return typer.Option(
        "--samples",
        min=1,
        help="How many points are sampled; sobol takes a power of two.",
        show_default=otherwise or True,
    )


def design_of(otherwise: str = "") -> Any:
    """By which design a command samples ranges, and by which without the option."""
    return typer.Option(
        "--design",
        metavar="lhs|sobol",
        help="Sample ranges by a Latin hypercube or a Sobol sequence.",
        autocompletion=completion.designs,
        show_default=otherwise or True,
    )


def unknowns_of(otherwise: str = "") -> Any:
    """At how many points a command looks over what is unknown, and how many without the option."""
    return typer.Option(
        "--unknowns",
        metavar="POINTS",
        help="Also run so many points, such as 200, with every input anywhere in its range, to tell what is unknown.",
        show_default=otherwise or True,
    )


def jail_of(otherwise: str = "") -> Any:
    """Which jail a command is about, and which without the option."""
    return typer.Option(
        "--jail",
        metavar="NAME",
        help="The jail.",
        autocompletion=completion.scenario_jails,
        show_default=otherwise or True,
    )


def out_of(what: str, otherwise: str = "") -> Any:
    """What a command writes where it is told, and where or whether it does so without the option."""
    return typer.Option("--out", metavar=what, help="Where to write.", show_default=otherwise or True)


ScenarioFile = Annotated[Path, typer.Argument(help="A scenario file (YAML).", metavar="SCENARIO")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Set a value, such as jails.*.fingerprinted=0.9; repeatable. Of several scenarios 2:PATH=VALUE is of the "
        "second alone.",
        autocompletion=completion.settings,
    ),
]
Ranges = Annotated[
    list[str] | None,
    typer.Option(
        "--range",
        metavar="PATH=LOW:HIGH",
        help="A range in which an input may lie; repeatable.",
        autocompletion=completion.settings,
        show_default=False,
    ),
]
Replications = Annotated[int | None, replications_of("the scenario's")]
Seed = Annotated[int | None, seed_of("the scenario's")]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Processes at once.", show_default="the cores this process may use")
]
Out = Annotated[Path | None, out_of("FOLDER", "named after the scenarios, under results/")]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="tcp://HOST:PORT|local",
        help="Run on a Dask cluster instead of --jobs processes; needs the extra 'cluster'.",
    ),
]
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Run also what needs very many runs, bookings or officers, which is refused else."),
]
Levels = Annotated[
    str | None,
    typer.Option(
        metavar="draws|mean|DRAW",
        help="What replications take of a scenario's levels_file: each a draw of its own, or all the mean or one draw.",
    ),
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="simpy|staged",
        help="How custody is computed; results do not depend on it.",
        autocompletion=completion.engines,
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print no tables and no progress, only what is wrong.")]
Plots = Annotated[
    str,
    typer.Option(
        "--plots",
        metavar="none|png|svg|both",
        help="In which forms pictures are drawn, after the tables are on screen.",
        autocompletion=completion.forms,
    ),
]
Pdf = Annotated[bool, typer.Option("--pdf", help="Also print the page to a PDF beside it; needs Chromium or Chrome.")]
Open = Annotated[bool, typer.Option("--open", help="Open the page in a browser.")]


@dataclass(frozen=True)
class Work:
    """What does the work, and from which seed."""

    seed: Seed = None
    jobs: Jobs = None
    cluster: Cluster = None
    yes: Yes = False
    levels: Levels = None

    @property
    def jobs_at_once(self) -> int:
        """How many processes work."""
        from sim.study.backends import available_cores

        return self.jobs or available_cores()

    def settings(self, given: Sequence[str] | None) -> list[str]:
        """The settings of a command, with the seed and the levels on top."""
        return [*(given or ()), *setting("seed", self.seed), *setting("levels", self.levels)]


@dataclass(frozen=True)
class Kept:
    """Where results go, and what is printed of them."""

    out: Out = None
    overwrite: Overwrite = False
    quiet: Quiet = False
    form: FormatName = Format.TABLE
    plots: Plots = "both"

    @property
    def forms(self) -> Forms:
        """The forms of pictures; ValueError with the nearest right name where there are none of that name."""
        from sim.output.forms import Forms

        return Forms.named(self.plots)

    def folder(self, name: str) -> Path:
        """The results folder; of that name under ``results`` unless it was given."""
        return self.out or Path("results") / name


def engine_ready(name: str) -> Engine:
    """The engine of that name, compiled if it is to be; ValueError with the nearest right name where there is none."""
    from sim.model.office import Engine
    from sim.model.staged import compile_recursions
    from sim.scenario.base import member_named

    engine = member_named(Engine, "engine", name)
    if engine is Engine.STAGED and (why := compile_recursions()):
        complain(f"Note: {why}.")
    return engine


def setting(name: str, value: int | str | None) -> list[str]:
    """The setting that an option stands for, if it was given."""
    from sim.scenario.files.settings import Setting

    return [] if value is None else [Setting(f"{name}={value}", f"--{name} {value}")]

"""The command line: parses, calls one function, prints. Slow libraries are imported where a command needs them."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.study.replication import Engine
    from sim.study.study import Study
    from sim.study.sweep import Point

__all__ = ["app", "main"]

app = typer.Typer(
    name="lostleads",
    help="Who is flagged, matched and released before ICE pickup, with and without 287(g) screening at the jail.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

WRONG_INPUT, FAILED, INTERRUPTED = 2, 1, 130

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario file (YAML).", metavar="SCENARIO")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Set a value, such as jails.*.fingerprinted=0.9; repeatable."),
]
Replications = Annotated[int | None, typer.Option(min=1, help="How many replications (default: the scenario's).")]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of all streams (default: the scenario's).")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes at once (default: the cores this process may use).")]
Out = Annotated[Path | None, typer.Option(help="Results folder (default: named after the scenarios, under results/).")]
KeepBookings = Annotated[bool, typer.Option("--bookings", help="Also save the table of foreign-born bookings.")]
Precision = Annotated[
    float | None,
    typer.Option(help="Add replications until the relative half-width of each headline count is below this."),
]
EngineName = Annotated[
    str, typer.Option("--engine", metavar="simpy|staged", help="How custody is computed; results do not depend on it.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a results folder that exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar and no tables, only the files.")]


@app.command()
def run(
    scenario: ScenarioFile,
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Out = None,
    keep_bookings: KeepBookings = False,
    precision: Precision = None,
    engine: EngineName = "simpy",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Run the replications of one scenario: a table on the screen, a results folder."""
    options = _Options(
        settings or [], replications, seed, jobs, out, keep_bookings, precision, engine, overwrite, quiet
    )
    _study([scenario], options)


@app.command()
def compare(
    base: Annotated[Path, typer.Argument(help="The scenario to compare with.", metavar="BASE")],
    others: Annotated[list[Path], typer.Argument(help="One or more other scenarios.", metavar="OTHER...")],
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Out = None,
    keep_bookings: KeepBookings = False,
    precision: Precision = None,
    engine: EngineName = "simpy",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Send the same bookings through several scenarios: paired differences, and who changed outcome and why."""
    options = _Options(
        settings or [], replications, seed, jobs, out, keep_bookings, precision, engine, overwrite, quiet
    )
    _study([base, *others], options)


@app.command()
def sweep(
    scenario: ScenarioFile,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=V1,V2,...", help="Values of an input, or LOW:HIGH:STEP; repeatable: a full grid."),
    ] = None,
    design: Annotated[
        str | None, typer.Option(metavar="lhs|sobol", help="Sample ranges by a Latin hypercube or a Sobol sequence.")
    ] = None,
    ranges: Annotated[
        list[str] | None, typer.Option("--range", metavar="PATH=LOW:HIGH", help="A range to sample; repeatable.")
    ] = None,
    samples: Annotated[int, typer.Option(min=1, help="How many points a design has.")] = 64,
    base: Annotated[int, typer.Option(min=0, help="The point with which the others are paired.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Run a grid of more than a million points.")] = False,
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Out = None,
    engine: EngineName = "staged",
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario at many design points: a full grid, or a sample of ranges."""
    from sim.output.folder import Parts, check_free, write_sweep
    from sim.scenario.reader import ScenarioSource
    from sim.study import sweep as study

    started_at = datetime.now(UTC)
    folder = out or Path("results") / f"{scenario.stem}-sweep"
    parts = Parts(folder)
    with _errors_for_people(), _interruptible(parts.folder):
        source = ScenarioSource(scenario, [*(settings or []), *_setting("seed", seed)])
        first = source.scenario()
        points = _points(vary or [], design, ranges or [], samples, first.seed, yes)
        if base >= len(points):
            raise ValueError(f"--base {base}: points are numbered from 0 to {len(points) - 1}")
        check_free(folder, overwrite=overwrite)
        with _progress(shown=not quiet, what="points") as advance:
            plan = study.SweepPlan(
                replications=replications or first.replications,
                jobs=jobs or _cores(),
                base=base,
                engine=_engine(engine),
                store=parts,
                progress=advance,
            )
            found = study.sweep(source, points, plan)
        write_sweep(found, plan, folder, command=["lostleads", *sys.argv[1:]], started_at=started_at)
        parts.discard()
        if not quiet:
            from rich.console import Console

            from sim.output.screen import sweep_tables

            console = Console(width=80)
            for table in sweep_tables(found):
                console.print(table)
                console.print()
            console.print(f"Results: {folder}", soft_wrap=True, highlight=False)


def _points(vary: list[str], design: str | None, ranges: list[str], samples: int, seed: int, yes: bool) -> list[Point]:
    from sim.scenario.base import unknown_name
    from sim.study import sweep as study
    from sim.study.spans import Span

    if design is not None:
        if vary or not ranges:
            raise ValueError("--design samples ranges: give --range PATH=LOW:HIGH, and no --vary")
        if design not in list(study.Design):
            raise ValueError(f"--design: {unknown_name('design', design, map(str, study.Design))}")
        return study.sampled([Span.parse(text, "--range") for text in ranges], study.Design(design), samples, seed)
    if ranges or not vary:
        raise ValueError("give --vary PATH=V1,V2,..., or --design lhs or sobol with --range PATH=LOW:HIGH")
    varied = [study.Vary.parse(text) for text in vary]
    size = study.grid_size(varied)
    if size > study.MOST_POINTS and not yes:
        raise ValueError(f"this grid has {size:,} points; give --yes to run them all")
    return list(study.grid(varied))


@app.command()
def calibrate(
    scenario: ScenarioFile,
    targets: Annotated[
        list[str],
        typer.Option("--target", metavar="MEASURE=NUMBER[+-SE]", help="A published figure, or A/B=NUMBER; repeatable."),
    ],
    frees: Annotated[
        list[str], typer.Option("--free", metavar="PATH=LOW:HIGH", help="An input that may move; repeatable.")
    ],
    settings: Settings = None,
    replications: Replications = None,
    seed: Seed = None,
    out: Annotated[Path | None, typer.Option(help="File to write (default: SCENARIO_calibrated.yaml).")] = None,
    quiet: Quiet = False,
) -> None:
    """Find inputs that reproduce published counts, and write a scenario that extends the first."""
    from sim.output.calibrated import calibration_tables, write_calibrated
    from sim.scenario.reader import ScenarioSource
    from sim.study import calibrate as search
    from sim.study.spans import Span

    path = out or scenario.with_name(f"{scenario.stem}_calibrated.yaml")
    with _errors_for_people():
        if path.exists():
            raise FileExistsError(17, "exists", str(path))
        source = ScenarioSource(scenario, [*(settings or []), *_setting("seed", seed)])
        found = search.calibrate(
            source,
            [search.Target.parse(text) for text in targets],
            [Span.parse(text, "--free") for text in frees],
            replications or source.scenario().replications,
        )
        write_calibrated(found, scenario, path)
        if not quiet:
            from rich.console import Console

            console = Console(width=80)
            for table in calibration_tables(found):
                console.print(table)
                console.print()
        typer.echo(path)


@app.command()
def published(
    scenarios: Annotated[Path, typer.Option(help="Folder with the scenario files.", metavar="DIR")] = Path("scenarios"),
    out: Annotated[Path | None, typer.Option(help="Page to write (Markdown); one that exists is replaced.")] = None,
) -> None:
    """Compare the scenarios with published counts: what was fitted, what is predicted, and where the model misses."""
    from rich.console import Console

    from sim.output.published import validation_tables, write_page
    from sim.study.published import validate

    with _errors_for_people():
        validation = validate(scenarios)
        if out is not None:
            write_page(validation, out)
        console = Console(width=80)
        for table in validation_tables(validation):
            console.print(table)
            console.print()


@app.command()
def validate(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files (YAML).", metavar="SCENARIO...")],
    settings: Settings = None,
) -> None:
    """Check files, and say in plain words what they mean; runs nothing."""
    from sim.output.words import in_words
    from sim.scenario.errors import ScenarioError

    wrong = 0
    for path in scenarios:
        try:
            scenario = _load(path, settings or [])
        except ScenarioError as error:
            wrong += len(error.problems)
            _complain(str(error))
            continue
        for line in in_words(scenario):
            typer.echo(line)
    if wrong:
        raise typer.Exit(WRONG_INPUT)


@app.command()
def trace(
    scenario: ScenarioFile,
    booking: Annotated[str, typer.Option(help="JAIL/NUMBER, or the number where there is one jail.", metavar="ID")],
    replication: Annotated[int, typer.Option(min=0, help="Which replication, from 0.")] = 0,
    settings: Settings = None,
    seed: Seed = None,
    engine: EngineName = "simpy",
) -> None:
    """Tell one booking's life, event by event."""
    from sim.output.trace import booking_life, life_in_words

    with _errors_for_people():
        loaded = _load(scenario, [*(settings or []), *_setting("seed", seed)])
        for line in life_in_words(booking_life(loaded, booking, replication, _engine(engine))):
            typer.echo(line)


@app.command()
def plot(
    results: Annotated[Path, typer.Argument(help="A results folder.", metavar="RESULTS")],
    out: Annotated[Path | None, typer.Option(help="Folder for the pictures (default: RESULTS/plots).")] = None,
) -> None:
    """Draw the pictures of a results folder again, as PNG and SVG."""
    from sim.output.folder import draw_plots, read_results

    with _errors_for_people():
        for path in draw_plots(read_results(results), out or results / "plots"):
            typer.echo(path)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from sim.scenario.reader import scenario_schema

    typer.echo(json.dumps(scenario_schema(), indent=2))


@app.command()
def explain(
    path: Annotated[str, typer.Argument(help="A key or a path, such as on_record; a part will do.", metavar="PATH")],
) -> None:
    """Say what a key means, and the value, range, source and strength it has in the project's own scenarios."""
    from sim.output.explain import explained

    with _errors_for_people():
        for line in explained(path):
            typer.echo(line)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario, or of its file.", metavar="NAME")],
) -> None:
    """Write a commented scenario to start from."""
    from sim.output.starter import write_starter

    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = path.with_name(path.name + ".yaml")
    with _errors_for_people():
        write_starter(path)
        typer.echo(path)


@app.command()
def verify(
    markdown: Annotated[
        Path | None, typer.Option(help="Write the page of the documentation here too.", metavar="FILE")
    ] = None,
) -> None:
    """Run the model where theory knows the answer, and compare; leaves with 1 if they disagree."""
    from rich.console import Console

    from sim.output.verdicts import summary_line, verdict_page, verdict_table
    from sim.study import verify as theory

    console = Console(width=80)
    verdicts = []
    with _errors_for_people():
        for case in theory.CASES:
            of_case = list(theory.verify(case))
            console.print(verdict_table(of_case))
            console.print()
            verdicts += of_case
        if markdown:
            markdown.write_text(verdict_page(verdicts))
    console.print(summary_line(verdicts))
    if not all(each.passed for each in verdicts):
        raise typer.Exit(FAILED)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"lostleads {version('lostleads')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


@dataclass(frozen=True)
class _Options:
    """The options that `run` and `compare` share."""

    settings: list[str]
    replications: int | None
    seed: int | None
    jobs: int | None
    out: Path | None
    keep_bookings: bool
    precision: float | None
    engine: str
    overwrite: bool
    quiet: bool


def _study(paths: list[Path], options: _Options) -> None:
    from sim.output.folder import Parts, check_free, read_results, write_results

    started_at = datetime.now(UTC)
    folder = options.out or Path("results") / "-vs-".join(path.stem for path in paths)
    parts = Parts(folder)
    with _errors_for_people(), _interruptible(parts.folder):
        loaded = [_load(path, [*options.settings, *_setting("seed", options.seed)]) for path in paths]
        check_free(folder, overwrite=options.overwrite)
        study = _run(loaded, options, parts)
        write_results(study, folder, command=["lostleads", *sys.argv[1:]], started_at=started_at)
        parts.discard()
        if not options.quiet:
            from rich.console import Console

            from sim.output.screen import study_tables

            console = Console(width=80)
            for table in study_tables(read_results(folder)):
                console.print(table)
                console.print()
            console.print(f"Results: {folder}", soft_wrap=True, highlight=False)


def _run(scenarios: list[Scenario], options: _Options, parts: object) -> Study:
    from sim.output.folder import Parts
    from sim.study import study
    from sim.study.replicate import Plan

    assert isinstance(parts, Parts)
    with _progress(shown=not options.quiet) as advance:
        plan = Plan(
            replications=options.replications or scenarios[0].replications,
            jobs=options.jobs or _cores(),
            keep_bookings=options.keep_bookings,
            precision=_positive(options.precision),
            engine=_engine(options.engine),
            store=parts,
            progress=advance,
        )
        if len(scenarios) == 1:
            return study.run(scenarios[0], plan)
        return study.compare(*scenarios, plan=plan)


def _cores() -> int:
    from sim.study.backends import available_cores

    return available_cores()


def _positive(precision: float | None) -> float | None:
    if precision is not None and not precision > 0:
        raise ValueError(f"--precision: must be more than 0, such as 0.02, but is {precision:g}")
    return precision


def _engine(name: str) -> Engine:
    from sim.scenario.base import unknown_name
    from sim.study.replication import Engine

    if name not in list(Engine):
        raise ValueError(f"--engine: {unknown_name('engine', name, map(str, Engine))}")
    return Engine(name)


@contextmanager
def _progress(*, shown: bool, what: str = "replications") -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr, where that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield lambda _done, _wanted: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, wanted: progress.update(task, completed=done, total=wanted)


def _load(path: Path, settings: list[str]) -> Scenario:
    from sim.scenario.reader import load_scenario

    return load_scenario(path, settings)


def _setting(name: str, value: int | None) -> list[str]:
    return [] if value is None else [f"{name}={value}"]


def _complain(message: str) -> None:
    typer.echo(message, err=True)


def _leave(message: str, status: int) -> NoReturn:
    _complain(message)
    raise typer.Exit(status)


@contextmanager
def _errors_for_people() -> Iterator[None]:
    """Tell errors in a short paragraph: wrong input leaves with 2, a failed run with 1."""
    from sim.model.checks import IdentityError
    from sim.study.backends import WorkerError
    from sim.study.calibrate import CalibrationError
    from sim.study.replicate import ReplicationError

    try:
        yield
    except FileExistsError as error:
        _leave(f"{error.filename} exists and is not overwritten", WRONG_INPUT)
    except ValueError as error:
        _leave(str(error), WRONG_INPUT)
    except CalibrationError as error:
        _leave(f"No calibration: {error}", FAILED)
    except (IdentityError, ReplicationError, WorkerError) as error:
        _leave(f"The run failed: {error}", FAILED)
    except OSError as error:
        _leave(f"{error.filename or 'a file'}: {error.strerror}", FAILED)


@contextmanager
def _interruptible(kept: Path) -> Iterator[None]:
    """Take Ctrl-C and SIGTERM as an interrupt: what is finished is kept, and the same command goes on from there."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        finished = len(list(kept.glob("[!.]*"))) if kept.is_dir() else 0
        _leave(
            f"Interrupted; {finished} finished parts are kept in {kept}. The same command goes on from there.",
            INTERRUPTED,
        )
    finally:
        signal.signal(signal.SIGTERM, before)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()

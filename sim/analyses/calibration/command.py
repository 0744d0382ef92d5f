"""The command that finds inputs which reproduce published counts: calibrate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame import completion
from sim.analyses.frame.asking import asking
from sim.analyses.frame.declaring import Commands, Group
from sim.analyses.frame.options import (
    EngineName,
    Kept,
    Overwrite,
    Quiet,
    Ranges,
    Replications,
    ScenarioFile,
    Settings,
    Work,
    out_of,
)
from sim.analyses.frame.printing import Format, FormatName, print_tables, say, warn

commands = Commands(Group.ASK)


@commands.told(
    "calibrate my.yaml --target flagged=40 --range jails.*.recorded=0.5:1",
    renamed={"--free": "--range"},
)
def calibrate(
    scenario: ScenarioFile,
    targets: Annotated[
        list[str],
        typer.Option(
            "--target",
            metavar="MEASURE=NUMBER[+-SE]",
            help="A published figure, or A/B=NUMBER; repeatable.",
            autocompletion=completion.targets,
        ),
    ],
    ranges: Ranges,
    settings: Settings = None,
    replications: Replications = None,
    engine: EngineName = "staged",
    *,
    work: Work,
    out: Annotated[Path | None, out_of("FILE.yaml", "SCENARIO_calibrated.yaml")] = None,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
    form: FormatName = Format.TABLE,
) -> None:
    """Find inputs within ranges that reproduce published counts, and write a scenario that extends the first."""
    from sim.analyses.calibration import search
    from sim.analyses.calibration.tables import calibration_tables, write_calibrated
    from sim.scenario.files.reader import ScenarioSource
    from sim.study.spans import Span

    path = out or scenario.with_name(f"{scenario.stem}_calibrated.yaml")
    # Nobody knows beforehand how many scenarios the search will try, so it draws no progress bar.
    with asking(path, work, Kept(overwrite=overwrite, quiet=True), is_file=True) as asked:
        source = ScenarioSource(scenario, work.settings(settings))
        warn(source.scenario())
        wanted = [search.Target.parse(text) for text in targets]
        spans = [Span.parse(text, "--range") for text in ranges or ()]
        with asked.running(replications or source.scenario().replications, engine) as running:
            found = search.calibrate(source, wanted, spans, running)
        write_calibrated(found, scenario, path)
        asked.parts.discard()
        if not quiet:
            print_tables(calibration_tables(found), form)
            say(str(path), form)

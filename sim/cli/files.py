"""Commands that read and write single files: validate, plot, schema, explain, new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sim.analyses.frame import completion
from sim.analyses.frame.declaring import examples
from sim.analyses.frame.errors import WRONG_INPUT, errors_for_people
from sim.analyses.frame.options import Settings
from sim.analyses.frame.printing import complain

__all__ = ["commands"]

commands = typer.Typer()


@commands.command(
    epilog=examples(
        "validate scenarios/prince_william.yaml",
        "validate scenarios/pierce.yaml --set jails.*.hold_hours=24",
    )
)
def validate(
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files (YAML).", metavar="SCENARIO...")],
    settings: Settings = None,
) -> None:
    """Check files, and say in plain words what they mean; runs nothing."""
    from sim.scenario.errors import ScenarioError
    from sim.scenario.files.reader import load_scenario
    from sim.scenario.in_words import in_words

    wrong = 0
    for path in scenarios:
        try:
            scenario = load_scenario(path, settings or [])
        except ScenarioError as error:
            wrong += len(error.problems)
            complain(str(error))
            continue
        for line in in_words(scenario):
            typer.echo(line)
    if wrong:
        raise typer.Exit(WRONG_INPUT)


@commands.command(epilog=examples("plot results/prince_william", "plot my_run --out pictures"))
def plot(
    results: Annotated[Path, typer.Argument(help="A results folder.", metavar="RESULTS")],
    out: Annotated[Path | None, typer.Option(help="Folder for the pictures (default: RESULTS/plots).")] = None,
) -> None:
    """Draw the pictures of a results folder again, as PNG and SVG."""
    from sim.analyses.kinds import draw

    with errors_for_people():
        for path in draw(results, out or results / "plots"):
            typer.echo(path)


@commands.command(epilog=examples("schema > scenario.schema.json"))
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from sim.scenario.files.reader import scenario_schema

    typer.echo(json.dumps(scenario_schema(), indent=2))


@commands.command(epilog=examples("explain on_record", "explain jails.prince_william.hold_hours"))
def explain(
    path: Annotated[
        str,
        typer.Argument(
            help="A key or a path, such as on_record; a part will do.", metavar="PATH", autocompletion=completion.keys
        ),
    ],
) -> None:
    """Say what a key means, and the value, range, source and strength it has in the project's own scenarios."""
    from sim.scenario.explain import explained

    with errors_for_people():
        for line in explained(path):
            typer.echo(line)


@commands.command(epilog=examples("new my_county"))
def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario, or of its file.", metavar="NAME")],
) -> None:
    """Write a commented scenario to start from."""
    from sim.manual.starter import write_starter

    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = path.with_name(path.name + ".yaml")
    with errors_for_people():
        write_starter(path)
        typer.echo(path)

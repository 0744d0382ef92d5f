"""What a sweep is about, asked on the command line or kept in a study file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from pydantic_core import InitErrorDetails, to_jsonable_python

from sim.model.outcomes import HEADLINES, measure_names, unknown_measure
from sim.scenario.base import Frozen, Text, problem, unknown_name
from sim.scenario.errors import ScenarioError
from sim.scenario.filekeys import NETWORK_KEYS
from sim.scenario.files.reader import keys_of, load_model
from sim.scenario.files.settings import Setting
from sim.scenario.files.tree import as_yaml
from sim.scenario.schema import Scenario
from sim.study.designs import MOST_POINTS, Design, Grid, Point, Vary, grid_size, sampled
from sim.study.spans import Span


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the points of a sweep lie: on a full grid of varied inputs, or a design of so many samples over ranges.

    They are paired with the base.

    Raises
    ------
    ValueError
        If it asks for a grid and a sample, or for neither.
    """

    varied: tuple[Vary, ...] = ()
    design: Design | None = None
    spans: tuple[Span, ...] = ()
    samples: int = 64
    base: int = 0

    def __post_init__(self) -> None:
        if self.design is not None and (self.varied or not self.spans):
            raise ValueError("--design samples ranges: give --range PATH=LOW:HIGH, and no --vary")
        if self.design is None and self.spans:
            raise ValueError("--range needs --design lhs or sobol; single values are --vary PATH=V1,V2,...")
        if self.design is None and not self.varied:
            raise ValueError("give --vary PATH=V1,V2,..., or --design lhs or sobol with --range PATH=LOW:HIGH")

    def points(self, scenario: Scenario, *, most: int = MOST_POINTS) -> Sequence[Point]:
        """The design.

        Raises
        ------
        ValueError
            If it has more than `most` points, or the base is not among them.
        """
        if (size := self.samples if self.design is not None else grid_size(self.varied)) > most:
            raise ValueError(f"this sweep has {size:,} points; give --yes to run them all")
        if self.design is not None:
            points: Sequence[Point] = sampled(self.spans, self.design, self.samples, scenario.seed)
        else:
            points = Grid(self.varied)
        if self.base >= len(points):
            raise ValueError(f"--base {self.base}: points are numbered from 0 to {len(points) - 1}")
        return points


@dataclass(frozen=True, kw_only=True)
class Question(Layout):
    """What a sweep is about: a scenario file with settings, and where the points lie.

    There are as many replications at each as the scenario says, and the three headline counts are drawn, unless others
    are given.
    """

    scenario: Path
    settings: tuple[str, ...] = ()
    replications: int | None = None
    measures: tuple[str, ...] = ()

    def measures_of(self, scenario: Scenario) -> tuple[str, ...]:
        """The measures that are drawn.

        Raises
        ------
        ValueError
            If the scenario has no such measure; with the nearest right name.
        """
        names = measure_names(scenario)
        for measure in self.measures:
            if measure not in names:
                raise ValueError(f"--measure: {unknown_measure(measure, names)}")
        return self.measures or HEADLINES


class StudyFile(Frozen):
    """A study file: the words of the command line, as YAML."""

    scenario: Text
    settings: dict[str, Any] = Field(default_factory=dict, alias="set")
    vary: dict[str, Any] = Field(default_factory=dict)
    range: dict[str, Text] = Field(default_factory=dict)
    design: Text | None = None
    samples: Annotated[int, Field(strict=True, ge=1)] = 64
    base: Annotated[int, Field(strict=True, ge=0)] = 0
    replications: Annotated[int, Field(strict=True, ge=1)] | None = None
    measures: tuple[Text, ...] = ()

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        for key, read in (("vary", varied), ("range", _span)):
            each = given.get(key)
            for path, value in each.items() if isinstance(each, Mapping) else ():
                try:
                    read(str(path), value)
                except ValueError as error:
                    yield problem(str(error), (key, str(path)))
        design = given.get("design")
        if isinstance(design, str) and design not in list(Design):
            yield problem(unknown_name("design", design, map(str, Design)), ("design",))

    def question(self, path: Path) -> Question:
        """What the file at a path asks; its scenario is found from the folder in which it lies.

        Raises
        ------
        ValueError
            If it asks for a grid and a sample, or for neither.
        """
        return Question(
            scenario=path.parent / self.scenario,
            settings=tuple(_setting(f"{each}={_text(value)}", path) for each, value in self.settings.items()),
            varied=tuple(varied(each, value, f"{path}: vary:") for each, value in self.vary.items()),
            design=None if self.design is None else Design(self.design),
            spans=tuple(_span(each, value, f"{path}: range:") for each, value in self.range.items()),
            samples=self.samples,
            base=self.base,
            replications=self.replications,
            measures=self.measures,
        )


def _text(value: Any) -> str:
    """A value as the command line takes it: text and dates as they are, all else in a line of YAML."""
    plain = to_jsonable_python(value, fallback=lambda given: given.tolist())
    return plain if isinstance(plain, str) else as_yaml(plain)


def _setting(text: str, path: Path) -> Setting:
    return Setting(text, f"{path}: set: {text}")


def varied(path: str, values: Any, given_by: str = "--vary") -> Vary:
    """Give an input with the values of a list, or of a text ``V1,V2,...`` or ``LOW:HIGH:STEP``.

    Raises
    ------
    ValueError
        If there is no value, or one twice.
    """
    if isinstance(values, list | tuple):
        return Vary(path, tuple(map(_text, values)), given_by=given_by)
    return Vary.parse(f"{path}={_text(values)}", given_by)


def _span(path: str, text: Any, given_by: str = "--range") -> Span:
    return Span.parse(f"{path}={_text(text)}", given_by)


def is_study(path: Path) -> bool:
    """Whether a file has more keys of a study than of a scenario; one that cannot be read is none."""
    try:
        keys = keys_of(path)
    except ScenarioError:
        return False
    of_studies = {field.alias or name for name, field in StudyFile.model_fields.items()}
    return len(keys & of_studies - _OF_SCENARIOS) > len(keys & _OF_SCENARIOS - of_studies)


_OF_SCENARIOS = {"extends", *NETWORK_KEYS, *Scenario.model_fields}


def load_study(path: Path) -> Question:
    """Read a study file.

    Raises
    ------
    ScenarioError
        With all that is wrong in the file, each by line and path.
    ValueError
        If it is a scenario, or asks for a grid and a sample, or for neither.
    """
    if keys_of(path) & _OF_SCENARIOS and not is_study(path):
        raise ValueError(f"{path} is a scenario, not a study file, which names one and says what varies")
    return load_model(path, StudyFile).question(path)

"""What is left behind: a scenario, and beside it the mapping, lists to fill in and the report; no booking.

Unless bookings are asked for: these are moved, as `sim.model.disguise` moves those of results.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from sim.manual.starter import starter_files, write_starter
from sim.model.disguise import JITTER_SECONDS, STRETCH
from sim.output.folder import resolved
from sim.records.county import ChargeRecords, CountyRecords
from sim.records.mapping import LOCAL_STANDARD, mapping_text
from sim.records.report import page
from sim.records.times import Profile
from sim.scenario.files.reader import load_scenario, said_in
from sim.scenario.schema import Scenario
from sim.scenario.seconds import DAY_SECONDS

MAPPING, CHARGES, REASONS, REPORT, BOOKINGS = (
    "mapping.yaml",
    "charges.csv",
    "reasons.csv",
    "report.html",
    "bookings.csv",
)
"""The files beside the scenario."""

_BY_KEYS = {"arrivals", "release_hours", "moves_on"}
"""Keys whose values are mixed key by key with those that they are laid on."""

_WEIGHT, _PACE = 10_000, 1000
_OF_THE_STARTER = "assumed: as in the scenario to start from"
_COMMENTED = re.compile(r"^ *# (?:day_to_day_sd|release_hours|moves_on|timezone):.*\n", re.MULTILINE)


def scenario_file(out: Path) -> Path:
    """Where the scenario of a folder is."""
    return out / f"{_jail_name(out)}.yaml"


def write_county(
    found: CountyRecords, out: Path, *, overwrite: bool = False, keep_bookings: bool = False
) -> list[Path]:
    """Write the folder of a county, whole or not at all; give its files, the scenario first.

    Raises
    ------
    FileExistsError
        If a file of it is there, and must not be overwritten.
    ValueError
        If the folder is none, or the scenario would not be valid.
    """
    check_free(out, overwrite=overwrite)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as made:
        part = Path(made)
        scenario = part / scenario_file(out).name
        for name, text in ((scenario.name, _scenario(found, out)), *_beside(found, out, keep_bookings=keep_bookings)):
            (part / name).write_text(text, encoding="utf-8", newline="\n")
        for each in part.glob(f"{scenario.stem}*.yaml"):
            load_scenario(each)
        out.mkdir(exist_ok=True)
        names = [scenario.name, *sorted({each.name for each in part.iterdir()} - {scenario.name})]
        for name in names:
            shutil.move(part / name, out / name)
    return [out / name for name in names]


def check_free(out: Path, *, overwrite: bool) -> None:
    """See that a county's folder can be written.

    Raises
    ------
    FileExistsError
        If a file of it is there, and must not be overwritten.
    ValueError
        If it is no folder, or has no name.
    """
    if not _jail_name(out):
        raise ValueError(f"--out: {str(out)!r} has no name to call the jail by; give a folder such as my_county")
    if out.exists() and not out.is_dir():
        raise ValueError(f"--out: {out} is a file; give a folder")
    scenarios = [path.name for path in starter_files(scenario_file(out))]
    for name in (*scenarios, MAPPING, CHARGES, REASONS, REPORT, BOOKINGS):
        if (out / name).exists() and not overwrite:
            raise FileExistsError(17, "exists", str(out / name))


def _jail_name(out: Path) -> str:
    name = re.sub(r"\W+", "_", out.resolve().name.lower()).strip("_")
    return name if name[:1].isalpha() else f"jail_{name}" if name else ""


def _beside(found: CountyRecords, out: Path, *, keep_bookings: bool) -> Iterator[tuple[str, str]]:
    if found.base is None:
        yield starter_files(scenario_file(out))[1].name, _starter_texts(out)[1]
    yield MAPPING, mapping_text(found.mapping, out)
    if found.charges_to_edit is not None:
        yield CHARGES, found.charges_to_edit
    if found.reasons_to_edit is not None:
        yield REASONS, found.reasons_to_edit
    if keep_bookings:
        yield BOOKINGS, _moved_bookings(found)
    yield REPORT, page(found, starter())


def starter() -> Scenario:
    """The scenario to start from."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "start.yaml"
        write_starter(path)
        return load_scenario(path)


def _starter_texts(out: Path) -> list[str]:
    """The scenario to start from and the same with the agreement ended, with the name of the folder's jail."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / scenario_file(out).name
        write_starter(path)
        texts = [each.read_text(encoding="utf-8") for each in starter_files(path)]
    return [re.sub(r"\bmy_jail\b", _jail_name(out), text) for text in texts]


def _scenario(found: CountyRecords, out: Path) -> str:
    """What the records say, on the scenario of which the charges are, or in the place of the starter's own values."""
    content, name = _started(out) if found.base is None else _extending(found.base, out)
    jail = content["jails"][name]
    first, last = found.period.dates
    content["description"] = (
        f"From the jail's own records: {found.counted:,} bookings from {first} to {last}. What its records do not tell "
        f"is {'a placeholder' if found.base is None else 'as before'}; report.html says which is which."
    )
    zone = found.mapping.timezone
    if zone != LOCAL_STANDARD:
        content.insert([*content].index("replications" if found.base is None else "charges"), "timezone", zone)
    elif found.base is not None:
        content["timezone"] = None
    before = content["charges"]
    content["charges"] = _charges(found, before)
    for key, value in _of_jail(found):
        if key in jail:
            jail[key] = value
        else:
            jail.insert(min(1, len(jail)), key, value)
    if found.base is not None:
        said = said_in(found.base)
        _in_place_of(before, content["charges"])
        for key in _BY_KEYS & jail.keys():
            for above in (said.get("jail_defaults", {}), said["jails"].get(name) or {}):
                _in_place_of(above.get(key) or {}, jail[key])
    return _text(content)


def _started(out: Path) -> tuple[CommentedMap, str]:
    """The starter, and the name of its jail."""
    text, _ = _starter_texts(out)
    content = _yaml().load(_COMMENTED.sub("", text))
    return content, _jail_name(out)


def _extending(base: Path, out: Path) -> tuple[CommentedMap, str]:
    """A scenario that extends another, and the name of its one jail.

    Raises
    ------
    ValueError
        If it has several.
    """
    scenario = load_scenario(base)
    if len(scenario.jails) != 1:
        raise ValueError(
            f"{base}: has {len(scenario.jails):,} jails, and records are of one; give a scenario of one jail"
        )
    [name] = scenario.jails
    extends = os.path.relpath(base.resolve(), out.resolve())
    content = CommentedMap(
        {"extends": extends, "name": f"{scenario.name}, own records", "description": "", "charges": None}
    )
    content["jails"] = CommentedMap({name: CommentedMap()})
    content["charges"] = resolved(scenario)["charges"]
    return content, name


def _in_place_of(before: Mapping[str, Any], after: CommentedMap) -> CommentedMap:
    """A value key by key, with null for each key of the one that it takes the place of and does not have."""
    after.update({key: None for key in before if key not in after})
    return after


def _text(content: CommentedMap) -> str:
    out = io.StringIO()
    _yaml().dump(content, out)
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = 118
    return yaml


def _source(found: CountyRecords, what: str = "") -> str:
    first, last = found.period.dates
    return f"the jail's own records, {first} to {last}{f': {what}' if what else ''}"


def _charges(found: CountyRecords, starters: Mapping[str, Any]) -> CommentedMap:
    charges = CommentedMap()
    for each in found.charges:
        if each.share <= 0:
            continue
        share = _flow(
            {"value": each.share, "source": _source(found, f"{each.bookings:,} of {found.counted:,} bookings")}
        )
        charges[each.name] = CommentedMap({"share": share, "stay_hours": _stays(found, each, starters)})
    return charges


def _stays(found: CountyRecords, charge: ChargeRecords, starters: Mapping[str, Any]) -> CommentedMap:
    stays = charge.stays
    if stays is None:
        start = starters.get(charge.name, starters.get("misdemeanor"))["stay_hours"]
        return CommentedMap({**start, "why": f"{_OF_THE_STARTER}; the records tell too few stays"})
    what = f"Kaplan-Meier, {stays.ended:,} of {stays.bookings:,} ended" + (
        ", all charges together" if stays.pooled else ""
    )
    points = {int(p) if p in {0, 1} else p: int(h) if h == int(h) else h for p, h in stays.points.items()}
    made = CommentedMap({"quantiles": _flow(points), "source": _source(found, what)})
    if stays.tail_from < 1:
        made["why"] = (
            f"assumed above {stays.tail_from:.4g}, where too few were seen to leave: the rest is exponential, "
            f"of mean {stays.tail_mean_hours:,.0f} hours"
        )
    return made


def _of_jail(found: CountyRecords) -> Iterator[tuple[str, Any]]:
    """The keys of the jail that the records tell; new ones are put in from the last to the first."""
    for key, share in found.facts.items():
        yield key, _flow({"value": share, "source": _source(found)})
    if found.moves_on:
        steps = _flow(dict(found.moves_on))
        yield "moves_on", CommentedMap({"by_stay_hours": steps, "source": _source(found, "reasons of release")})
    if found.releases is not None:
        yield "release_hours", _profile(found, found.releases, _PACE)
    sd, error = found.day_to_day_sd
    ends = {"low": round(max(0.0, sd - 1.96 * error), 3), "high": round(sd + 1.96 * error, 3)}
    if found.counted:
        yield "day_to_day_sd", _flow({"value": round(sd, 3), **ends, "source": _source(found)})
        yield "arrivals", _profile(found, found.arrivals, _WEIGHT)
        low, high = found.per_year_ends
        rate = {"value": round(found.per_year), "low": int(low), "high": int(np.ceil(high)), "source": _source(found)}
        yield "bookings_per_year", _flow(rate)
    if (part := found.mean_error) is not None:
        ends = {"low": round(max(0.1, 1 - 1.96 * part), 3), "high": round(1 + 1.96 * part, 3)}
        yield "stay_factor", _flow({"value": 1.0, **ends, "source": _source(found, "chance in the mean stay")})


def _profile(found: CountyRecords, profile: Profile, most: int) -> CommentedMap:
    hours = CommentedSeq(profile.weights(most))
    hours.fa.set_flow_style()
    made = CommentedMap({"by_hour_of_week": hours, "source": _source(found, f"{profile.counted:,} of them")})
    if profile.own < 1:
        made["why"] = (
            "hours of the day are those of Pierce County, Washington, assumed"
            if profile.own == 0
            else f"smoothed: hours of the day are the records' own by {profile.own:.0%}, else those of Pierce County"
        )
    return made


def _flow(content: Mapping[Any, Any]) -> CommentedMap:
    made = CommentedMap(content)
    made.fa.set_flow_style()
    return made


def _moved_bookings(found: CountyRecords) -> str:
    """A bookings file of moved times: other weeks of the period, by hours and in length, in another order."""
    each = found.bookings_made
    counted = np.flatnonzero(found.period.holds(each.booked_day))
    key = hashlib.sha256(each.booked.tobytes() + each.stay_seconds.tobytes()).digest()
    rng = np.random.default_rng(np.frombuffer(key, dtype=np.uint32))
    week = 7 * DAY_SECONDS
    begin = found.period.first * DAY_SECONDS
    weeks = max(1, found.period.days // 7)
    to_week = rng.integers(0, weeks, len(counted)) * week
    jitter = rng.integers(-JITTER_SECONDS, JITTER_SECONDS + 1, len(counted))
    booked = begin + np.clip((each.booked[counted] - begin) % week + to_week + jitter, 0, None)
    stretch = 1 + STRETCH * rng.uniform(-1, 1, len(counted))
    lasted = np.rint(each.stay_seconds[counted] * stretch).astype(np.int64)
    names = [charge.name for charge in found.charges]
    lines = ["booked_at,released_at,charge"]
    for place in np.argsort(booked, kind="stable"):
        ended = bool(each.ended[counted[place]])
        released = _printed(int(booked[place] + lasted[place])) if ended else "unknown"
        lines.append(f"{_printed(int(booked[place]))},{released},{names[each.charge[counted[place]]]}")
    return "\n".join(lines) + "\n"


def _printed(seconds: int) -> str:
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)  # noqa: DTZ001
    return f"{moment:%Y-%m-%d %H:%M}"

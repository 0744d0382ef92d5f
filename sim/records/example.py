"""A made-up export, as a jail's system writes one: large enough to be realistic, and with a truth to hold estimates to.

No row is a person: names, numbers and addresses are the same few words over and over.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from sim.output.files import write_whole
from sim.records.stays import Spells
from sim.records.times import STATED_BOOKED
from sim.scenario.arrays import Floats, Ints
from sim.scenario.distributions import Lognormal, Mixture

TIMEZONE = "America/New_York"
CHARGES = {
    "felony": (0.3, ("BURGLARY 2ND", "POSSESS FIREARM BY FELON", "LARCENY OVER 1000"), "F"),
    "misdemeanor": (0.55, ("SIMPLE ASSAULT", "DRIVING WHILE IMPAIRED", "TRESPASS"), "M"),
    "other": (0.15, ("FAIL TO APPEAR", "HOLD FOR OTHER AGENCY"), ""),
}
"""Of each charge the share of bookings, descriptions, and the letter of its severity."""

STAYS = {
    "felony": Mixture.model_validate(
        {
            "parts": [
                {"share": 0.4, "of": {"lognormal": {"median": 30, "sigma": 1.0}}},
                {"share": 0.6, "of": {"lognormal": {"median": 900, "sigma": 1.3}}},
            ]
        }
    ),
    "misdemeanor": Lognormal.model_validate({"median": 16, "sigma": 1.3}),
    "other": Lognormal.model_validate({"median": 24, "sigma": 1.6}),
}
"""The true stays in hours, by charge."""

BOOKINGS_PER_DAY = 12.0
DAY_TO_DAY_SD = 0.15
MOVED_AFTER_WEEK, MOVED_BEFORE = 0.3, 0.04
EXTRACT = datetime(2024, 1, 15, 7, 30)  # noqa: DTZ001
COVERS_FROM = datetime(2023, 1, 1)  # noqa: DTZ001
_HISTORY_DAYS = 2200
_WEEKEND = (1.05, 1.05, 1.05, 1.1, 1.2, 1.1, 0.8)


@dataclass(frozen=True)
class MadeUp:
    """Everybody whom a made-up jail has booked for years until an export was taken.

    Parameters
    ----------
    booked_hours
        Hours before the export at which each was booked, negative.
    stay_hours
        The true stays.
    charge
        Place in `CHARGES`.
    """

    booked_hours: Floats
    stay_hours: Floats
    charge: Ints

    @property
    def window_hours(self) -> float:
        """When the period of the export begins, in hours before it was taken, negative."""
        return -(EXTRACT - COVERS_FROM).total_seconds() / 3600

    def spells(self, window_hours: float) -> Spells:
        """The stays as an export shows them of those inside during a period, which began so many hours before it."""
        seen = self.booked_hours + self.stay_hours > window_hours
        until = np.minimum(self.stay_hours, -self.booked_hours)
        entry = np.maximum(window_hours - self.booked_hours, 0)
        return Spells.each(until, self.stay_hours <= -self.booked_hours, entry).of(seen)


def made_up(seed: int = 1) -> MadeUp:
    """Draw a made-up jail; the same for the same seed."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(1 / DAY_TO_DAY_SD**2, DAY_TO_DAY_SD**2, _HISTORY_DAYS)
    last = datetime(EXTRACT.year, EXTRACT.month, EXTRACT.day)  # noqa: DTZ001
    first = last - timedelta(days=_HISTORY_DAYS - 1)
    weekday = (first.weekday() + np.arange(_HISTORY_DAYS)) % 7
    weekly = np.array(_WEEKEND)[weekday] * 7 / sum(_WEEKEND)
    counts = rng.poisson(BOOKINGS_PER_DAY * level * weekly)
    day = np.repeat(np.arange(_HISTORY_DAYS), counts)
    hour = rng.choice(24, len(day), p=STATED_BOOKED / STATED_BOOKED.sum()) + rng.integers(0, 60, len(day)) / 60
    since = (first - EXTRACT).total_seconds() / 3600
    booked = since + 24 * day + hour
    charge = rng.choice(len(CHARGES), len(day), p=[share for share, _, _ in CHARGES.values()])
    uniforms = rng.random(len(day))
    stays = np.zeros(len(day))
    for place, name in enumerate(CHARGES):
        stays[charge == place] = STAYS[name].quantile(uniforms[charge == place])
    stays = np.maximum(np.rint(stays * 60) / 60, 1 / 60)
    there = booked < 0
    return MadeUp(booked[there], stays[there], charge[there].astype(np.int64))


def write_example(folder: Path, seed: int = 1) -> list[Path]:
    """Write the export of a made-up jail: ``bookings.csv`` and ``charges.csv`` of its bookings.

    It has everybody who was inside during its period, with title lines, names, two date columns and a row a charge, as
    such files come.

    Raises
    ------
    FileExistsError
        If a file of these names is there.
    """
    jail = made_up(seed)
    rng = np.random.default_rng(seed + 1)
    inside = np.flatnonzero(jail.booked_hours + jail.stay_hours > jail.window_hours)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in (
        ("bookings.csv", _bookings(jail, inside, rng)),
        ("booked_charges.csv", _charges(jail, inside, rng)),
    ):
        path = folder / name
        if path.exists():
            raise FileExistsError(17, "exists", str(path))
        content = list(rows)

        def write(part: Path, lines: list[tuple[str, ...]] = content) -> None:
            with part.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(lines)

        write_whole(path, write)
        written.append(path)
    return written


_TITLES = (
    ("COUNTY DETENTION CENTER",),
    ("Persons in custody 01/01/2023 - 01/15/2024 (made up)",),
    (),
)
_HEADER = (
    *("Booking #", "Last Name", "First Name", "DOB", "Booking Date", "Booking Time", "Release Date", "Release Time"),
    *("Release Reason", "Arresting Agency"),
)


def _bookings(jail: MadeUp, inside: Ints, rng: np.random.Generator) -> Iterator[tuple[str, ...]]:
    yield from _TITLES
    yield _HEADER
    for place in inside:
        booked, stay = float(jail.booked_hours[place]), float(jail.stay_hours[place])
        released = booked + stay
        moved = rng.random() < (MOVED_AFTER_WEEK if stay >= 168 else MOVED_BEFORE)
        row = (_number(int(place)), "DOE", "JOHN", "01/01/1980", *_printed(booked))
        if released > 0:
            yield (*row, "", "", "", "SHERIFF")
        else:
            reason = "STATE PRISON" if moved else ("BOND", "TIME SERVED", "OWN RECOGNIZANCE")[int(rng.integers(3))]
            yield (*row, *_printed(released), reason, "SHERIFF")


def _charges(jail: MadeUp, inside: Ints, rng: np.random.Generator) -> Iterator[tuple[str, ...]]:
    yield ("Booking #", "Charge Description", "Charge Class", "Bond")
    names = list(CHARGES)
    for place in inside:
        _, descriptions, letter = CHARGES[names[jail.charge[place]]]
        yield (_number(int(place)), str(rng.choice(descriptions)), letter, "$1,000.00")
        if letter == "F" and rng.random() < 0.5:
            yield (_number(int(place)), "SIMPLE ASSAULT", "M", "")


def _number(place: int) -> str:
    return f"{2_000_000 + place}"


_LOCAL = ZoneInfo(TIMEZONE)


def _printed(hours: float) -> tuple[str, str]:
    """A moment as the export prints it: hours elapse, and the clock on the wall shows them."""
    moment = (EXTRACT.replace(tzinfo=_LOCAL).astimezone(ZoneInfo("UTC")) + timedelta(hours=hours)).astimezone(_LOCAL)
    rounded = moment + timedelta(seconds=30)
    return f"{rounded:%m/%d/%Y}", f"{rounded:%H%M}"

"""Words of the field in plain words, each told once: on a page where it first stands, on a screen below the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Gloss:
    """A word, what it means, and by which regular expression it is found, if not by itself."""

    word: str
    meaning: str
    pattern: str = ""

    def __str__(self) -> str:
        """Write the word with its meaning."""
        return f"{self.word}: {self.meaning}"

    def is_in(self, text: str) -> bool:
        """Whether a text has the word."""
        return re.search(rf"\b(?:{self.pattern or re.escape(self.word)})\b", text, re.IGNORECASE) is not None


GLOSSES = (
    Gloss("ICE", "U.S. Immigration and Customs Enforcement"),
    Gloss(
        "agreement",
        "one with ICE by section 287(g): deputies whom it trains interview at the jail",
        "agreements?",
    ),
    Gloss("removable", "subject to removal under federal immigration law", "removable|subject to removal"),
    Gloss("flagged", "removable people for whom ICE lodges a detainer while they are in jail"),
    Gloss("matched", "people born abroad whose fingerprints meet a federal record, in time for ICE or not"),
    Gloss("released before pickup", "removable people who leave the jail before ICE takes them, flagged or not"),
    Gloss("detainer", "ICE's request to a jail to keep a person for it", "detainers?"),
    Gloss("lead", "a removable person who is flagged", "leads?"),
    Gloss("lost lead", "flagged, then released before ICE comes", "lost leads?"),
    Gloss("without a trace", "neither flagged nor matched, so that ICE does not hear of the person", "(?:a|no) trace"),
    Gloss("wrongly flagged", "lawful residents and citizens who are taken for removable", "wrongly flagged"),
    Gloss("lifted", "ICE itself withdraws the detainer"),
    Gloss("moved on", "went to prison or to another agency"),
    Gloss("transferred", "ICE takes custody of the person"),
    Gloss("screening", "interviews at the jail, by deputies or by officers of ICE"),
    Gloss("DWI", "driving while intoxicated"),
    Gloss("replication", "the same days simulated once more with other chance", "replications?"),
    Gloss("with what is unknown", "every input anywhere in its range"),
    Gloss("chance alone", "every input as the scenario says, so only luck differs"),
    Gloss("Fieller", "an interval for a ratio of two means, both of which vary"),
    Gloss("variance", "how widely a number spreads"),
    Gloss("Sobol indices", "which share of a variance comes from an input, by itself or with others"),
    Gloss("rank correlation", "how closely a count follows an input: 0 not at all, 1 or minus 1 wholly"),
    Gloss("warm-up", "days simulated before those that count, so that the jail is not empty at first"),
    Gloss("MSER-5", "how many of the first days to leave out, so that the mean of the rest is surest"),
    Gloss("content hash", "a check sum of all that a scenario says"),
)
"""In the order in which they are told where several first stand together."""

MEANINGS = {gloss.word: gloss.meaning for gloss in GLOSSES}
"""What each word means."""


def glosses_in(texts: Iterable[str], told: Iterable[str] = ()) -> tuple[Gloss, ...]:
    """Which glosses texts need, in the order of the list, but for words already told or explained there."""
    whole = "\n".join(texts)
    known = {*told, *meant_in(whole)}
    return tuple(gloss for gloss in GLOSSES if gloss.word not in known and gloss.is_in(whole))


def meant_in(text: str) -> set[str]:
    """Which words a text explains itself."""
    return {gloss.word for gloss in GLOSSES if gloss.meaning in text}

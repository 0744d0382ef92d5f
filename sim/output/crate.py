"""A results folder as a research object crate: what is in it, told to repositories of data and to other programs.

RO-Crate 1.1 [1]_: one file of JSON-LD beside the others. It says nothing that the folder does not; the same results
give the same file, but for the dates.

References
----------
.. [1] P. Sefton et al. (2020), RO-Crate Metadata Specification 1.1, doi:10.5281/zenodo.4541002.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import join
from typing import Any

from sim.output.described import TABLES
from sim.output.files import write_text
from sim.output.names import begun, in_words, listed, quoted

CRATE = "ro-crate-metadata.json"

_CONTEXT = "https://w3id.org/ro/crate/1.1"
_RUN, _SOFTWARE, _MIT = "#run", "#lostleads", "https://spdx.org/licenses/MIT"
_LICENCE = (
    "Made by lostleads, whose code and own scenarios are under the MIT licence; of scenario files and bookings of "
    "others their owners decide."
)
_FORMS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".yaml": "application/yaml",
}
_FILES = {
    "answer.html": "the answer as a page",
    "answer.pdf": "the answer as a page, printed",
    "run.json": "the record: command, versions, seed, times, each scenario with every default, hashes of the tables",
    "bookings.parquet": "every foreign-born booking of each replication, of synthetic people",
    "staffing.yaml": "a scenario with the chosen shifts",
}

Entity = dict[str, Any]


def write_crate(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the metadata file of a results folder, of all files that are there, by its ``run.json``."""
    # What begins with a dot is a part that somebody killed has left.
    files = sorted(path for path in folder.rglob("[!.]*") if path.is_file() and path.name != CRATE)
    told = [_file(path, folder) for path in files]
    graph = [_descriptor(), _dataset(record, told), *told, *_run(record)]
    content = {"@context": f"{_CONTEXT}/context", "@graph": graph}
    write_text(f"{json.dumps(content, indent=2)}\n", folder / CRATE)


def _reference(name: str) -> Entity:
    return {"@id": name}


def _references(entities: Sequence[Entity]) -> list[Entity]:
    return [_reference(each["@id"]) for each in entities]


def _descriptor() -> Entity:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": _reference(_CONTEXT),
        "about": _reference("./"),
    }


def _dataset(record: Mapping[str, Any], files: Sequence[Entity]) -> Entity:
    names = listed([quoted(each["label"]) for each in record["scenarios"]])
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"lostleads, {record['kind']}: {names}",
        "description": (
            f"Results of a simulation of jail bookings with or without 287(g) screening, of the kind {record['kind']}, "
            f"under {names}. Counts of synthetic people."
        ),
        "datePublished": record["ended_at"],
        "license": _LICENCE,
        "hasPart": _references(files),
        "mentions": _reference(_RUN),
    }


def _file(path: Path, folder: Path) -> Entity:
    return {
        "@id": path.relative_to(folder).as_posix(),
        "@type": "File",
        "name": path.name,
        "description": begun(_described(path, folder)),
        "encodingFormat": _FORMS.get(path.suffix, "application/octet-stream"),
        "contentSize": str(path.stat().st_size),
    }


def _described(path: Path, folder: Path) -> str:
    if path.parent != folder:
        kind = "the numbers of a picture" if path.suffix == ".csv" else "a picture"
        return f"{kind}: {in_words(path.stem)}"
    return _FILES.get(path.name) or TABLES.get(path.stem, "a file of the study")


def _run(record: Mapping[str, Any]) -> Iterator[Entity]:
    """The run, the program that ran, what it needs and its licence; and each scenario."""
    scenarios = [
        {
            "@id": f"#scenario-{number}",
            "@type": "CreativeWork",
            "name": each["label"],
            "identifier": each["content_hash"],
            "description": "A scenario, resolved in run.json; it is identified by the SHA-256 of what it says.",
        }
        for number, each in enumerate(record["scenarios"], start=1)
    ]
    yield {
        "@id": _RUN,
        "@type": "CreateAction",
        "name": f"A run of lostleads, {record['kind']}",
        "description": join(map(str, record["command"])),
        "startTime": record["started_at"],
        "endTime": record["ended_at"],
        "instrument": _reference(_SOFTWARE),
        "object": _references(scenarios),
        "result": _reference("./"),
    }
    needs = {"Python": record["python"], **record["libraries"]}
    yield {
        "@id": _SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "lostleads",
        "version": record["lostleads"],
        "license": _reference(_MIT),
        "softwareRequirements": [f"{name} {version}" for name, version in needs.items()],
    }
    yield {"@id": _MIT, "@type": "CreativeWork", "name": "MIT License", "identifier": "MIT"}
    yield from scenarios

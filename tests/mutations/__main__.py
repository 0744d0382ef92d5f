"""Break the rules of the model one at a time, and see that the tests notice: ``python -m tests.mutations``.

Each broken program is a copy of the project in a folder of its own, so the project itself is never touched.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutations.breaking import NotRunError, broken, test_file
from tests.mutations.mutations import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
COPIED = ("pyproject.toml", "sim", "tests", "scenarios")
AT_ONCE = 2
LONGEST_SECONDS = 600
ALL_PASSED, SOME_FAILED = 0, 1
"""What pytest returns; anything else means that it could not run the tests at all."""

_FAILED = re.compile(r"^FAILED \S+?::(?P<test>\w[^\[\s]*)", re.MULTILINE)

INTRODUCTION = """\
Tests can be right and still not notice a fault. So the rules of [model.md](model.md) are broken one at a time, in a
copy of the project, and the tests that are about the rule must then fail. Written by `make mutate`, which fails if a
fault is not noticed; `tests/mutations/mutations.py` has the faults as changes of functions."""


CONFTEST = """\
from hypothesis import Phase, settings

settings.register_profile("first failure", deadline=None, phases=[Phase.explicit, Phase.generate])
settings.load_profile("first failure")
"""
"""Has hypothesis stop at the first example that fails, and look for no smaller one."""


@dataclass(frozen=True)
class Verdict:
    """What the tests said to a broken program: the first that failed, or None where none did."""

    mutation: Mutation
    killed_by: str | None


def copied(folder: Path) -> Path:
    """Copy what the tests need into a folder."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, folder / name)
    (folder / "tests" / "conftest.py").write_text(CONFTEST)
    # Compiling every broken program takes longer than running it.
    (folder / "numba.py").write_text("raise ImportError")
    return folder


def first_failure(folder: Path, killers: Iterable[str]) -> str | None:
    """Run tests of a copy of the project, and name the first that fails, if one does (or say that there is no end).

    Raises
    ------
    NotRunError
        If the tests could not be run.
    """
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "400"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "--no-header",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        *(test_file(ROOT, killer) for killer in killers),
    ]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return "no end"
    if done.returncode == ALL_PASSED:
        return None
    failed = _FAILED.search(done.stdout)
    if done.returncode != SOME_FAILED or failed is None:
        raise NotRunError(f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return failed["test"].replace("::", ".")


def verdict(mutation: Mutation) -> Verdict:
    """Break one rule in a copy of the project, and run the tests that are about it."""
    with tempfile.TemporaryDirectory() as name:
        folder = copied(Path(name))
        path, text = broken(ROOT, mutation)
        (folder / path).write_text(text)
        return Verdict(mutation, first_failure(folder, mutation.killers))


def sound() -> None:
    """Run all tests that are used on a copy that is not broken.

    Raises
    ------
    NotRunError
        If one fails, or if it is not the copy that they test.
    """
    killers = sorted({test for mutation in MUTATIONS for test in mutation.killers})
    with tempfile.TemporaryDirectory() as name:
        folder = copied(Path(name))
        failed = first_failure(folder, killers)
        if failed is not None:
            raise NotRunError(f"{failed} fails though nothing is broken")
        (folder / "sim" / "__init__.py").write_text("raise SystemError")
        try:
            first_failure(folder, killers)
        except NotRunError:
            return
    raise NotRunError("the tests do not test the copy")


def page(verdicts: Sequence[Verdict]) -> str:
    """Tell the verdicts as a Markdown page."""
    noticed = sum(each.killed_by is not None for each in verdicts)
    rows = [f"| {each.mutation.rule} | `{each.mutation.function}` | {_by(each)} |" for each in verdicts]
    return "\n".join(
        [
            "# Mutation check",
            "",
            INTRODUCTION,
            "",
            f"{noticed} of {len(verdicts)} faults were noticed.",
            "",
            "| the fault | in | noticed first by |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _by(each: Verdict) -> str:
    return "**nothing**" if each.killed_by is None else f"`{each.killed_by}`"


def main() -> int:
    """Break every rule, tell who noticed, and return 1 if nobody noticed one of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the result to a Markdown page")
    parser.add_argument("--only", default="", metavar="WORD", help="break only rules whose words or function have this")
    options = parser.parse_args()
    chosen = [each for each in MUTATIONS if options.only in f"{each.function}: {each.rule}"]
    verdicts = []
    if not options.only:
        sound()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for each in pool.map(verdict, chosen):
            sys.stdout.write(f"{each.killed_by or 'SURVIVED'}: {each.mutation.rule}\n")
            sys.stdout.flush()
            verdicts.append(each)
    if options.write:
        options.write.write_text(page(verdicts))
    survivors = [each for each in verdicts if each.killed_by is None]
    sys.stdout.write(f"{len(verdicts) - len(survivors)} of {len(verdicts)} faults were noticed\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())

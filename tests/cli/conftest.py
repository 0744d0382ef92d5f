"""The command line as its users meet it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import paint_here, run_here, with_workers_here
from tests.pictures import sketched
from tests.support import small_data, write_yaml

Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Run ``lostleads`` in an empty folder, in this process, with outlines of pictures in their place."""

    def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return run_here([str(word) for word in words], tmp_path)

    return call


@pytest.fixture
def two_jobs(tmp_path: Path) -> Cli:
    """As `cli`, with two jobs: what the workers are given is a copy, and what they are given last they end first."""

    def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return with_workers_here([str(word) for word in words], tmp_path)

    return call


@pytest.fixture
def sketching(tmp_path: Path) -> Cli:
    """As `cli`, with whole pictures of which the words are kept."""

    def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
        with sketched():
            return paint_here([str(word) for word in words], tmp_path)

    return call


@pytest.fixture
def painting(tmp_path: Path) -> Cli:
    """As `cli`, with pictures that are whole."""

    def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return paint_here([str(word) for word in words], tmp_path)

    return call


@pytest.fixture
def process(tmp_path: Path) -> Cli:
    """Run ``lostleads`` in an empty folder, in a process of its own."""

    def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "sim.cli", *map(str, words)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return call


@pytest.fixture
def with_screening(tmp_path: Path) -> Path:
    return write_yaml(tmp_path / "with.yaml", small_data({"name": "With", "days": 20}))


@pytest.fixture
def without_screening(tmp_path: Path) -> Path:
    path = tmp_path / "without.yaml"
    path.write_text("extends: with.yaml\nname: Without\njails: {county: {screening: null}}\n")
    return path

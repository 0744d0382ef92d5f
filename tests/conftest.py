"""What holds for every test."""

from __future__ import annotations

import webbrowser

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair; speed is measured in benchmarks/.
settings.register_profile("any speed", deadline=None)
settings.load_profile("any speed")


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that a test had opened; no test opens a browser."""
    pages: list[str] = []

    def note(address: str) -> bool:
        pages.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    return pages

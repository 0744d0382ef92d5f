"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes is the machine's affair; speed is measured in benchmarks/.
settings.register_profile("any speed", deadline=None)
settings.load_profile("any speed")

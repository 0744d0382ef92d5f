"""The family of commands that tell how far to believe the model; each stands in the folder of its question."""

from __future__ import annotations

from sim.analyses.frame.declaring import Commands, Group, epilog

commands = Commands(
    Group.CHECK,
    name="evidence",
    epilog=epilog("evidence verify", "evidence published --format csv > published.csv"),
    help="Hold the model against published counts and against theory, and fit county levels to counts; what that found "
    "is in docs/validation.md, docs/verification.md and docs/levels.md.",
)

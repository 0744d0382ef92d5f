"""Examples at the end of a command's help."""

from __future__ import annotations

__all__ = ["examples"]


def examples(*commands: str) -> str:
    """The end of a command's help: commands to paste, each on a line of its own."""
    return "\n\n".join(["Examples:", *(f"lostleads {command}" for command in commands)])

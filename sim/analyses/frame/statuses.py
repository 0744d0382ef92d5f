"""What commands leave with, beside 0."""

from __future__ import annotations

FAILED = 1
WRONG_INPUT = 2

INTERRUPTED = 130
"""Ctrl-C, SIGTERM or SIGHUP; what shells give a program that Ctrl-C ended."""

NOBODY_READS = 141
"""A reader such as head left early; what shells give a program that SIGPIPE ended."""

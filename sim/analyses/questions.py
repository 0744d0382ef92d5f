"""The questions, in the order in which help lists them: each is a folder beside this file, with its ``command.py``."""

from __future__ import annotations

KEPT_IN_FOLDERS = ("comparison", "sweep", "uncertainty", "staffing", "warmup", "answer")
"""Those answered by a results folder; ``kind.py`` says what it holds."""

QUESTIONS = (*KEPT_IN_FOLDERS, "calibration", "trace", "published", "verify", "levels")

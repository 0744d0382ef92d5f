"""Asks people in a terminal what no file tells, and takes only what is an answer."""

from __future__ import annotations

import sys

import typer

from sim.records.questions import Ask, Question


def asker() -> Ask | None:
    """Somebody to ask; None where nobody is."""
    return ask if sys.stdin.isatty() and sys.stderr.isatty() else None


def ask(question: Question) -> str:
    """Ask until the answer is one that there is, by its word or its number."""
    typer.echo(f"\n{question.key}: {question.why}?", err=True)
    words = [each for each in question.allowed if " " not in each]
    closed = len(words) == len(question.allowed) or question.key.startswith("columns.")
    choices = question.allowed if closed else ()
    for place, each in enumerate(question.allowed, start=1):
        typer.echo(f"  {place}. {each}" if closed else f"  {each}", err=True)
    while True:
        answer = str(typer.prompt("Answer", err=True)).strip()
        if not closed:
            return answer
        if answer.isdecimal() and 1 <= int(answer) <= len(choices):
            return choices[int(answer) - 1]
        if answer in choices:
            return answer
        typer.echo(f"One of {', '.join(choices)}, or its number.", err=True)

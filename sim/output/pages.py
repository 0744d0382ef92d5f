"""Pages that are filled from templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from sim.output.tables import Table


def filled(
    template: str,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    package: str = "sim.output",
    **content: Any,
) -> str:
    """Fill a template of a package; a name that it lacks is an error, and empty lines never stand in a row.

    The template may call filters by their names, beside those of Jinja, and ``table`` with headings to write rows of
    texts as a table in Markdown. The content is what its names stand for.
    """
    environment = _environment(package, frozenset((filters or {}).items()))
    return re.sub(r"\n{3,}", "\n\n", environment.get_template(template).render(**content))


@cache
def _environment(package: str, filters: frozenset[tuple[str, Callable[..., Any]]]) -> Environment:
    """Keep templates as they are compiled: a page that is served is filled again and again."""
    environment = Environment(
        loader=PackageLoader(package),
        undefined=StrictUndefined,
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(filters, table=_table)
    return environment


def _table(rows: Iterable[Sequence[str]], *headings: str) -> str:
    return Table.of_texts("", "", headings, rows).markdown

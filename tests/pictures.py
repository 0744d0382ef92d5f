"""What tests of pictures share: the texts of a figure, whether they can be read, and how to do without paint."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.output import kinds, saving
from sim.output.charts.picture import Picture
from sim.output.files import write_text


@contextmanager
def sketched() -> Iterator[None]:
    """Compose every picture, but save its words alone: painting takes longer than all else that most tests do."""

    def save_words(figure: Figure, path: Path) -> Path:
        write_text("\n".join(text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)), path)
        return path

    with mock.patch.object(saving, "save_figure", save_words):
        yield


@contextmanager
def outlined() -> Iterator[None]:
    """As `sketched`, without bodies: pictures are chosen, titled and named, which is all that commands tell of them."""
    save = saving.save

    def save_outline(picture: Picture, *rest: Any) -> list[Path]:
        return save(replace(picture, draw=lambda _: None), *rest)

    with sketched(), mock.patch.object(saving, "save", save_outline):
        yield


@contextmanager
def undrawn() -> Iterator[None]:
    """Leave pictures of results out, for tests of what else is in the folder or is made of its tables."""
    with mock.patch.object(kinds, "draw_results"):
        yield


def texts_of(figure: Figure) -> list[Text]:
    """The texts that are drawn: not the labels of ticks outside the axes."""
    texts = list(figure.texts)
    for axes in figure.axes:
        texts += [*axes.texts, axes.xaxis.label, axes.yaxis.label]
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            places = axis.get_majorticklocs()
            texts += [
                tick.label1
                for tick, place in zip(axis.get_major_ticks(), places, strict=True)
                if low <= place <= high and tick.label1.get_visible()
            ]
    return [text for text in texts if text.get_text()]


def printed(figure: Figure) -> str:
    """All text of a figure, with plain blanks."""
    return " ".join(text.get_text() for text in texts_of(figure)).replace("\N{NO-BREAK SPACE}", " ")


def title_of(figure: Figure) -> str:
    """The title, its lines joined, with plain blanks."""
    lines = [text.get_text() for text in figure.texts if text.get_size() == 14]
    return " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def laid_out(figure: Figure) -> FigureCanvasAgg:
    """Put everything of a figure where it would be painted, and paint nothing: pixels take longer than all of that."""
    canvas = FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    return canvas


def check_readable(figure: Figure) -> None:
    """Check that no text is clipped and none covers another."""
    canvas = laid_out(figure)
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(figure)]
    width, height = canvas.get_width_height()
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (one, here), (other, there) in itertools.combinations(boxes, 2):
        across = min(here.x1, there.x1) - max(here.x0, there.x0)
        along = min(here.y1, there.y1) - max(here.y0, there.y0)
        assert across < 1 or along < 0.35 * min(here.height, there.height), (one, other)

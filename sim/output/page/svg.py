"""Pictures as parts of a page: their title as text, the rest as SVG whose names do not meet those of other pictures."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace

import matplotlib as mpl

from sim.output.charts.canvas import STYLE
from sim.output.charts.fonts import whatever_the_script
from sim.output.charts.picture import Picture
from sim.output.names import begun

_FONTS = "'DejaVu Sans', Verdana, Geneva, sans-serif"
_TALL = 0.7
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_REFERENCES = r"url\(#([^)]+)\)|xlink:href=\"#([^\"]+)\""


@dataclass(frozen=True)
class Drawing:
    """A picture on a page, named unlike any other; what it says, and what it shows to those who cannot see it."""

    name: str
    title: str
    alt: str
    svg: str

    @property
    def is_tall(self) -> bool:
        """Whether it is so high for its width that it needs much of a sheet of paper."""
        [(width, height)] = re.findall(r'viewBox="\S+ \S+ (\S+) (\S+)"', self.svg)
        return float(height) > _TALL * float(width)


def inline(picture: Picture, chapter: str, caption: str = "") -> Drawing:
    """Draw a picture for a page, its title apart, with a caption small under it.

    Its name begins with the chapter's: letters, digits, hyphens and underscores, unlike those of other chapters.
    """
    name = f"{chapter}-{picture.name}"
    title = begun(picture.title).replace("\N{NO-BREAK SPACE}", " ")
    return Drawing(name, title, picture.alt, _inline(_drawn(picture, caption, name), name))


def standing(picture: Picture, caption: str = "") -> str:
    """Draw a picture as a file of its own, its title left out."""
    return _drawn(picture, caption, picture.name)


def _drawn(picture: Picture, caption: str, salt: str) -> str:
    drawing = io.BytesIO()
    with mpl.rc_context(STYLE | {"svg.hashsalt": salt}), whatever_the_script():
        replace(picture, title="").figure(caption).savefig(drawing, format="svg", metadata=_NO_METADATA)
    return drawing.getvalue().decode("utf-8")


def _inline(svg: str, name: str) -> str:
    """Make a drawing part of a page: no header, no style for the whole page, and only the names that it refers to."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    referred = {one or other for one, other in re.findall(_REFERENCES, body)}

    def named(match: re.Match[str]) -> str:
        return f' id="{name}-{match[1]}"' if match[1] in referred else ""

    body = re.sub(r" id=\"([^\"]*)\"", named, body)
    body = re.sub(r"(url\(#|xlink:href=\"#)", rf"\g<1>{name}-", body)
    body = body.replace("font-family: 'DejaVu Sans'", f"font-family: {_FONTS}")
    body = re.sub(r"\s*\n\s*", " ", body)
    body = re.sub(r"<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>", rf"{_opening(name)}", body, count=1)
    return body.strip()


def _opening(name: str) -> str:
    looks = "stroke-linejoin: round; stroke-linecap: butt"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="\\1" '
        f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-alt" style="{looks}">'
    )

"""The forms in which pictures are saved; known without the library that draws."""

from __future__ import annotations

from enum import StrEnum


class Forms(StrEnum):
    """In which forms pictures are saved."""

    NONE = "none"
    PNG = "png"
    SVG = "svg"
    BOTH = "both"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffix of each file of a picture, without its dot."""
        match self:
            case Forms.NONE:
                return ()
            case Forms.BOTH:
                return ("png", "svg")
            case _:
                return (self.value,)

"""The forms in which pictures are saved; known without the library that draws."""

from __future__ import annotations

from enum import StrEnum

from sim.scenario.base import member_named


class Forms(StrEnum):
    """In which forms pictures are saved."""

    NONE = "none"
    PNG = "png"
    SVG = "svg"
    BOTH = "both"

    @classmethod
    def named(cls, name: str) -> Forms:
        """The forms of that name.

        Raises
        ------
        ValueError
            With the nearest right name where there are none.
        """
        return member_named(cls, "plots", name)

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

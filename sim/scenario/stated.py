"""Values that say where they come from: ``source`` and ``why`` among their keys, where a file writes a mapping."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from pydantic import Field, SerializationInfo, SerializerFunctionWrapHandler, model_serializer

from sim.scenario.base import Frozen, Text

EVIDENCE: Final = ("source", "why")
"""The keys that say where a value comes from, and why it is so."""

BARE: Final = {"bare": True}
"""The context in which a scenario is dumped without them, for whatever must not depend on them."""


class Stated(Frozen):
    """A value that a file writes as a mapping, in which `source` and `why` may stand.

    They hold of all within it that has none of its own. Values that differ in nothing else are equal.
    """

    _beside: ClassVar = EVIDENCE

    source: Text | None = Field(default=None, repr=False)
    why: Text | None = Field(default=None, repr=False)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._names())

    __hash__ = Frozen.__hash__

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> Any:
        content = handler(self)
        said = {key: text for key in EVIDENCE if (text := content.pop(key, None)) is not None}
        form = self._in_file(content)
        return {**form, **said} if said and is_told(info) else form

    def _in_file(self, content: dict[str, Any]) -> Any:
        """Give the form that a file has of its content."""
        return content


def is_told(info: SerializationInfo) -> bool:
    """Whether a dump tells where values come from."""
    return info.context is not BARE


def is_evidence(key: object, value: object) -> bool:
    """Whether a key of a file and its value say where something comes from; a jail, too, may have such a name."""
    return key in EVIDENCE and isinstance(value, str)

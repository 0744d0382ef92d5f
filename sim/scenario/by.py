"""A value that may depend on something named: on the charge of a booking, on the team of an officer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar, get_args

from pydantic import ConfigDict, Field, GetCoreSchemaHandler, SerializerFunctionWrapHandler
from pydantic_core import CoreSchema, InitErrorDetails, core_schema

from sim.scenario.base import Location, problem, unknown_name
from sim.scenario.stated import Stated

T = TypeVar("T")

_KEYS = {"by_charge", "by_team", "otherwise"}


def depends(given: Any) -> bool:
    """Whether what a file gives depends on something; a plain value does not."""
    return isinstance(given, Mapping) and not _KEYS.isdisjoint(given)


def _shortest(value: Any, handler: SerializerFunctionWrapHandler) -> Any:
    long = handler(value)
    return long["otherwise"] if long.keys() == {"otherwise"} else long


class By(Stated, Generic[T]):
    """A value by name, and one for every other name; in a file a plain value where it is the same for all.

    A subclass gives `by_name` its key in a file, ``by_`` and what the names are names of. `of` alone says which value
    holds: the date is to be told there, once a value may change on one.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    _called: ClassVar[str] = "value"
    """What messages call one."""

    by_name: dict[str, T] = Field(default_factory=dict)
    otherwise: T | None = None

    @classmethod
    def _key(cls) -> str:
        return str(cls.__pydantic_fields__["by_name"].alias)

    @classmethod
    def _cross_checks(cls, given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        if given.get(cls._key()) is None and given.get("otherwise") is None:
            yield problem(f"must give a {cls._called} {cls._key()}, or otherwise: a {cls._called}", ())

    @classmethod
    def naming_problems(cls, given: Any, known: list[str], where: Location) -> Iterable[InitErrorDetails]:
        """Check that names are among those known, and none left without a value; `given` may be valid or not."""
        key = cls._key()
        if isinstance(given, By):
            given = {key: given.by_name, "otherwise": given.otherwise} if given.by_name else None
        if not isinstance(given, Mapping) or key not in given:
            return
        named = given[key] if isinstance(given[key], Mapping) else {}
        for name in named:
            if str(name) not in known:
                yield problem(unknown_name(key.removeprefix("by_"), str(name), known), (*where, key, str(name)))
        left_out = [name for name in known if name not in named]
        if left_out and given.get("otherwise") is None:
            message = f"says nothing of {', '.join(left_out)}; add them, or otherwise: a {cls._called}"
            yield problem(message, (*where, key))

    def _in_file(self, content: dict[str, Any]) -> Any:
        return content if self.by_name else {key: content[key] for key in content if key != self._key()}

    def of(self, name: str) -> T:
        """Give the value for one name.

        Raises
        ------
        KeyError
            If it has none.
        """
        value = self.by_name.get(name, self.otherwise)
        if value is None:
            raise KeyError(name)
        return value

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take a plain value, too, and write one where the value depends on nothing."""
        long = handler(source)
        if long["type"] == "tagged-union":
            # A class that is complete gives what was made here before.
            return long
        _, kind = get_args(cls.model_fields["by_name"].annotation)
        plain = core_schema.no_info_after_validator_function(
            lambda value: cls.model_construct(by_name={}, otherwise=value), handler.generate_schema(kind)
        )
        return core_schema.tagged_union_schema(
            {"<plain>": plain, "<by name>": long},
            discriminator=lambda given: "<by name>" if isinstance(given, By) or depends(given) else "<plain>",
            serialization=core_schema.wrap_serializer_function_ser_schema(_shortest, schema=long),
        )

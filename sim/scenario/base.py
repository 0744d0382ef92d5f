"""What every model of a scenario file has in common: frozen, no unknown keys, errors that name what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

Location = tuple[str | int, ...]

Named = TypeVar("Named", bound=StrEnum)

_MOST_LISTED = 40


def nearest_name(name: str, allowed: Iterable[str]) -> str | None:
    """Find the allowed name most like `name`; None where none is alike."""
    matches = difflib.get_close_matches(str(name), list(allowed), n=1, cutoff=0.6)
    return matches[0] if matches else None


def unknown_name(what: str, name: str, allowed: Iterable[str]) -> str:
    """Say that `name` is unknown, what is allowed, and which allowed name is nearest; of many, that alone."""
    names = list(allowed)
    nearest = nearest_name(name, names)
    hint = f"; did you mean {nearest!r}?" if nearest else ""
    unknown = f"unknown {what} {name!r}{hint}"
    if nearest and len(names) > _MOST_LISTED:
        return unknown
    return f"{unknown} (allowed: {', '.join(names) if names else 'none'})"


def member_named(names: type[Named], option: str, name: str) -> Named:
    """The member of that name; ValueError with the option and the nearest right name where there is none."""
    if name not in list(names):
        raise ValueError(f"--{option}: {unknown_name(option, name, map(str, names))}")
    return names(name)


def problem(message: str, location: Location, given: Any = None) -> InitErrorDetails:
    """One error of a scenario, at `location` below the model that reports it."""
    return InitErrorDetails(type=fault(message), loc=location, input=given)


def fault(message: str) -> PydanticCustomError:
    """What a validator raises for a value that is wrong."""
    # Braces in a message would be read as a template.
    return PydanticCustomError("scenario", "{message}", {"message": message})


_MESSAGES = {
    "bool_type": "must be true or false",
    "date_from_datetime_parsing": "must be a date such as 2019-07-01",
    "date_parsing": "must be a date such as 2019-07-01",
    "date_type": "must be a date such as 2019-07-01",
    "dict_type": "must be a mapping of names to values",
    "finite_number": "must be a finite number",
    "float_type": "must be a number",
    "int_from_float": "must be a whole number",
    "int_type": "must be a whole number",
    "list_type": "must be a list",
    "model_type": "must be a mapping of keys to values",
    "string_type": "must be text",
    "tuple_type": "must be a list",
}

_LIMITS = {
    "greater_than": ("gt", "must be more than"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be less than"),
    "less_than_equal": ("le", "must be at most"),
}


def _message(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    if kind in _LIMITS:
        limit, words = _LIMITS[kind]
        return f"{words} {error['ctx'][limit]:.10g}, but is {shown(error['input'])}"
    if kind in _MESSAGES:
        meant = number_meant(error["input"]) if kind in ("float_type", "int_type") else None
        hint = f"; write {meant}" if meant and (kind == "float_type" or meant.isdecimal()) else ""
        if kind in ("float_type", "int_type") and (two := _TWO_NUMBERS.fullmatch(str(error["input"]).strip())):
            hint = f"; several values are {two[1]},{two[2]}, and a range {{value: ..., low: {two[1]}, high: {two[2]}}}"
        return f"{_MESSAGES[kind]}, but is {shown(error['input'])}{hint}"
    return str(error["msg"]).removeprefix("Value error, ")


def shown(given: Any) -> str:
    """Show what a file gives, in the words of the file."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if given is None:
        return "empty"
    if isinstance(given, date):
        return str(given)
    if isinstance(given, Mapping):
        return "a mapping"
    if isinstance(given, list | tuple):
        return "a list"
    return repr(given)


def number_meant(given: Any) -> str | None:
    """Say how the number is written that a text means, as ``0.12`` for ``12%``; None if it means none."""
    if not isinstance(given, str) or not (found := _NUMBER.fullmatch(given.strip())):
        return None
    digits = found["number"].replace(",", "" if _THOUSANDS.fullmatch(found["number"]) else ".")
    return f"{float(digits) / 100:.10g}" if found["percent"] else digits


_NUMBER = re.compile(
    r"[$€]?\s*(?P<number>[-+]?\d+(?:,\d{3})*(?:[.,]\d+)?)\s*(?:(?P<percent>%)|[$€]|USD|dollars?|hours?|days?)?"
)
_TWO_NUMBERS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|\.\.|:|;|\s)\s*(\d+(?:\.\d+)?)")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


def _text(given: Any) -> Any:
    if not isinstance(given, str):
        quote = "; put it in quotes" if isinstance(given, int | float | date) else ""
        raise fault(f"must be text, but is {shown(given)}{quote}")
    if not given.strip():
        raise fault("must not be empty")
    if "\n" in given or "\t" in given:
        raise fault("must be one line, without tabs")
    return _prose(given)


_NOT_FOR_PEOPLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What terminals obey, what turns the direction of writing round, and what files of text and pictures cannot hold."""


def control_character(text: str) -> str | None:
    """Name the first control character of a text, such as ``U+001B``; None if it has none. Ends of lines are none."""
    found = _NOT_FOR_PEOPLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def _prose(given: Any) -> Any:
    if isinstance(given, str) and (found := control_character(given)):
        raise fault(f"must be readable text, but has the control character {found}")
    return given


Text = Annotated[str, BeforeValidator(_text)]
"""Text that says something, on one line: names, which reach terminals, files and pictures."""

Prose = Annotated[str, BeforeValidator(_prose)]
"""Text of any length, without control characters."""


class Frozen(BaseModel):
    """An immutable part of a scenario; refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    _file_keys: ClassVar[tuple[str, ...]] = ()
    """Keys of a file that are worked out before the model is validated."""

    _renamed: ClassVar[Mapping[str, str]] = {}
    """Keys that had another name in earlier versions: what to say of the old one."""

    _beside: ClassVar[tuple[str, ...]] = ()
    """Keys that say something of the rest, and by which no two parts are told apart."""

    @classmethod
    @cache
    def _names(cls) -> tuple[str, ...]:
        return tuple(name for name in cls.__pydantic_fields__ if name not in cls._beside)

    @classmethod
    def _keys(cls) -> tuple[str, ...]:
        """The keys that a file may give."""
        return (*(cls.model_fields[name].alias or name for name in cls._names()), *cls._file_keys, *cls._beside)

    @cached_property
    def _hash(self) -> int:
        return hash((type(self), *(_hashable(getattr(self, name)) for name in self._names())))

    def __hash__(self) -> int:
        # Asked for each fact of each jail that is drawn.
        return self._hash

    @classmethod
    def _cross_checks(cls, _given: Mapping[str, Any]) -> Iterable[InitErrorDetails]:
        """Check keys against each other; runs even where single values are wrong, so it must bear any input."""
        return ()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy it, with some values replaced; those are checked as the values of a file are.

        Raises
        ------
        pydantic.ValidationError
            With all that is wrong; a ValueError.
        """
        if not update:
            return super().model_copy(deep=deep)
        keys = {name: field.alias or name for name, field in type(self).model_fields.items()}
        kept = {keys[name]: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate(kept | {keys.get(name, name): value for name, value in update.items()})

    @model_validator(mode="wrap")
    @classmethod
    def _all_errors_at_once(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        problems: list[InitErrorDetails] = []
        try:
            model = handler(given)
        except ValidationError as caught:
            problems = [cls._explained(dict(error)) for error in caught.errors()]
        if isinstance(given, Mapping):
            problems.extend(cls._cross_checks(given))
        if problems:
            raise ValidationError.from_exception_data(cls.__name__, problems)
        return model

    @classmethod
    def _explained(cls, error: dict[str, Any]) -> InitErrorDetails:
        location: Location = error["loc"]
        if error["type"] == "extra_forbidden" and location[0] in cls._renamed and len(location) == 1:
            return problem(cls._renamed[str(location[0])], location)
        if error["type"] == "extra_forbidden" and len(location) == 1:
            return problem(unknown_name("key", str(location[0]), cls._keys()), location)
        if error["type"] == "missing":
            return problem(f"{location[-1]!r} is missing, and must be given", location[:-1])
        return problem(_message(error), location, error["input"])


def _hashable(value: Any) -> Any:
    """A value of a part, with what may be compared but not hashed as what may be both."""
    return frozenset(value.items()) if isinstance(value, Mapping) else value


def mapping_of(given: Any) -> Mapping[Any, Any]:
    """Give the keys and values of what is a mapping, or a part made before."""
    if isinstance(given, Frozen):
        return dict(given)
    return given if isinstance(given, Mapping) else {}

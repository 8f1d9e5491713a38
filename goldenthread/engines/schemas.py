"""Checks a value read from JSON against its schema, so that the published schema and the check cannot differ.

Knows the part of JSON Schema 2020-12 that our own schemas use: type, enum, properties, required, items, and the
format "date". Any other rule in a schema is refused when the check meets it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

Json = Any  # what json.loads gives
Schema = Mapping[str, Any]

FILE = "the file"

# By exact type: in Python true is a whole number as well.
_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
_WORDS = {
    "object": "an object {…}",
    "array": "a list […]",
    "string": "text",
    "integer": "a whole number",
    "null": "null",
}
_ABOUT = {"$schema", "title", "description", "examples", "default", "$defs", "required"}  # required: see properties


class BadInput(ValueError):
    """What was handed in cannot be used. The message is one sentence: where, what, and what to do."""


def check(value: Json, schema: Schema, path: str = FILE) -> None:
    """Raise BadInput at the first place where `value` does not fit `schema`."""
    for keyword, rule in schema.items():
        if checker := _CHECKS.get(keyword):
            checker(value, rule, schema, path)
        elif keyword not in _ABOUT:
            raise NotImplementedError(f"the schema keyword {keyword}")


def _type(value: Json, names: str | list[str], _: Schema, path: str) -> None:
    if type(value) not in (_TYPES[name] for name in ([names] if isinstance(names, str) else names)):
        wanted = " or ".join(_WORDS[name] for name in ([names] if isinstance(names, str) else names))
        raise BadInput(f"{path} is {show(value)}; make it {wanted}.")


def _enum(value: Json, allowed: list[Json], _: Schema, path: str) -> None:
    if value not in allowed:
        raise BadInput(f"{path} is {show(value)}; use one of {', '.join(show(one) for one in allowed)}.")


def _properties(value: Json, properties: Schema, schema: Schema, path: str) -> None:
    for name in schema.get("required", ()):
        if name not in value:
            raise BadInput(f"{path} has no {show(name)}; add it ({properties[name]['description']}).")
    for name, inner in properties.items():
        if name in value:
            check(value[name], inner, name if path == FILE else f"{path}.{name}")


def _items(value: Json, inner: Schema, _: Schema, path: str) -> None:
    for number, item in enumerate(value):
        check(item, inner, f"{path}[{number}]")


def _format(value: Json, name: str, _: Schema, path: str) -> None:
    if name != "date":
        raise NotImplementedError(f"the schema format {name}")
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise BadInput(f"{path} is {show(value)}; write the date as 2026-03-31.") from None


def show(value: Json) -> str:
    """A value as the reader wrote it, or what sort of thing it is when that would be long."""
    if isinstance(value, (dict, list)):
        return _WORDS["object" if isinstance(value, dict) else "array"]
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = str(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 60 else f"{text[:57]}…"


_CHECKS: dict[str, Callable[[Json, Any, Schema, str], None]] = {
    "type": _type,
    "enum": _enum,
    "properties": _properties,
    "items": _items,
    "format": _format,
}

"""Everything held about one person, to take away: typed JSON with its schema, a data dictionary, and a zip to read.

The document is the same on any machine and in any second of a day: it holds no inner numbers and no clock.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any, BinaryIO

import orjson
from django.conf import settings
from django.db import models
from django.utils import timezone

from goldenthread.core import exporting, subject
from goldenthread.core.models import Party
from goldenthread.core.subject import Model, Subject
from goldenthread.core.subject_values import Held, held
from goldenthread.core.subject_words import NOT_GIVEN, column_words, columns, rule, words_of

FORM = "golden-thread/about-me/1"
LIFTED = (1980, 1, 1, 0, 0, 0)  # the moment of every file in the zip, so that equal zips are equal in bytes
ADDED = {"ContactPoint": ("address",)}  # given in place of what is sealed
LISTS = {"Tie.scopes": "string"}


def document(who: Subject, at: datetime) -> dict[str, Any]:
    """What is held, by table, ready for JSON: days as 2026-11-22, instants in UTC, amounts as whole numbers."""
    return _document(who, at, held(who, at))


def _document(who: Subject, at: datetime, found: list[Held]) -> dict[str, Any]:
    note = {"note": exporting.INVENTED} if settings.DEMO else {}
    ref = Party.unnarrowed.values_list("ref", flat=True).get(pk=who.party)
    tables = {one.table: list(one.rows) for one in found}
    return {"form": FORM, **note, "person": ref, "made_on": timezone.localdate(at).isoformat(), "tables": tables}


def as_json(what: Any) -> bytes:
    return orjson.dumps(what, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


# ---- What the columns mean ----


def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of the document: the same for everybody, worked out from the tables themselves."""
    tables = {model.__name__: {"type": "array", "items": _row_schema(model)} for model in subject.tables()}
    text = {"type": "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything held about one person",
        "type": "object",
        "required": ["form", "person", "made_on", "tables"],
        "additionalProperties": False,
        "properties": {
            "form": {"const": FORM}, "note": text, "person": text, "made_on": {"type": "string", "format": "date"},
            "tables": {"type": "object", "additionalProperties": False, "properties": tables},
        },
    }  # fmt: skip


def _row_schema(model: Model) -> dict[str, Any]:
    properties = {field.name: _type(model, field) for field in columns(model)}
    properties |= {name: {"type": ["string", "null"]} for name in ADDED.get(model.__name__, ())}
    return {
        "type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False,
    }  # fmt: skip


def _type(model: Model, field: models.Field[Any, Any]) -> dict[str, Any]:
    if item := LISTS.get(f"{model.__name__}.{field.name}"):
        return {"type": "array", "items": {"type": item}}
    if isinstance(field, models.JSONField):
        return {}
    empty = ["null"] if field.null or field.is_relation else []
    if isinstance(field, models.DateTimeField | models.DateField):
        form = "date-time" if isinstance(field, models.DateTimeField) else "date"
        return {"type": ["string", *empty], "format": form}
    if field.is_relation:
        return {"type": ["string", *empty]}
    if isinstance(field, models.BooleanField):
        return {"type": ["boolean", *empty]}
    if isinstance(field, models.IntegerField):
        return {"type": ["integer", *empty]}
    return {"type": ["number" if isinstance(field, models.FloatField) else "string", *empty]}


def dictionary() -> list[tuple[str, ...]]:
    """The data dictionary: table, column, what it is called, its type, what an erasure does, why it is not given."""
    lines = []
    for model in subject.tables():
        table, given = model.__name__, set(columns(model))
        for field in model._meta.concrete_fields:
            reason = NOT_GIVEN.get(f"{table}.{field.name}", "")
            if field in given or reason:
                kind = str(_type(model, field).get("type", "any")) if field in given else ""
                said = (words_of(model)[0], column_words(field.name))
                lines.append((table, field.name, *said, kind, rule(model, field), reason))
        lines += [
            (table, name, words_of(model)[0], column_words(name), "string", "row deleted", "")
            for name in ADDED.get(table, ())
        ]
    return lines


# ---- A zip to read ----


def bundle(who: Subject, at: datetime, found: list[Held], page: str, stream: BinaryIO) -> None:
    """index.html to read, a CSV for each table, and the JSON with its schema and dictionary."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        _put(out, "index.html", page.encode())
        for one in found:
            names = list(one.rows[0])
            rows = ([_cell(row[name]) for name in names] for row in one.rows)
            _put(out, f"{one.table}.csv", _csv(names, rows))
        _put(out, "everything.json", as_json(_document(who, at, found)))
        _put(out, "schema.json", as_json(schema()))
        heads = ("table", "column", "table in words", "column in words", "type", "when erased", "why it is not given")
        _put(out, "dictionary.csv", _csv(heads, dictionary()))


def _put(out: zipfile.ZipFile, name: str, body: bytes) -> None:
    out.writestr(zipfile.ZipInfo(name, LIFTED), body, zipfile.ZIP_DEFLATED)


def _csv(names: Any, rows: Any) -> bytes:
    stream = io.BytesIO()
    exporting.write(list(names), rows, "csv", stream)
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return orjson.dumps(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else value

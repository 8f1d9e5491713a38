"""Every row as a line of JSON, a file a table: for moving a site between kinds of database.

The first line of a file names the columns; each other line is one row. Tables are made as they were when
the copy was taken (the same migrations), filled, and only then brought up to date.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models.sql import InsertQuery

from goldenthread.core.archives import Manifest

LEFT_OUT = ("django_migrations",)  # written by making the tables


def copy(folder: Path) -> tuple[dict[str, Path], Mapping[str, int]]:
    """Write every table of one moment into `folder`; writers need not wait."""
    parts, rows = {}, {}
    with _one_moment():
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT:
                table = model._meta.db_table
                to = folder / f"{table}.jsonl"
                rows[table] = _write(model, to)
                parts[f"tables/{table}.jsonl"] = to
    return parts, rows


@contextmanager
def _one_moment() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Django's own would be IMMEDIATE, and writers would wait
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def _write(model: type[models.Model], to: Path) -> int:
    columns = [field.attname for field in model._meta.concrete_fields]
    count = 0
    with to.open("wb") as out:
        out.write(orjson.dumps(columns) + b"\n")
        for row in model._base_manager.order_by("pk").values_list(*columns).iterator(2_000):
            out.write(orjson.dumps(row, default=str) + b"\n")
            count += 1
    return count


def load(path: Path, manifest: Manifest) -> None:
    """Make the tables as they were in an empty database, and fill them."""
    executor = MigrationExecutor(connection)
    applied = {(app, name) for app, name in manifest.migrations}
    targets = [node for node in applied if not any(child in applied for child in _children(executor, node))]
    executor.migrate(sorted(targets))
    state = MigrationExecutor(connection).loader.project_state(sorted(targets))
    filled = []
    with transaction.atomic(), zipfile.ZipFile(path) as archive:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # migrations leave some of them checked at once
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in state.apps.get_models(include_auto_created=True):
            name = f"tables/{model._meta.db_table}.jsonl"
            if name in manifest.parts:
                model._base_manager.all().delete()  # what a migration put there is in the copy too
                with archive.open(name) as lines:
                    _fill(model, iter(lines))
                filled.append(model)
        _after_filling(filled)


def _children(executor: MigrationExecutor, node: tuple[str, str]) -> Iterator[tuple[str, str]]:
    graph = executor.loader.graph
    for child in graph.node_map[node].children:
        if child.key[0] == node[0]:
            yield child.key


def _fill(model: type[models.Model], lines: Iterator[bytes]) -> None:
    columns = orjson.loads(next(lines))
    fields = [next(f for f in model._meta.concrete_fields if f.attname == column) for column in columns]
    read = [_reader(field) for field in fields]
    at_once = max(1, connection.ops.bulk_batch_size(fields, range(1_000)))
    while batch := list(islice(lines, at_once)):
        rows = [model(**{c: r(v) for c, r, v in zip(columns, read, orjson.loads(line), strict=True)}) for line in batch]
        query = InsertQuery(model)
        query.insert_values(fields, rows, raw=True)  # raw: moments "set on creation" stay as they were
        query.get_compiler(connection.alias).execute_sql()


def _reader(field: models.Field[Any, Any]) -> Any:
    return (lambda value: value) if isinstance(field, models.JSONField) else field.to_python


def _after_filling(filled: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # tables with checks still to come cannot be altered
        connection.check_constraints()

"""Queries that every request makes: the SQL is worked out once, and only the values are put in afterwards.

Django works it out anew each time, which costs several times more than asking the database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, IntegerField, QuerySet, TextField
from django.db.models.expressions import Expression


class Slot(Expression):
    """A place in a query where a value is put in later."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: object, connection: object) -> tuple[str, list[Slot]]:
        return "%s", [self]

    def filled(self, values: dict[str, Any]) -> Any:
        return self.output_field.get_db_prep_value(values[self.name], connection)


def number(name: str) -> Slot:
    return Slot(name, IntegerField())


def text(name: str) -> Slot:
    return Slot(name, TextField())


def day(name: str) -> Slot:
    return Slot(name, DateField())


def instant(name: str) -> Slot:
    return Slot(name, DateTimeField())


class Prepared:
    """Call it with a value for each slot: gives the rows as tuples. `build` gives a `values_list` query with slots."""

    def __init__(self, build: Callable[[], QuerySet[Any]]) -> None:
        self._compiled = cache(lambda vendor: self._compile(build()))

    @staticmethod
    def _compile(query: QuerySet[Any]) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = query.query.get_compiler(query.db)
        sql, parameters = compiler.as_sql()
        return compiler, sql, tuple(parameters)

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        compiler, sql, parameters = self._compiled(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(sql, [each.filled(values) if isinstance(each, Slot) else each for each in parameters])
            return list(compiler.results_iter([cursor.fetchall()]))

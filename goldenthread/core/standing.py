"""The rows somebody may see, the condition worked out once for everybody of the same standing.

Two people who act for equally many, in the same scopes, are asked about in the same SQL; only who they are and
the moment differ. So the SQL is worked out for a stand-in, and the values of the one who asks are put in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import Manager, QuerySet
from django.db.models.sql import Query

from goldenthread.core import partnership
from goldenthread.core.permissions import Actor, AnyPermission

AT = datetime(1001, 2, 3, 12, 34, 56, 789012, tzinfo=UTC)  # a moment no row has
ME, FIRST = -1, -2  # ids no row has: the stand-in, and the first of those it acts for
Rows = Callable[[], QuerySet[Any]]


def among(allow: AnyPermission, actor: Actor, of: Rows) -> QuerySet[Any]:
    """The same rows as `allow.among(actor, of())`; for a page or a list of its own, never as part of a query.

    Only of a whole table (`Party.objects.all`) are they kept: a condition of one's own may speak of today.
    """
    if not isinstance(getattr(of, "__self__", None), Manager):
        return settled(allow.among(actor, of()))
    home = partnership.party_id() if actor.acts_for else None
    acts_for = tuple((party if party == home else 0, scopes) for party, scopes in actor.acts_for)
    worked_out = _worked_out(allow, of, actor.party is None, actor.hosts, acts_for)
    if worked_out is None:
        return settled(allow.among(actor, of()))
    model, using, condition, parameters = worked_out
    values = _values(actor, using)
    return _plain(model, condition, [values.get(each, each) for each in parameters])


@lru_cache(maxsize=512)
def _worked_out(
    allow: AnyPermission, of: Rows, stranger: bool, hosts: bool, acts_for: tuple[tuple[int, int], ...]
) -> tuple[Any, str, str, tuple[Any, ...]] | None:
    held = tuple((party or FIRST - place, scopes) for place, (party, scopes) in enumerate(acts_for))
    rows = allow.among(Actor(None if stranger else ME, AT, held, hosts), of())
    where = _where(rows)
    return (rows.model, rows.db, *where) if where else None


def _values(actor: Actor, using: str) -> dict[Any, Any]:
    """What stands in the stand-in's SQL -> what belongs there for this actor."""
    operations = connections[using].ops
    stand_in = Actor(ME, AT)
    return {
        ME: actor.party,
        **{FIRST - place: party for place, (party, _) in enumerate(actor.acts_for)},
        operations.adapt_datetimefield_value(AT): operations.adapt_datetimefield_value(actor.at),
        operations.adapt_datefield_value(stand_in.day): operations.adapt_datefield_value(actor.day),
    }


def settled(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows, their condition worked out already: a page, its count and its filters each build on it."""
    where = None if isinstance(rows.query, _Whole) else _where(rows)
    return _plain(rows.model, *where) if where else rows


def _where(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """The condition as SQL; None where it cannot stand alone: it speaks of joined tables, or is always so or never."""
    if len(rows.query.alias_map) != 1 or rows.query.is_sliced:
        return None
    try:
        condition, parameters = rows.query.get_compiler(rows.db).compile(rows.query.where)
    except (EmptyResultSet, FullResultSet):
        return None
    return condition, tuple(parameters)


class _Whole(Query):
    """A query whose condition is already SQL: right by itself, wrong inside another, so that is refused."""

    def resolve_expression(self, *args: Any, **named: Any) -> Any:
        raise TypeError("these rows are for a page of their own; for a part of a query use the permission's among()")


def _plain(model: Any, condition: str, parameters: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = QuerySet(model, query=_Whole(model))
    return rows.extra(where=[condition], params=parameters)  # noqa: S610 - the condition is Django's own SQL

"""The rows about one person as plain values: names where they may be said, codes, days; never an inner number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from goldenthread.core import contact, sight, subject, terms
from goldenthread.core.models import BeforeImage, ContactPoint, Party, Place, Term, Tie
from goldenthread.core.permissions import Actor, scopes_in
from goldenthread.core.subject import Model, Subject
from goldenthread.core.subject_words import Seen, columns, words_of

SOMEBODY = "somebody"  # whom this person may not see
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """One table: what it is called, who may see it, its rows in order, and how many there are in all."""

    table: str
    words: str
    seen: Seen
    rows: tuple[Row, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Named:
    """What ids are called, for the person who reads."""

    parties: Mapping[int, str]
    places: Mapping[int, str]


def held(who: Subject, at: datetime, *, most: int | None = None) -> list[Held]:
    """Every table with something in it; at most `most` rows of each."""
    found = []
    for model in subject.tables():
        taken = list(_taken(model, who, most))
        if taken:
            cut = taken if most is None else taken[:most]
            found.append((model, cut, len(taken) > len(cut)))
    named = _named(who, at, [(model, taken) for model, taken, _ in found])
    return [
        Held(model.__name__, *words_of(model), tuple(_rows(model, taken, named, who)), more)
        for model, taken, more in found
    ]


def _taken(model: Model, who: Subject, most: int | None) -> Iterable[models.Model]:
    rows = subject.rows(model, who).select_related(*_beside(model))
    return rows.iterator(2000) if most is None else rows[: most + 1]


def _beside(model: Model) -> list[str]:
    """The rows a row is told by: fetched with it."""
    names = []
    for field in columns(model):
        to = field.related_model
        if to is not None and to not in (Party, Place, Term):
            key = to._meta.pk
            names.append(f"{field.name}__{key.name}" if key.is_relation else field.name)
    return names


def _named(who: Subject, at: datetime, found: list[tuple[Model, list[Any]]]) -> _Named:
    """The names of everybody and everywhere in these rows, as far as the person may see them: three queries."""
    parties, places = {who.party}, set()
    for model, taken in found:
        for field in columns(model):
            if field.related_model in (Party, Place):
                into = parties if field.related_model is Party else places
                into.update(getattr(one, field.attname) for one in taken)
    seen = {pk: one.name for pk, one in sight.seen(Actor.of(who.party, at), parties).items()}
    own = Party.unnarrowed.filter(pk=who.party).values_list("pk", "name")
    known = Place.objects.filter(pk__in=places - {None}).values_list("pk", "name")
    return _Named({**seen, **dict(own)}, dict(known))


def _rows(model: Model, taken: list[Any], named: _Named, who: Subject) -> Iterator[Row]:
    opened = iter(_addresses(who)) if model is ContactPoint else iter(())
    for one in taken:
        row = {field.name: _value(one, field, named) for field in columns(model)}
        if model is ContactPoint:
            row["address"] = next(opened, None)
        elif model is BeforeImage:
            row["values"] = {name: one.values[name] for name in Party.PERSONAL if name in one.values}
        elif model is Tie:
            row["scopes"] = [str(scope) for scope in scopes_in(one.scopes)]
        yield row


def _addresses(who: Subject) -> list[str]:
    """In the order of the rows; none when the key they were sealed with is lost."""
    try:
        return [reach.address for reach in contact.own(who.party)]
    except contact.CannotOpen:
        return []


def _value(one: Any, field: models.Field[Any, Any], named: _Named) -> Any:
    value = getattr(one, field.attname)
    to = field.related_model
    if to is None or value is None:
        return value
    if to is Party:
        return named.parties.get(value, SOMEBODY)
    if to is Place:
        return named.places.get(value)
    if to is Term:
        return terms.code_of(value) or None
    target = getattr(one, field.name)  # a row of another table: by its reference, or its parent's
    return getattr(target, "ref", None) or getattr(getattr(target, "promise", None), "ref", None)

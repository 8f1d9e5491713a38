"""What happens to each column when its person is erased: declared, so that forgetting one fails the build.

A model says it of its own columns in PERSONAL: "blanked", "row deleted", or "kept: …" with a reason.
The core's columns that need no such line are listed here with theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from goldenthread.core.models import Account, BeforeImage, Claim, Entry, Party, Promise, Tie
from goldenthread.core.models.base import ReferenceField

BLANKED, ROW_DELETED = "blanked", "row deleted"
TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)

# What has people at its ends, and by which columns: words kept beside it may be about either of them.
ENDS: Mapping[type[models.Model], tuple[str, ...]] = {
    Promise: ("giver", "receiver"), Entry: ("giver", "receiver"), Tie: ("giver", "receiver", "said_by"),
    Claim: ("party", "said_by"),
}  # fmt: skip

# Columns beside a reference to a person that hold nothing personal, or go with their row, which `erase` deletes.
CORE: Mapping[str, str] = {
    "Party.kind": "one of three codes",
    "Party.sector": "one of three codes; people have none",
    "Tie.from_day": "no page shows a tie of a tombstone; the other end keeps its history",
    "Tie.until_day": "as from_day",
    "Consent.purpose": "the receipt of an agreement: a code",
    "Consent.how": "the receipt of an agreement: a code",
    "Consent.language": "the receipt of an agreement: what it was read in",
    "Promise.from_day": "the other side keeps its history",
    "Promise.until_day": "the other side keeps its history",
    "Entry.from_day": "the other side keeps its history, and the journal is append-only",
    "Entry.until_day": "as from_day",
    "ChangeSet.action": "the code of an action",
    "ChangeSet.about": "a public reference, which says nothing",
    "ChangeSet.digest": "a digest of ids and numbers",
    "Identifier.scheme": "row deleted with its person",
    "Identifier.value": "row deleted with its person",
    "Look.purpose": "row deleted with its person; a look by them is another person’s to read",
    "Look.day": "as purpose",
    "LikelyPair.reason": "row deleted with its person",
    "Job.kind": "the code of some work",
    "Job.key": "blanked where it mentions them",
    "Job.words": "a message id of ours",
    "Job.failure": "a message id of ours",
    "StoredFile.digest": "row deleted with its person",
    "Import.digest": "a digest of a file",
    "Import.reader": "the code of a reader",
    "Import.source": "what a list is called",
    "Import.counts": "numbers, and our sentences with row and column, without what the file said",
    "Disclosure.list": "the name of a list",
    "Disclosure.purpose": "a code",
    "Disclosure.filters": "blanked where it mentions them",
    "Account.password": "row deleted with its person",
    "ContactPoint.kind": "row deleted with its person",
    "Send.key": "row deleted with its person",
    "Send.channel": "row deleted with its person",
    "Send.template": "row deleted with its person",
    "Send.language": "row deleted with its person",
    "Send.failure": "row deleted with its person",
    "BeforeImage.table": "row deleted with its person",
    "BeforeImage.values": "row deleted with its person",
    "BeforeImage.kept_until": "row deleted with its person",
    "Card.digest": "row deleted with its account",
    "Claim.as_of": "row deleted with its person",
}


def about_people() -> Iterator[type[models.Model]]:
    """Every table of the house that has a person at the end of a column, and the table of parties itself."""
    for model in apps.get_models():
        if model.__module__.startswith("goldenthread.") and (model is Party or _ways_to_people(model)):
            yield model


def _ways_to_people(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if field.related_model in (Party, Account)]


def beside_what_they_did() -> Iterator[type[models.Model]]:
    """Every table of a capability that keeps words beside a promise, an entry, a tie or a claim."""
    for model in apps.get_models():
        key = model._meta.pk
        if model.__module__.startswith("goldenthread.") and key.is_relation and key.related_model in ENDS:
            yield model


def rule_for(model: type[models.Model], field: models.Field[Any, Any]) -> str:
    """What happens to a column when its person is erased; "" when nobody has said, which fails the build."""
    declared: Mapping[str, str] = getattr(model, "PERSONAL", {})
    harmless: Mapping[str, str] = getattr(model, "NOT_PERSONAL", {})
    return declared.get(field.name) or harmless.get(field.name) or CORE.get(f"{model.__name__}.{field.name}", "")


def without_a_rule() -> list[str]:
    """Columns beside a person that could hold something personal and have no rule: "core.Party.name"."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in (*about_people(), *beside_what_they_did())
        for field in model._meta.concrete_fields
        if _could_be_personal(field) and not rule_for(model, field)
    ]


def _could_be_personal(field: models.Field[Any, Any]) -> bool:
    a_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    return (isinstance(field, TEXT) or a_day) and not isinstance(field, ReferenceField)


def apply(ids: Iterable[int], at: datetime) -> None:
    """Carry out PERSONAL of the parties themselves, of what is kept beside them, and beside what they did."""
    ids = list(ids)
    for model in about_people():
        key = model._meta.pk
        if model is Party:  # the row says in the same statement why it may have no name
            _carry_out(model, Party.unnarrowed.filter(pk__in=ids), {"erased_at": at, "hidden": True})
        elif key.is_relation and key.related_model is Party:
            _carry_out(model, model._base_manager.filter(pk__in=ids))
    for model in beside_what_they_did():
        key = model._meta.pk
        theirs = Q()
        for end in ENDS[key.related_model]:
            theirs |= Q(**{f"{key.name}__{end}__in": ids})
        rows = model._base_manager.filter(pk__in=list(model._base_manager.filter(theirs).values_list("pk", flat=True)))
        BeforeImage.objects.filter(table=model._meta.db_table, row__in=rows.values("pk")).delete()
        _carry_out(model, rows)


def _carry_out(model: type[models.Model], rows: models.QuerySet[Any], also: Mapping[str, Any] | None = None) -> None:
    rules: Mapping[str, str] = getattr(model, "PERSONAL", {})
    if ROW_DELETED in rules.values():
        rows.delete()
        return
    blanked = {name: _empty(model, name) for name, rule in rules.items() if rule == BLANKED} | dict(also or {})
    if blanked:
        rows.update(**blanked)


def _empty(model: type[models.Model], name: str) -> object:
    field = model._meta.get_field(name)
    return None if field.null else {} if isinstance(field, models.JSONField) else ""  # type: ignore[union-attr]

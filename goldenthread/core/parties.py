"""Writing parties: the only way capabilities make, change or take back a spine row of a body or person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone
from orjson import loads

from goldenthread.core import names, revisions, search
from goldenthread.core.models import BeforeImage, ChangeSet, Party

KEPT_DAYS = 90


def create(*, kind: str, name: str, change: ChangeSet, **columns: Any) -> Party:
    """A new party, found by search at once. The change set says it was about it."""
    party = Party.unnarrowed.create(
        kind=kind, name=name, name_key=names.key(name), made_in=change, changed_in=change, **columns
    )
    change.about = party.ref
    search.index([party.pk])
    revisions.moved("party")
    return party


def lock(party: Party) -> Party:
    """The row as it is now, held until the transaction ends."""
    return Party.unnarrowed.select_for_update().get(pk=party.pk)


def update(party: Party, *, change: ChangeSet, **columns: Any) -> Party:
    """Change columns of a party, keeping how it was."""
    keep_before(party, change=change, party=party)
    if "name" in columns:
        columns["name_key"] = names.key(columns["name"])
    for column, value in columns.items():
        setattr(party, column, value)
    party.changed_in = change
    party.save(update_fields=[*columns, "changed_in"])
    change.about = party.ref
    search.index([party.pk])
    revisions.moved("party")
    return party


def retract(party: Party, *, change: ChangeSet) -> None:
    """Take a party out of every list. Its entries stay; undoing brings it back."""
    keep_before(party, change=change, party=party)
    Party.unnarrowed.filter(pk=party.pk).update(retracted_in=change, changed_in=change, hidden=True)
    change.about = party.ref
    search.forget([party.pk])
    revisions.withdrawn("party")


def keep_before(row: Model, *, change: ChangeSet, party: Party | None) -> None:
    """Remember how a row is, before `change` changes it."""
    values = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}
    BeforeImage.objects.create(
        change=change,
        table=row._meta.db_table,
        row=row.pk,
        party=party,
        values=loads(DjangoJSONEncoder().encode(values)),
        kept_until=timezone.localdate(change.at) + timedelta(days=KEPT_DAYS),
    )

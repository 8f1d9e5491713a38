"""Writing parties: the only way capabilities make, change or take back a spine row of a body or person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from orjson import loads

from goldenthread.core import names, postcodes, revisions, search, terms
from goldenthread.core.models import BeforeImage, ChangeSet, Identifier, Party, Place, Postcode, Tie
from goldenthread.domain.kinds import PlaceKind

KEPT_DAYS = 90
POSTCODE = "postcode"  # the scheme by which the place that a postcode is, is known


def create(*, kind: str, name: str, change: ChangeSet, **columns: Any) -> Party:
    """A new party, found by search at once. The change set says it was about it."""
    party = Party.unnarrowed.create(
        kind=kind, name=name, name_key=names.key(name), made_in=change, changed_in=change, **columns
    )
    change.about = party.ref
    search.index([party.pk])
    revisions.moved("party")
    return party


def version(party: Party) -> str:
    """Twenty signs that stand for how a party is now: the number of its last change would tell how many there were."""
    return salted_hmac("core.parties.version", f"{party.pk} {party.changed_in_id}", algorithm="sha256").hexdigest()[:20]


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
    """Remember how a row is, before `change` changes it; not whether it is protected, which may change meanwhile."""
    values = {
        field.attname: field.value_from_object(row) for field in row._meta.concrete_fields if field.name != "shielded"
    }
    BeforeImage.objects.create(
        change=change,
        table=row._meta.db_table,
        row=row.pk,
        party=party,
        values=loads(DjangoJSONEncoder().encode(values)),
        kept_until=timezone.localdate(change.at) + timedelta(days=KEPT_DAYS),
    )


def based_at(party: int) -> str:
    """The postcode of an office or hall, or ""."""
    return str(_based(party).values_list("place__postcode", flat=True).first() or "")


def _based(party: int) -> QuerySet[Tie]:
    """The live tie to the place that a postcode is."""
    at_postcodes = Identifier.objects.filter(scheme=POSTCODE, place__isnull=False).values("place")
    kind = terms.kind("based_at")
    return Tie.objects.filter(Tie.live(timezone.localdate()), giver=party, kind=kind, place__in=at_postcodes)


def base_at(party: Party, postcode: str, *, change: ChangeSet) -> None:
    """Say where a body's office is. A postcode is a place like any other: it is made when it is first met."""
    if postcode == based_at(party.pk):
        return
    for tie in _based(party.pk):
        keep_before(tie, change=change, party=party)
        Tie.unnarrowed.filter(pk=tie.pk).update(until_day=timezone.localdate(change.at), changed_in=change)
    place = _place_of(postcode, change) if postcode else None
    if place is not None and not place.hidden:
        Tie.unnarrowed.create(
            giver=party,
            place=place,
            kind_id=terms.kind("based_at"),
            from_day=timezone.localdate(change.at),
            made_in=change,
            changed_in=change,
        )
    revisions.moved("tie")


def _place_of(postcode: str, change: ChangeSet) -> Place:
    known = Identifier.objects.filter(scheme=POSTCODE, value=postcode).select_related("place").first()
    if known and known.place:
        return known.place
    point = Postcode.objects.filter(pk=postcode).first()
    made = Place.unnarrowed.create(
        kind=PlaceKind.STREET,
        name=postcode,
        name_key=names.key(postcode),
        postcode=postcode,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        parent=postcodes.area(point.lsoa) if point else None,
        made_in=change,
        changed_in=change,
    )
    Identifier.objects.create(scheme=POSTCODE, value=postcode, place=made, made_in=change)
    return made

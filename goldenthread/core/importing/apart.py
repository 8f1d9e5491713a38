"""A list that speaks of what is kept out of sight: told as if it were new, and kept out of sight as well.

Whoever brings in a list must not learn from it that somebody is protected. So a number of something protected is as
good as unknown: the preview, the counts and the receipt say "created", and the next time "unchanged" or "updated".
What is written is a double: a row of its own that holds only what the list says, has the number from then on, and
is born out of sight, tied to the protected record (a person or body by a link, a place by lying inside it). The
protected record is not touched; its number is set aside until it is shown again (`core.protection`).
"""

from __future__ import annotations

from dataclasses import dataclass

from goldenthread.core import protection
from goldenthread.core.importing.side import Side
from goldenthread.core.models import ChangeSet, Identifier, IdentityLink, Party, Place, Protection

PROTECTED_TIE = "EXISTS (SELECT 1 FROM core_protection p WHERE p.tie_id = {} AND p.ended_in_id IS NULL)"
ENDS = ("giver_id", "receiver_id", "place_id", "kind_id")
PARTS = ("party", "place", "promise", "entry")


@dataclass(frozen=True, slots=True)
class Aside:
    """A number that was set aside: what it is of, its row, and the number as the list writes it."""

    about: str
    row: int
    scheme: str
    value: str


def double(about: str, row: str) -> str:
    """A condition: the party or place at alias `row` is a double, holding a number that something else had before."""
    return (
        "EXISTS (SELECT 1 FROM core_identifier t JOIN core_identifier u ON u.scheme = "
        f"'{protection.ASIDE}' || t.scheme AND u.value = t.value WHERE t.{about}_id = {row}.id)"
    )


def kept_apart(about: str, row: str) -> str:
    """A condition: what is at `row` is protected, or leads to somebody or somewhere protected, and is no double."""
    if about in ("party", "place"):
        table = f"core_{about}"
        return f"EXISTS (SELECT 1 FROM {table} x WHERE x.id = {row} AND x.shielded AND NOT {double(about, 'x')})"
    ends = " OR ".join(
        kept_apart(end, f"e.{column}")
        for column, end in (("giver_id", "party"), ("receiver_id", "party"), ("place_id", "place"))
    )
    return f"EXISTS (SELECT 1 FROM core_{about} e WHERE e.id = {row} AND ({ends}))"


def set_aside(side: Side) -> list[Aside]:
    """Before anything is written: take the numbers this list uses off what is kept apart."""
    if not any(model.unnarrowed.filter(hidden=True, shielded=True).exists() for model in (Party, Place)):
        return []
    found = [
        Aside(about, *row)
        for about in PARTS
        for row in side.rows(
            f"SELECT DISTINCT i.{about}_id, i.scheme, i.value FROM in_key k CROSS JOIN core_identifier i "
            f"WHERE k.about = '{about}' AND i.scheme = k.scheme AND i.value = k.value AND i.{about}_id IS NOT NULL "
            f"AND {kept_apart(about, f'i.{about}_id')}"
        )
    ]
    for one in found:
        Identifier.objects.filter(scheme=one.scheme, value=one.value).update(scheme=protection.ASIDE + one.scheme)
    return found


def hide_doubles(side: Side, found: list[Aside], change: ChangeSet) -> None:
    """After everything is written: what now has one of those numbers goes out of sight with whom it was of."""
    for one in found:
        new = Identifier.objects.filter(scheme=one.scheme, value=one.value, made_in=change).first()
        if new is None or one.about not in ("party", "place"):
            continue  # a promise or an entry is out of sight by its ends
        if one.about == "party" and new.party_id:
            low, high = sorted((one.row, new.party_id))
            IdentityLink.objects.get_or_create(one_id=low, other_id=high, ended_in=None, defaults={"made_in": change})
            protection.settle([one.row])
        elif new.place_id:
            Place.unnarrowed.filter(pk=new.place_id).update(parent=one.row)
    protection.settle_inside()
    if not Protection.objects.filter(tie__isnull=False, ended_in=None).exists():
        return
    same = " AND ".join(f"o.{column} IS NOT DISTINCT FROM core_tie.{column}" for column in ENDS)
    side.run(
        "UPDATE core_tie SET shielded = TRUE WHERE made_in_id = %s AND EXISTS "
        f"(SELECT 1 FROM core_tie o WHERE {PROTECTED_TIE.format('o.id')} AND {same})",
        change.pk,
    )

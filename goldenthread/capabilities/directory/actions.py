"""Everything that changes the directory."""

from __future__ import annotations

from datetime import datetime

from goldenthread.capabilities.directory import rules
from goldenthread.capabilities.directory.models import Listing
from goldenthread.capabilities.directory.rules import ListingRefusal, Wanted
from goldenthread.core import journal, parties, partnership, terms
from goldenthread.core.models import ChangeSet, Party


@journal.action("directory.add", undo="core.undo")
def add(*, wanted: Wanted, by: int, at: datetime, change: ChangeSet) -> Party | ListingRefusal:
    """List a group or an organisation."""
    outcome = rules.add(wanted)
    if isinstance(outcome, ListingRefusal):
        return outcome
    party = parties.create(kind=wanted.kind, change=change, **_columns(wanted))
    Listing.objects.create(party=party, **_listing(wanted))
    parties.base_at(party, wanted.postcode, change=change)
    return party


@journal.action("directory.change", undo="core.undo")
def change(
    *, party: Party, wanted: Wanted, seen: str, by: int, at: datetime, change: ChangeSet
) -> Party | ListingRefusal:
    """Let a listing say something else; how it was is kept ninety days, so that it can be undone."""
    now = parties.lock(party)
    outcome = rules.change(wanted, seen=seen, now=parties.version(now))
    if isinstance(outcome, ListingRefusal):
        return outcome
    listing, _ = Listing.objects.get_or_create(party=now)
    parties.keep_before(listing, change=change, party=now)
    Listing.objects.filter(pk=now.pk).update(**_listing(wanted))
    parties.base_at(now, wanted.postcode, change=change)
    return parties.update(now, change=change, **_columns(wanted))


@journal.action("directory.archive", undo="core.undo")
def archive(*, party: Party, by: int, at: datetime, change: ChangeSet) -> ListingRefusal | None:
    """Take a group or an organisation out of the directory. Nothing that happened is lost."""
    now = parties.lock(party)
    refusal = rules.archive(archived=now.retracted_in_id is not None, partnership=now.pk == partnership.party_id())
    if refusal is None:
        parties.retract(now, change=change)
    return refusal


def _columns(wanted: Wanted) -> dict[str, object]:
    return {
        "name": wanted.name.strip(),
        "sector": wanted.sector or "",
        "sort_id": terms.id_of("sort", wanted.sort) if wanted.sort else None,
    }


def _listing(wanted: Wanted) -> dict[str, str]:
    return {"about": wanted.about.strip(), "website": wanted.website.strip()}

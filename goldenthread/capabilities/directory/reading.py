"""What the directory's pages read."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.capabilities.directory.lists import KIND_WORDS, PLACE_WORDS
from goldenthread.capabilities.directory.models import Listing
from goldenthread.capabilities.directory.permissions import CHANGE
from goldenthread.core import history, parties, postcodes, terms
from goldenthread.core.models import Claim, Identifier, Party, Place
from goldenthread.core.permissions import COORDINATES, Actor
from goldenthread.domain.kinds import PartyKind
from goldenthread.domain.quantities import Quantity
from goldenthread.ui.shapes import Link

OPEN_SCHEMES = {"GB-CHC": "Charity Commission", "GB-COH": "Companies House", "GB-SC": "OSCR", "GB-NIC": "CCNI"}


def address(name: str, ref: str | None = None) -> str:
    return reverse(name, kwargs={"ref": ref} if ref else None)


def party(actor: Actor, party: Party) -> dict[str, Any]:
    registered = Identifier.objects.filter(party=party, scheme__in=OPEN_SCHEMES).values_list("scheme", "value")
    return {
        "party": party,
        "kind": gettext(KIND_WORDS[party.kind]),
        "sort": terms.words_of(party.sort_id),
        "registered": [(OPEN_SCHEMES[scheme], value) for scheme, value in registered],
        "may_change": CHANGE.given(actor, party),
        "may_open_ways_in": party.kind == PartyKind.PERSON and COORDINATES.opens_for(actor),
        "history": history.of(party.ref) if actor.party is not None else [],
        "crumbs": [Link(gettext("Who and what is here"), address("directory:index"))],
    }


def as_written(party: Party) -> dict[str, Any]:
    """The listing as the form shows it."""
    listing = Listing.objects.filter(pk=party.pk).first() or Listing(party=party)
    return {
        "kind": party.kind, "name": party.name, "sector": party.sector, "sort": terms.code_of(party.sort_id),
        "about": listing.about, "website": listing.website, "seen": parties.version(party),
        "postcode": parties.based_at(party.pk),
    }  # fmt: skip


def place(place: Place) -> dict[str, Any]:
    said = Claim.objects.filter(place=place, amount__isnull=False).values_list(
        "indicator", "amount", "unit", "as_of", "source"
    )
    above, up = [], place.parent_id
    while up and len(above) < 8:
        parent = Place.objects.filter(pk=up).first()
        if parent is None:
            break
        above.append(Link(parent.name, address("directory:place", parent.ref)))
        up = parent.parent_id
    return {
        "place": place,
        "kind": gettext(PLACE_WORDS[place.kind]),
        "said": [
            (terms.words_of(indicator), Quantity(amount, terms.unit_of(unit)), as_of, source)
            for indicator, amount, unit, as_of, source in said
        ],
        "inside": list(Place.objects.filter(parent=place).order_by("name_key").values("ref", "name", "kind")[:100]),
        "located": postcodes.locate(place.postcode) if place.postcode else None,
        "crumbs": [Link(gettext("Places"), address("directory:places")), *reversed(above)],
    }


def postcode(written: str) -> dict[str, Any]:
    """What is known of a postcode; nothing asked for is kept."""
    written = written.replace("\0", "")
    tidy = postcodes.tidy(written) if written else None
    return {"written": written, "tidy": tidy, "located": postcodes.locate(tidy) if tidy else None}

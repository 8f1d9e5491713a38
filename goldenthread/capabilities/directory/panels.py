"""What the directory shows on the page of a person, group, organisation or place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from goldenthread.capabilities.directory import service_rules
from goldenthread.capabilities.directory.models import Listing, Service
from goldenthread.core import parties, postcodes, sight, terms
from goldenthread.core.models import Party, Place, Promise, Tie
from goldenthread.core.permissions import Actor

MOST_HERE = 200


def about(actor: Actor, party: Party) -> Mapping[str, Any] | None:
    """What it says about itself, where its office is, and what is known of that postcode."""
    listing = Listing.objects.filter(pk=party.pk).first() or Listing(party=party)
    postcode = parties.based_at(party.pk) if party.kind in sight.BODIES else ""
    if not (listing.about or listing.website or postcode):
        return None
    standing = service_rules.standing(
        service_rules.RUNNING, listing.checked_on, listing.check_by, actor.day, settings.CHECK_DAYS
    )
    return {
        "listing": listing, "postcode": postcode, "located": postcodes.locate(postcode),
        "current": standing is service_rules.Standing.CURRENT, "body": party.kind in sight.BODIES,
    }  # fmt: skip


def services(actor: Actor, party: Party) -> Mapping[str, Any] | None:
    """Standing offers: what anybody may come for."""
    offered = (
        Service.objects.filter(promise__in=Promise.objects.filter(giver=party, receiver=None))
        .exclude(running="defunct")
        .order_by("title")[:50]
    )
    rows = offered.values("promise__ref", "title", "about", "website", "fees", "running", "checked_on", "check_by")
    found = [{**row, "standing": _standing(row, actor)} for row in rows]
    return {"services": found} if found else None


def _standing(row: Mapping[str, Any], actor: Actor) -> str:
    return str(
        service_rules.standing(row["running"], row["checked_on"], row["check_by"], actor.day, settings.CHECK_DAYS)
    )


def happened(actor: Actor, party: Party) -> Mapping[str, Any] | None:
    """The latest of what happened."""
    found = sight.happenings(actor, party.pk)
    return {"happenings": found} if found else None


def here(actor: Actor, place: Place) -> Mapping[str, Any] | None:
    """Who is based or meets at a place, as far as the reader may see."""
    open_kinds = terms.ids_of(terms.KIND, [kind.code for kind in sight.open_kinds(actor)])  # not where somebody lives
    ties = Tie.objects.filter(Tie.live(actor.day), place=place, kind__in=open_kinds)
    shown = sight.parties(actor).filter(pk__in=ties.values("giver")).order_by("name_key", "pk")
    found = [sight.Seen(*row) for row in shown.values_list("ref", "name", "kind", "sector")[:MOST_HERE]]
    return {"here": found} if found else None

"""What is going stale, for those who can see to it: what, whose, since when, who was asked and when, whom to ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from goldenthread.capabilities.directory import freshness, permissions, services
from goldenthread.capabilities.directory import service_rules as rules
from goldenthread.capabilities.directory.models import Listing, Question, Service
from goldenthread.capabilities.directory.reading import address
from goldenthread.core import contact
from goldenthread.core.models import Party, Send
from goldenthread.core.permissions import Actor

MOST = 100
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Stale:
    """One page past its check."""

    title: str
    href: str
    change_href: str
    check_href: str
    body: str
    body_href: str
    since: date | None  # None: nobody has checked it yet
    said_gone: bool
    asked_on: date | None
    failed: bool  # the latest mail did not go out
    email: bool  # it has an address that may be written to
    phones: tuple[str, ...]


def stale(actor: Actor) -> dict[str, Any]:
    """What the page shows: those in doubt the longest first, at most a hundred."""
    mine = services.CHANGE.among(actor, services.all_services()).values("pk")
    bodies = permissions.CHANGE.among(actor, Party.objects.all()).values("pk")
    pending = Q(running=rules.STOPPED) & freshness.due(actor.day)
    doubted = Service.objects.filter(promise__in=mine).filter(
        Q(running=rules.RUNNING) & freshness.due(actor.day) | pending
    )  # fmt: skip
    some: list[Service | Listing] = list(
        doubted.select_related("promise__giver").order_by("check_by", "pk")[: MOST + 1]
    )
    listings = freshness.stale_listings(actor.day).filter(party__in=bodies)
    some += list(listings.select_related("party").order_by("check_by", "pk")[: MOST + 1])
    shown = some[:MOST]
    return {"stale": _told(shown), "more": len(some) > MOST, "days": settings.CHECK_DAYS}


def _told(things: list[Service | Listing]) -> list[Stale]:
    owners = {_owner(thing).pk for thing in things}
    asked, gone = _asked(things)
    reaches = contact.published_by(owners)
    sends = Send.objects.filter(template=freshness.TEMPLATE, party__in=owners).order_by("pk")
    failed = {party: failed_at is not None for party, failed_at in sends.values_list("party", "failed_at")}
    return [_one(thing, asked, gone, failed, reaches.get(_owner(thing).pk, [])) for thing in things]


def _one(
    thing: Service | Listing, asked: dict[Key, date], gone: set[Key], failed: dict[int, bool],
    reaches: list[contact.Reach],
) -> Stale:  # fmt: skip
    body, key = _owner(thing), _key(thing)
    ref, names = (
        (thing.promise.ref, ("directory:service", "directory:service_change", "directory:service_check"))
        if isinstance(thing, Service)
        else (body.ref, ("directory:show", "directory:change", "directory:check"))
    )
    page, change, check = (address(name, ref) for name in names)
    return Stale(
        thing.title if isinstance(thing, Service) else body.name, page, change, check, body.name,
        address("directory:show", body.ref), rules.next_check(thing.checked_on, thing.check_by, settings.CHECK_DAYS),
        key in gone, asked.get(key), failed.get(body.pk, False),
        any(one.kind == "email" for one in reaches), tuple(one.address for one in reaches if one.kind == "phone"),
    )  # fmt: skip


def _owner(thing: Service | Listing) -> Party:
    found: Party = thing.promise.giver if isinstance(thing, Service) else thing.party
    return found


def _key(thing: Service | Listing) -> Key:
    return ("service" if isinstance(thing, Service) else "listing", thing.pk)


def _asked(things: list[Service | Listing]) -> tuple[dict[Key, date], set[Key]]:
    """When each was last asked about, and of which the last answer was that it has gone."""
    services_, listings = ([pk for kind, pk in map(_key, things) if kind == name] for name in ("service", "listing"))
    rows = Question.objects.filter(Q(service__in=services_) | Q(listing__in=listings)).order_by("pk")
    asked: dict[Key, date] = {}
    last: dict[Key, str] = {}
    for service, listing, asked_at, answer in rows.values_list("service", "listing", "asked_at", "answer"):
        key = ("service", service) if service else ("listing", listing)
        asked[key], last[key] = timezone.localdate(asked_at), answer
    return asked, {key for key, answer in last.items() if answer == freshness.GONE}

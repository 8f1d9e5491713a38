"""What the pages of services read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from goldenthread.capabilities.directory import feeds, indexing, linked_data, schedules, services, vocabulary
from goldenthread.capabilities.directory import service_rules as rules
from goldenthread.capabilities.directory.models import Service, Spot
from goldenthread.capabilities.directory.reading import address
from goldenthread.capabilities.directory.service_actions import version
from goldenthread.core import contact, history, sight, terms
from goldenthread.core.models import ChangeSet, Party, Place, Promise, Tie
from goldenthread.core.permissions import Actor
from goldenthread.ui.shapes import Link

LABELS = {(scheme, code): label for scheme, code, label, _ in vocabulary.MARKS} | {
    ("language", code): label for code, label, _ in vocabulary.LANGUAGES
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week: its name, and each time from when until when ("12:30", "14:00")."""

    name: str
    times: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One change: when, what in words, by whom in words."""

    at: datetime
    words: str
    by: str
    undone: bool


def page(actor: Actor, promise: Promise) -> dict[str, Any]:
    """Everything the page of a service says to this reader."""
    may_change = services.CHANGE.given(actor, promise)
    return {
        **(said := told(promise, actor.day)),
        "linked": linked_data.in_service(promise, said["places"]),
        "may_change": may_change,
        "source": feeds.source_of(promise.pk),
        "history": _history(actor, promise) if may_change else [],
        "crumbs": [Link(gettext("Who and what is here"), address("directory:index")),
                   Link(promise.giver.name, address("directory:show", promise.giver.ref))],
    }  # fmt: skip


def told(promise: Promise, today: date) -> dict[str, Any]:
    """What everybody may read of a service."""
    service: Service = promise.service
    times = indexing.times_of(service)
    marks = indexing.marks_of(service.more)
    standing = rules.standing(service.running, service.checked_on, service.check_by, today, settings.CHECK_DAYS)
    return {
        "promise": promise,
        "service": service,
        "owner": promise.giver,
        "reaches": contact.published(promise.giver),
        "places": places(promise),
        "week": week(times),
        "sometimes": sometimes(times),
        "times_words": rules.words_of(times),
        "standing": str(standing),
        "own_price": service.fees if indexing.says_more_than_free(service.fees) else "",
        "paused": service.running == rules.PAUSED,
        "next_check": rules.next_check(service.checked_on, service.check_by, settings.CHECK_DAYS),
        "eligibility": str(service.more.get("eligibility_description") or ""),
        "access_words": [str(each) for each in _texts(service.more.get("accessibility"))],
        **{scheme: sorted(gettext(LABELS[mark]) for mark in marks if mark[0] == scheme and mark in LABELS)
           for scheme in ("need", "access", "language")},
    }  # fmt: skip


def _texts(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said] if said else []


def places(promise: Promise) -> list[Place]:
    """Where it is, each once; a place out of sight is not among them."""
    ids = [promise.place_id, *Spot.objects.filter(service=promise.pk).order_by("pk").values_list("place", flat=True)]
    found = Place.objects.in_bulk([pk for pk in ids if pk])
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def week(times: list[Any]) -> list[Day]:
    """The days on which it is open. What comes only in some weeks is told by the words as given."""
    days: dict[int, dict[tuple[str, str], None]] = {}
    for spell in schedules.spells(times):
        days.setdefault(spell.weekday, {})[rules.clock(spell.opens), rules.clock(spell.closes)] = None
    return [Day(gettext(vocabulary.DAYS[day]), tuple(days[day])) for day in sorted(days)]


def sometimes(times: list[Any]) -> bool:
    """Are some of its times not every week, or only for a while?"""
    return any(s.monthly or s.every > 1 or s.from_day or s.until_day for s in schedules.spells(times))


def _history(actor: Actor, promise: Promise) -> list[Line]:
    done = history.of(promise.ref)
    who = dict(ChangeSet.objects.filter(ref__in=[one.ref for one in done]).values_list("ref", "by"))
    seen = sight.seen(actor, who.values())
    return [Line(one.at, one.words, _by(who[one.ref], seen), one.undone) for one in done]


def _by(who: int | None, seen: Mapping[int, sight.Seen]) -> str:
    if who is None:
        return gettext("without an account")
    return seen[who].name if who in seen else gettext("somebody who may change it")


def as_written(promise: Promise) -> dict[str, Any]:
    """The service as its form shows it."""
    service: Service = promise.service
    marks = indexing.marks_of(service.more)
    times = indexing.times_of(service)
    place = Place.objects.filter(pk=promise.place_id).values_list("ref", flat=True).first()
    return {
        "title": service.title, "about": service.about, "website": service.website, "running": service.running,
        "fees": service.fees, "free": {True: "yes", False: "no"}.get(service.free, ""), "place": place or "",
        "youngest": service.youngest, "oldest": service.oldest, "hours_words": rules.words_of(times),
        "eligibility": service.more.get("eligibility_description", ""), "seen": version(promise),
        "access_words": "\n".join(str(each) for each in _texts(service.more.get("accessibility"))),
        **{field: [code for scheme, code in marks if scheme == mark]
           for field, mark in (("needs", "need"), ("access", "access"), ("languages", "language"))},
    }  # fmt: skip


def hours(promise: Promise) -> tuple[rules.Hours, ...]:
    return rules.hours_of(indexing.times_of(promise.service))


def choices_of_place(body: Party, day: date, now: Promise | None = None) -> list[tuple[str, str]]:
    """Where a body may say that it offers something: where it is based or meets, and where it is offered now."""
    kinds = terms.ids_of(terms.KIND, ("based_at", "meets_at"))
    ties = Tie.objects.filter(Tie.live(day), giver=body, place__isnull=False, kind__in=kinds)
    ids = {*ties.values_list("place", flat=True), *([now.place_id] if now and now.place_id else [])}
    return list(Place.objects.filter(pk__in=ids).order_by("name_key", "pk").values_list("ref", "name"))

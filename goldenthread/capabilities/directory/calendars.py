"""Calendars to subscribe to: when the services of a group, in a place or of one's own groups are open.

One event for each opening time, recurring every week or every few: whoever subscribes is told of a change by
their own calendar. Times are by the clock of the place, so they stay right when the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar, Event

from goldenthread.capabilities.directory.models import Opening
from goldenthread.core import exporting, sight, terms
from goldenthread.core.models import Account, Party, Place, Promise, Tie
from goldenthread.core.permissions import Actor

TYPE = "text/calendar; charset=utf-8"
MINE = ("member_of", "volunteers_for", "works_for", "runs")  # ties that make a group's times one's own
MOST = 500  # events in one calendar
FRESH = timedelta(hours=6)  # how often a calendar is asked to look again
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SALT = "directory.calendar"


def of_party(party: Party) -> bytes:
    """The services a group or organisation offers."""
    return _calendar(party.name, _openings(Promise.objects.filter(giver=party)))


def of_place(place: Place) -> bytes:
    """The services offered in a building or room."""
    return _calendar(place.name, _openings(Promise.objects.filter(place=place)))


def of_ones_own(person: Party) -> bytes:
    """The services of the groups somebody belongs to, helps or runs."""
    kinds = terms.ids_of(terms.KIND, MINE)
    groups = Tie.objects.filter(Tie.live(timezone.localdate()), giver=person, kind__in=kinds).values("receiver")
    return _calendar(gettext("My groups"), _openings(Promise.objects.filter(giver__in=groups)))


def key(account: Account) -> str:
    """What the address of somebody's own calendar ends with; signing out everywhere makes it useless."""
    return signing.dumps([account.pk, account.get_session_auth_hash()[:16]], salt=_SALT, compress=True)


def owner(key: str) -> Party | None:
    """Whose calendar a key opens; None for one that is forged, or no longer good."""
    try:
        pk, digest = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        return None
    account = Account.objects.filter(pk=pk, is_active=True, party__isnull=False).first()
    if account is None or account.get_session_auth_hash()[:16] != digest:
        return None
    return Party.objects.filter(pk=account.party_id).first()


def panel_of_party(actor: Actor, party: Party) -> Mapping[str, Any] | None:
    """The address to subscribe to: of a body with opening times, or somebody's own, on their own page."""
    if party.kind in sight.BODIES:
        return _link("directory:calendar", ref=party.ref) if has_times(Promise.objects.filter(giver=party)) else None
    account = Account.objects.filter(party=party, is_active=True).first() if actor.party == party.pk else None
    return {**_link("directory:own_calendar", key=key(account)), "own": True} if account else None


def panel_of_place(actor: Actor, place: Place) -> Mapping[str, Any] | None:
    at_it = Promise.objects.filter(place=place)
    return _link("directory:place_calendar", ref=place.ref) if has_times(at_it) else None


def has_times(promises: QuerySet[Promise]) -> bool:
    return next(_openings(promises), None) is not None


def _link(name: str, **named: str) -> dict[str, Any]:
    path = reverse(name, kwargs=named)
    return {"path": path, "address": f"{settings.SITE_ADDRESS}{path}", "own": False}


def _openings(promises: QuerySet[Promise]) -> Iterator[Opening]:
    offered = promises.filter(kind=terms.kind("service"), receiver=None)
    found = Opening.objects.filter(service__promise__in=offered, service__running="active")
    related = found.select_related("service__promise__place", "service__promise__made_in")
    yield from related.order_by("service", "weekday", "opens")[:MOST]


def _calendar(name: str, openings: Iterator[Opening]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Golden Thread//directory//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    if settings.DEMO:
        calendar.add("x-wr-caldesc", exporting.INVENTED)
    for opening in openings:
        calendar.add_component(_event(opening))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(opening: Opening) -> Event:
    service, promise = opening.service, opening.service.promise
    place = promise.place
    zone = ZoneInfo(place.zone if place else settings.TIME_ZONE)
    first = first_day(opening, promise.from_day or timezone.localdate(promise.made_in.at))
    event = Event()
    event.add("uid", f"{promise.ref}-{opening.weekday}-{opening.opens}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("dtstamp", promise.made_in.at)
    event.add("summary", service.title)
    event.add("dtstart", _at(first, opening.opens, zone))
    event.add("dtend", _at(first, opening.closes, zone))
    event.add("rrule", _rule(opening, zone))
    if place:
        event.add("location", ", ".join(dict.fromkeys(part for part in (place.name, place.postcode) if part)))
    if words := _words(opening):
        event.add("description", words)
    return event


def first_day(opening: Opening, since: date) -> date:
    """The first day on which it is open, from `since` or from the day the opening itself says."""
    start = opening.from_day or since
    return start + timedelta(days=(opening.weekday - start.weekday()) % 7)


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A time by the clock of the place; 24:00 is the next day's midnight."""
    days, rest = divmod(minutes, 24 * 60)
    return datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)


def _rule(opening: Opening, zone: ZoneInfo) -> dict[str, object]:
    rule: dict[str, object] = {"freq": "weekly", "byday": _DAYS[opening.weekday]}
    if opening.every > 1:
        rule["interval"] = opening.every
    if opening.until_day:  # not including that day; RFC 5545 wants an instant in UTC
        last = _at(opening.until_day, 0, zone) - timedelta(seconds=1)
        rule["until"] = last.astimezone(ZoneInfo("UTC"))
    return rule


def _words(opening: Opening) -> str:
    """What a calendar says under the event: the price, when it was last checked, and that it may be out of date."""
    service = opening.service
    lines = [service.fees]
    if service.check_by and service.check_by < timezone.localdate():
        lines.append(gettext("This may be out of date: ask before you go."))
    elif service.checked_on:
        lines.append(gettext("Last checked: %(day)s") % {"day": service.checked_on.isoformat()})
    return "\n".join(line for line in lines if line)

"""Everything that changes a service: each leaves how it was, and what searches read follows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from goldenthread.capabilities.directory import indexing
from goldenthread.capabilities.directory import service_rules as rules
from goldenthread.capabilities.directory.models import FromFeed, Service
from goldenthread.capabilities.directory.service_rules import ServiceRefusal, WantedService
from goldenthread.core import journal, parties, revisions, terms, undo
from goldenthread.core.models import ChangeSet, Party, Place, Promise

KIND = "service"


def version(promise: Promise) -> str:
    """Twenty signs that stand for how a service is now, and count nothing."""
    said = f"{promise.pk} {promise.changed_in_id}"
    return salted_hmac("directory.service.version", said, algorithm="sha256").hexdigest()[:20]


@journal.action("directory.service_add", undo="core.undo")
def add(
    *, body: Party, wanted: WantedService, by: int, at: datetime, change: ChangeSet
) -> Promise | ServiceRefusal:  # fmt: skip
    """Offer a service in the name of a group or organisation."""
    outcome = rules.add(wanted)
    if isinstance(outcome, ServiceRefusal):
        return outcome
    made = Promise.objects.create(
        kind_id=terms.kind(KIND), giver=body, place=_place(wanted), made_in=change, changed_in=change
    )
    Service.objects.create(promise=made, **_columns(wanted, Service()), **checked(at))
    return _settled(made, change)


@journal.action("directory.service_change", undo="core.undo")
def change(
    *, service: Promise, wanted: WantedService, seen: str, by: int | None, at: datetime, change: ChangeSet
) -> Promise | ServiceRefusal:
    """Let the page of a service say something else. Whoever writes it has looked at it: that counts as a check."""
    now = _lock(service)
    if now is None:
        return ServiceRefusal.GONE
    if FromFeed.objects.filter(pk=now.pk, feed__followed=True).exists():
        return ServiceRefusal.KEPT_ELSEWHERE
    outcome = rules.change(wanted, seen=seen, now=version(now))
    if isinstance(outcome, ServiceRefusal):
        return outcome
    detail = now.service
    _keep_before(now, detail, change)
    Service.objects.filter(pk=now.pk).update(**_columns(wanted, detail), **checked(at))
    Promise.objects.filter(pk=now.pk).update(place=_place(wanted), changed_in=change)
    return _settled(now, change)


@journal.action("directory.service_archive", undo="core.undo")
def archive(*, service: Promise, by: int, at: datetime, change: ChangeSet) -> ServiceRefusal | None:
    """Take a service out of the directory. Nothing that happened is lost."""
    now = _lock(service)
    refusal = rules.archive(archived=now is None)
    if now is None or refusal:
        return refusal
    parties.keep_before(now, change=change, party=None)
    Promise.objects.filter(pk=now.pk).update(retracted_in=change, changed_in=change)
    _settled(now, change)
    return None


def mark(service: Promise, *, change: ChangeSet, **columns: Any) -> None:
    """Change what is known of how far a service may be trusted; how it was is kept."""
    _keep_before(service, service.service, change)
    Service.objects.filter(pk=service.pk).update(**columns)
    Promise.objects.filter(pk=service.pk).update(changed_in=change)
    _settled(service, change)


def checked(at: datetime) -> dict[str, Any]:
    """The columns that say: looked at today, again in so many days."""
    today = timezone.localdate(at)
    return {"checked_on": today, "check_by": today + timedelta(days=settings.CHECK_DAYS)}


def _lock(service: Promise) -> Promise | None:
    return Promise.objects.select_for_update(of=("self",)).filter(pk=service.pk, service__isnull=False).first()


def _keep_before(promise: Promise, detail: Service, change: ChangeSet) -> None:
    undo.remember(Promise.objects.filter(pk=promise.pk), ("place",), change=change)
    parties.keep_before(detail, change=change, party=None)


def _settled(promise: Promise, change: ChangeSet) -> Promise:
    change.about = promise.ref
    indexing.settle([promise.pk])
    revisions.moved("promise")
    return promise


def _place(wanted: WantedService) -> Place | None:
    return Place.objects.filter(ref=wanted.place).first() if wanted.place else None


def _columns(wanted: WantedService, before: Service) -> dict[str, Any]:
    more = dict(before.more) | {
        "needs": list(wanted.needs), "access": list(wanted.access), "accessibility": _lines(wanted.access_words),
        "languages": list(wanted.languages), "eligibility_description": wanted.eligibility.strip(),
    }  # fmt: skip
    more.pop("schedules", None)  # said in `times` from now on
    return {
        "title": wanted.title.strip(), "about": wanted.about.strip(), "website": wanted.website.strip(),
        "running": wanted.running, "fees": wanted.fees.strip(), "free": wanted.free, "youngest": wanted.youngest,
        "oldest": wanted.oldest, "times": rules.times_of(wanted, indexing.times_of(before)),
        "more": {name: said for name, said in more.items() if said not in (None, "", [], {})},
    }  # fmt: skip


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

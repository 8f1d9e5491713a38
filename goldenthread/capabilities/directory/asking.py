"""Asking for what is not there: kept only when somebody presses the button, read by few, answered by a day, erased.

Whoever asks agrees, for as long as it is kept, that the partnership passes them on to somebody who can help. Without
that agreement nobody can read it any more: withdrawing it takes the ask away from everybody at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.capabilities.directory import asking_rules as rules
from goldenthread.capabilities.directory import danger
from goldenthread.capabilities.directory.asking_rules import AskRefusal, WantedAsk
from goldenthread.capabilities.directory.models import Ask
from goldenthread.capabilities.directory.services import ANSWERS, all_asks
from goldenthread.core import consent, contact, erasure, jobs, journal, parties, partnership, terms, undo
from goldenthread.core.models import ChangeSet, ContactPoint, Party, Promise
from goldenthread.core.permissions import COORDINATES, Actor
from goldenthread.domain.kinds import PartyKind, Purpose
from goldenthread.domain.refusals import Refusal

MOST_SHOWN = 20
MOST_FORGOTTEN = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What the one who asked is told: by which day somebody answers, and when it is erased."""

    ref: str
    answer_by: date
    kept_until: date


@journal.action("directory.ask", final="It is erased on the day the page named, or when they stop agreeing.")
def ask(*, wanted: WantedAsk, language: str, by: int | None, at: datetime, change: ChangeSet) -> Asked | AskRefusal:
    """Keep what somebody asks for. `by`: their own record, where they have one that is in sight; else None."""
    outcome = rules.ask(wanted, danger=danger.speaks_of_danger(f"{wanted.words} {wanted.name}"), known=by is not None)
    if isinstance(outcome, AskRefusal):
        return outcome
    today = timezone.localdate(at)
    person = Party.objects.get(pk=by) if by else parties.create(
        kind=PartyKind.PERSON, name=wanted.name.strip(), change=change
    )  # fmt: skip
    refused = _reach(person, wanted, by or person.pk, at) or _agree(person, language, at)
    if refused:
        return refused
    made = Promise.objects.create(kind_id=terms.kind("ask"), receiver=person, made_in=change, changed_in=change)
    kept = Ask.objects.create(
        promise=made, words=wanted.words.strip(), language=language, guest=by is None,
        answer_by=rules.answer_by(today), kept_until=rules.kept_until(today),
    )  # fmt: skip
    change.about = made.ref
    return Asked(made.ref, kept.answer_by, kept.kept_until)


def _reach(person: Party, wanted: WantedAsk, by: int, at: datetime) -> AskRefusal | None:
    given = contact.add(
        party=person.pk, kind=wanted.kind, address=wanted.reach, may_contact=True, safe_when=wanted.safe_when[:120],
        by=by, at=at,
    )  # fmt: skip
    if given is contact.ContactRefusal.ALREADY_KNOWN:
        known = contact.digests(wanted.kind, wanted.reach)
        point = ContactPoint.objects.filter(party=person, kind=wanted.kind, index__in=known).first()
        contact.allow(point=point, may_contact=True, safe_when=wanted.safe_when[:120], by=by, at=at)
        return None
    return AskRefusal.NOT_A_PHONE if isinstance(given, Refusal) else None


def _agree(person: Party, language: str, at: datetime) -> None:
    until = timezone.make_aware(datetime.combine(rules.kept_until(timezone.localdate(at)), time()))
    consent.give(
        subject=person.pk, to=partnership.party_id(), purpose=Purpose.REFERRAL, by=person.pk, at=at, until=until,
        language=language,
    )  # fmt: skip


@journal.action("directory.ask_answered", undo="core.undo")
def answer(*, asked: Promise, by: int, at: datetime, change: ChangeSet) -> AskRefusal | None:
    """Somebody phoned back, or wrote."""
    now = Ask.objects.select_for_update().get(pk=asked.pk)
    refusal = rules.answer(answered=now.answered_in_id is not None)
    if refusal:
        return refusal
    undo.remember(Ask.objects.filter(pk=now.pk), ("answered_in",), change=change)
    Ask.objects.filter(pk=now.pk).update(answered_in=change)
    change.about = asked.ref
    return None


@journal.action("directory.ask_opened", final="Who looked is written down for the person to read.")
def open_reach(*, asked: Promise, by: int, at: datetime, change: ChangeSet) -> list[contact.Reach]:
    """How to reach whoever asked. Needs the proof that they agreed, and they can read on their page who looked."""
    change.about = asked.ref
    proof = consent.prove(subject=asked.receiver_id, to=partnership.party_id(), purpose=Purpose.REFERRAL, at=at)
    return contact.open_for(proof, by=by, at=at)


# ---- Reading ----


def unanswered(actor: Actor) -> QuerySet[Promise]:
    """What waits for an answer and this actor may read; the oldest first."""
    waiting = ANSWERS.among(actor, all_asks()).filter(ask__answered_in=None)
    return waiting.select_related("ask", "receiver").order_by("ask__answer_by", "pk")


def waiting(actor: Actor, subject: object) -> Mapping[str, Any] | None:
    """For the home of those who answer: what waits, until somebody marks it as phoned back."""
    if not COORDINATES.opens_for(actor):
        return None
    asks = list(unanswered(actor)[: MOST_SHOWN + 1])
    return {"asks": asks[:MOST_SHOWN], "more": len(asks) > MOST_SHOWN, "today": actor.day} if asks else None


# ---- Forgetting ----


def forget(progress: jobs.Progress) -> Mapping[str, Any]:
    """Once a day: erase what was kept until today. A guest goes altogether; of others only what they asked goes."""
    now = timezone.now()
    over = Ask.objects.filter(kept_until__lte=timezone.localdate(now)).order_by("kept_until", "pk")
    guests = list(over.filter(guest=True).values_list("promise__receiver", flat=True)[:MOST_FORGOTTEN])
    rows = list(over.filter(guest=False).values_list("pk", flat=True)[:MOST_FORGOTTEN])
    for number, guest in enumerate(dict.fromkeys(guests), 1):
        erasure.erase(party=Party(pk=guest), by=None, at=now)
        progress.at(number, len(guests))
    for row in rows:
        drop(ask=row, by=None, at=now)
    return {"guests": len(guests), "asks": len(rows)}


@journal.action("directory.ask_dropped", final="It was kept for as long as the page said, and no longer.")
def drop(*, ask: int, by: int | None, at: datetime, change: ChangeSet) -> None:
    """Forget the words of an ask."""
    Ask.objects.filter(pk=ask).delete()

"""Whether the person agreed. Holding a Proof is the only way to use somebody's details."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from goldenthread.core import journal, revisions
from goldenthread.core.models import ChangeSet, Consent, Look, Tie
from goldenthread.domain.kinds import Purpose
from goldenthread.domain.refusals import Refusal

_KEY = object()


class NoConsent(Exception):
    """The person has not agreed to this use of their details."""


class ConsentRefusal(Refusal):
    ALREADY_GIVEN = "already_given"
    ALREADY_WITHDRAWN = "already_withdrawn"
    NO_HELPER = "no_helper"


@dataclass(frozen=True, slots=True)
class Proof:
    """That `subject` agreed to `purpose` towards `to`. Only `prove` can make one."""

    consent: int
    subject: int
    to: int
    purpose: Purpose
    key: object = None

    def __post_init__(self) -> None:
        if self.key is not _KEY:
            raise TypeError("a Proof is made by core.consent.prove, and by nothing else")


def prove(*, subject: int, to: int, purpose: Purpose, at: datetime) -> Proof:
    """The proof that a person agreed; raises NoConsent when they have not, or no longer do."""
    live = Consent.objects.filter(Consent.live(at), subject=subject, to=to, purpose=purpose).order_by("pk").first()
    if live is None:
        raise NoConsent(purpose)
    return Proof(live.pk, subject, to, purpose, _KEY)


def looked(proof: Proof, *, by: int, at: datetime) -> None:
    """Remember that somebody used a person's details; the person can read it on their page."""
    Look.objects.get_or_create(subject_id=proof.subject, by_id=by, purpose=proof.purpose, day=timezone.localdate(at))


@journal.action("core.consent_given", undo="core.consent_withdrawn")
def give(
    *,
    subject: int,
    to: int,
    purpose: Purpose,
    by: int,
    at: datetime,
    change: ChangeSet,
    how: str = "web",
    until: datetime | None = None,
    language: str = "en",
) -> Consent | Refusal:
    """Record that a person agreed. They, or a helper acting openly for them, say so."""
    if Consent.objects.filter(Consent.live(at), subject=subject, to=to, purpose=purpose).exists():
        return ConsentRefusal.ALREADY_GIVEN
    given = Consent.objects.create(
        subject_id=subject, to_id=to, purpose=purpose, given_at=at, until_at=until, how=how, language=language,
        made_in=change,
    )  # fmt: skip
    change.about = given.ref
    revisions.moved("consent")
    return given


@journal.action("core.consent_withdrawn", undo="core.consent_given")
def withdraw(*, consent: Consent, by: int, at: datetime, change: ChangeSet) -> Refusal | None:
    """Stop a use of somebody's details from this moment; what was worked out with them goes too."""
    now = Consent.objects.select_for_update().get(pk=consent.pk)
    if now.withdrawn_at is not None:
        return ConsentRefusal.ALREADY_WITHDRAWN
    now.withdrawn_at, now.withdrawn_in = at, change
    now.save(update_fields=["withdrawn_at", "withdrawn_in"])
    change.about = now.ref
    revisions.withdrawn("consent")
    return None


@journal.action("core.help_ended", final="Whoever is to help again is given it afresh.")
def end_help(*, tie: Tie, by: int, at: datetime, change: ChangeSet) -> Refusal | None:
    """From now on a helper may not act for the person. Nobody is told: not that it ended, by whom, or why."""
    now = Tie.unnarrowed.select_for_update().get(pk=tie.pk)
    today = timezone.localdate(at)
    if now.until_day is not None and now.until_day <= today:
        return ConsentRefusal.NO_HELPER
    now.until_day = max(today, now.from_day or today)
    now.changed_in = change
    now.save(update_fields=["until_day", "changed_in"])
    change.about = now.ref
    revisions.withdrawn("tie")
    return None

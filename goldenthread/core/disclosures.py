"""Lists of people taken out of the house: asked for with a purpose, agreed by a second person, seen by those in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from goldenthread.core import journal, lists, partnership
from goldenthread.core.lists import List
from goldenthread.core.models import ChangeSet, Consent, Disclosure, Look
from goldenthread.core.permissions import Actor, Grown
from goldenthread.domain.kinds import Purpose
from goldenthread.domain.refusals import Refusal

SEEN_BY_THEM = "The people in the list can see that it was taken; that stays."


class DisclosureRefusal(Refusal):
    SAME_PERSON = "same_person"
    NOT_AGREED = "not_agreed"
    ALREADY_AGREED = "already_agreed"
    ALREADY_TAKEN = "already_taken"


@journal.action("core.disclosure_asked", final="Asking is part of the record.")
def ask(*, name: str, purpose: Purpose, by: int, at: datetime, change: ChangeSet) -> Disclosure:
    made = Disclosure.objects.create(list=name, purpose=purpose, asked_by_id=by, asked_at=at)
    change.about = made.ref
    return made


@journal.action("core.disclosure_agreed", final="Agreeing is part of the record.")
def agree(*, disclosure: Disclosure, by: int, at: datetime, change: ChangeSet) -> Refusal | None:
    if disclosure.asked_by_id == by:
        return DisclosureRefusal.SAME_PERSON
    if not Disclosure.objects.filter(pk=disclosure.pk, agreed_by=None).update(agreed_by=by, agreed_at=at):
        return DisclosureRefusal.ALREADY_AGREED
    change.about = disclosure.ref
    return None


@journal.action("core.disclosure_taken", final=SEEN_BY_THEM)
def take(
    *, disclosure: Disclosure, chosen: List, actor: Actor, by: int, at: datetime, change: ChangeSet
) -> list[list[str]] | Refusal:
    """The rows: people who agreed to this purpose towards the partnership, each of whom is told of it."""
    now = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    if now.agreed_by_id is None or chosen.people is None:
        return DisclosureRefusal.NOT_AGREED
    if now.taken_at is not None:
        return DisclosureRefusal.ALREADY_TAKEN
    agreed = Consent.objects.filter(
        Consent.live(at), subject=OuterRef("pk"), to=partnership.party_id(), purpose=disclosure.purpose
    )
    wanted = chosen.people & Q(Exists(agreed)) & Grown().things(actor)
    found: list[dict[str, Any]] = list(lists.every_row(_only_people(chosen), actor, {}, people=wanted))
    for row in found:
        Look.objects.get_or_create(subject_id=row["pk"], by_id=by, purpose=disclosure.purpose, day=actor.day)
    Disclosure.objects.filter(pk=disclosure.pk).update(taken_at=at)
    change.about = disclosure.ref
    return [[str(column.read(row)) for column in chosen.columns] for row in found]


def _only_people(chosen: List) -> List:
    people = chosen.people
    return replace(chosen, of=lambda: chosen.of().filter(people), values=("pk", *chosen.values))

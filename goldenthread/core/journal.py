"""The only door through which anything is recorded as having happened.

Every action runs in one transaction and leaves one ChangeSet: who, when, why, and a digest of the
entries it wrote. `core.seals` chains those digests afterwards, so that writers never wait.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.db import transaction

from goldenthread.core import terms
from goldenthread.core.models import ChangeSet, Entry, Part
from goldenthread.domain.quantities import Quantity
from goldenthread.domain.refusals import Refusal
from goldenthread.domain.times import When

DIGESTED = (
    "ref", "kind_id", "promise_id", "giver_id", "receiver_id", "what_id", "amount", "unit_id", "place_id",
    "from_day", "until_day", "from_at", "until_at", "reverses_id", "recorded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What an action declares of itself; the house's tests and `goldenthread where` read it."""

    code: str
    undo: str = ""
    final: str = ""


class _Refused(Exception):
    """Carries a refusal out of the transaction, so that nothing of the action is kept."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


@contextmanager
def change(
    *, action: str, by: int | None, at: datetime, about: str = "", undoes: ChangeSet | None = None
) -> Iterator[ChangeSet]:
    """One transaction, one change set; sealed with a digest of its entries as it ends."""
    with transaction.atomic():
        made = ChangeSet.objects.create(action=action, by_id=by, at=at, about=about, undoes=undoes)
        yield made
        made.digest = digest_of(made)
        made.save(update_fields=["digest", "about"])


def digest_of(made: ChangeSet) -> str:
    """SHA-256 over who, when, what and each entry of a change set, in the order they were written."""
    running = hashlib.sha256(repr((made.ref, made.at.astimezone(UTC).isoformat(), made.by_id, made.action)).encode())
    for row in Entry.unnarrowed.filter(change=made).order_by("pk").values_list(*DIGESTED).iterator(5000):
        running.update(repr([getattr(v, "isoformat", lambda v=v: v)() for v in row]).encode())
    return running.hexdigest()


def action(code: str, *, undo: str = "", final: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare something that changes the record. Keyword-only, always `by` (a party) and `at`.

    The function gets `change` as well. If it returns a Refusal, nothing is kept. It must say how it
    is undone (`undo`, the name of another action; "core.undo" takes back what it wrote) or, in a
    sentence, why it cannot be (`final`).
    """
    if bool(undo) == bool(final):
        raise ValueError(f"{code}: say how it is undone, or why it cannot be")

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def acted(*, by: int | None, at: datetime, **given: Any) -> Any:
            try:
                with change(action=code, by=by, at=at) as made:
                    outcome = function(by=by, at=at, change=made, **given)
                    if isinstance(outcome, Refusal):
                        raise _Refused(outcome)
                    return outcome
            except _Refused as refused:
                return refused.refusal

        acted.about = About(code, undo, final)  # type: ignore[attr-defined]
        return acted

    return decorate


def record(
    kind: str,
    *,
    change: ChangeSet,
    when: When,
    giver: int | None = None,
    receiver: int | None = None,
    promise: int | None = None,
    place: int | None = None,
    what: int | None = None,
    quantity: Quantity | None = None,
    parts: tuple[tuple[str, int], ...] = (),
) -> Entry:
    """Write down what happened. `parts` are (role code, party) for everybody else in it."""
    entry = Entry.unnarrowed.create(
        kind_id=terms.kind(kind), change=change, recorded_at=change.at, promise_id=promise, giver_id=giver,
        receiver_id=receiver, place_id=place, what_id=what,
        amount=quantity.amount if quantity else None, unit_id=terms.unit(quantity.unit) if quantity else None,
        from_day=when.from_day, until_day=when.until_day, from_at=when.from_at, until_at=when.until_at,
    )  # fmt: skip
    Part.unnarrowed.bulk_create(
        Part(entry=entry, party_id=party, role_id=terms.id_of(terms.ROLE, role)) for role, party in parts
    )
    return entry


def reverse(entry: Entry, *, change: ChangeSet) -> Entry:
    """Take an entry back by another that mirrors it; both stay in the record."""
    return Entry.unnarrowed.create(
        kind_id=entry.kind_id, change=change, recorded_at=change.at, promise_id=entry.promise_id,
        giver_id=entry.giver_id, receiver_id=entry.receiver_id, place_id=entry.place_id, what_id=entry.what_id,
        amount=-entry.amount if entry.amount is not None else None, unit_id=entry.unit_id,
        from_day=entry.from_day, until_day=entry.until_day, from_at=entry.from_at, until_at=entry.until_at,
        reverses=entry,
    )  # fmt: skip

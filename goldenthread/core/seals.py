"""Seals make tampering evident: each holds the digest of one change set and of the seal before it.

Written after commit by one sealer at a time, so that writers never wait for each other. Who may write
to the database can write a new chain from the first altered row on; who keeps a copy of any later seal
(it is in every backup) can tell. `check` recomputes everything from the rows as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from goldenthread.core import journal
from goldenthread.core.jobs import Progress
from goldenthread.core.models import ChangeSet, Seal
from goldenthread.core.registry import Fault

GENESIS = "0" * 64
AT_ONCE = 500
_LOCK = 0x5EA1  # the advisory lock that only sealers take


def link(previous: str, change: ChangeSet) -> str:
    """The digest of a seal: SHA-256 over the one before it, the change set's reference and its digest."""
    return hashlib.sha256(f"{previous}\n{change.ref}\n{change.digest}".encode()).hexdigest()


def seal(at: datetime, progress: Progress | None = None) -> int:
    """Seal every committed change set that has no seal yet; returns how many."""
    sealed, told = 0, progress or Progress()
    while more := _seal_some(at):
        sealed += more
        told.at(sealed)
    return sealed


def _seal_some(at: datetime) -> int:
    """One transaction's worth. The lock makes this the only sealer: SQLite's own, or an advisory one."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        previous = Seal.objects.order_by("-pk").values_list("digest", flat=True).first() or GENESIS
        made = []
        for change in ChangeSet.objects.filter(seal=None).order_by("pk")[:AT_ONCE]:
            digest = link(previous, change)
            made.append(Seal(change=change, previous=previous, digest=digest, sealed_at=at))
            previous = digest
        Seal.objects.bulk_create(made)
    return len(made)


def unsealed() -> int:
    """How many change sets wait for their seal: what a tamperer could still alter without a trace in the chain."""
    return ChangeSet.objects.filter(seal=None).count()


def head() -> str:
    """The digest of the newest seal: write it down somewhere else, and no earlier row can be altered unseen."""
    return Seal.objects.order_by("-pk").values_list("digest", flat=True).first() or GENESIS


def check() -> Iterator[Fault]:
    """Recompute every change set's digest and the whole chain; yield a fault for each that differs."""
    yield from _check_changes()
    yield from _check_chain()


def _check_changes() -> Iterator[Fault]:
    for change in ChangeSet.objects.order_by("pk").iterator(2_000):
        if journal.digest_of(change) != change.digest:
            yield Fault(f"change set {change.ref}", "What is recorded is not what was recorded at the time.")


def _check_chain() -> Iterator[Fault]:
    previous = GENESIS
    for seal_ in Seal.objects.select_related("change").order_by("pk").iterator(2_000):
        if seal_.previous != previous:
            yield Fault(f"seal {seal_.pk}", "The seal before this one is missing or was altered.")
        elif link(previous, seal_.change) != seal_.digest:
            yield Fault(f"seal {seal_.pk}", "This seal does not fit the change set that it seals.")
        previous = seal_.digest

"""Erasing somebody: an empty tombstone stays, so that what others did with them keeps its other end.

Linked records of the same person go together. What cannot hold a name is kept: who agreed to what and
when (a receipt of ids and dates), ties, promises and entries, which lead to the tombstone and which no
page shows. It cannot be undone. Backups made before keep what they hold: `restore` erases again from a
list that lies outside the database and holds only public references and days.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from goldenthread.core import (
    erasure_rules,
    files,
    identity,
    importing,
    jobs,
    journal,
    partnership,
    registry,
    revisions,
    search,
    subject,
)
from goldenthread.core.models import (
    Account,
    BeforeImage,
    ChangeSet,
    Claim,
    Consent,
    ContactPoint,
    Disclosure,
    Identifier,
    Import,
    Job,
    LikelyPair,
    Look,
    Party,
    Send,
    StoredFile,
)
from goldenthread.domain.refusals import Refusal

FINAL = "Erasing somebody cannot be undone: nothing is kept from which it could be."


class ErasureRefusal(Refusal):
    ALREADY_ERASED = "already_erased"
    THE_PARTNERSHIP = "the_partnership"
    LAST_HOST = "last_host"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took away: the public references of the tombstones, and the job that scrubs the disk.

    `receipt` is the reference of the change in the journal; `removed` says table -> rows that went, as far as it
    may be said on paper (core/subject.py), and `emptied` how many records were left without a name.
    """

    refs: tuple[str, ...]
    job: str
    receipt: str = ""
    removed: tuple[tuple[str, int], ...] = ()

    @property
    def emptied(self) -> int:
        return len(self.refs)


@dataclass(frozen=True, slots=True)
class _Traces:
    """What may stand about somebody in places that no foreign key reaches."""

    ids: frozenset[int]
    accounts: frozenset[int]
    words: tuple[str, ...]  # names, references and addresses, in lower case

    def are_in(self, text: object) -> bool:
        said = str(text).lower()
        return any(word in said for word in self.words)


@journal.action("core.erased", final=FINAL)
def erase(*, party: Party, by: int | None, at: datetime, change: ChangeSet) -> Erased | Refusal:
    """Leave an empty tombstone of somebody, and of every record linked with theirs."""
    now = Party.unnarrowed.select_for_update().get(pk=party.pk)
    union = list(Party.unnarrowed.filter(pk__in=identity.linked_with(now.pk)).order_by("pk"))
    if refusal := _refusal(now, union):
        return refusal
    traces = _traces(union)
    before = subject.count(traces.ids)
    _drop_rows(traces)
    _drop_sign_ins(traces)
    _blank_what_mentions(traces)
    for hook in registry.every("erasure"):
        for one in traces.ids:
            hook(one)
    erasure_rules.apply(traces.ids, at)
    Consent.objects.filter(subject__in=traces.ids, withdrawn_at=None).update(withdrawn_at=at, withdrawn_in=change)
    Party.unnarrowed.filter(pk__in=traces.ids).update(erased_at=at, hidden=True, changed_in=change)
    search.forget(traces.ids)
    revisions.withdrawn("erasure")
    change.about = "" if now.shielded else now.ref
    gone = tuple(row.ref for row in union)
    transaction.on_commit(lambda: remember(gone, at))
    job = jobs.ask("core.scrub", key=f"core.scrub:{change.ref}", by=None, at=at).ref
    return Erased(gone, job, change.ref, _removed(before, subject.count(traces.ids)))


def _removed(before: dict[str, int], after: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Table -> how many rows are no longer there; tables that lost none are left out."""
    return tuple((table, held - after[table]) for table, held in before.items() if held > after[table])


def find(ref: str) -> Party | None:
    """A record by its public reference, in sight or not: for the command line of whoever looks after the site."""
    return Party.unnarrowed.filter(ref=ref).first()


def goes_with(party: Party) -> int:
    """How many records an erasure takes: this one and those linked with it."""
    return len(identity.linked_with(party.pk))


def _refusal(party: Party, union: list[Party]) -> ErasureRefusal | None:
    ids = [row.pk for row in union]
    if party.erased_at is not None:
        return ErasureRefusal.ALREADY_ERASED
    if Identifier.objects.filter(scheme=partnership.SCHEME, value=partnership.VALUE, party__in=ids).exists():
        return ErasureRefusal.THE_PARTNERSHIP
    hosts = Account.objects.filter(hosts=True, is_active=True)
    if hosts.filter(party__in=ids).exists() and not hosts.exclude(party__in=ids).exists():
        return ErasureRefusal.LAST_HOST
    return None


def _traces(union: list[Party]) -> _Traces:
    from goldenthread.core import contact

    ids = frozenset(row.pk for row in union)
    accounts = list(Account.objects.filter(party__in=ids))
    words = {row.name for row in union} | {row.name_key for row in union} | {row.ref for row in union}
    words |= {account.email for account in accounts if account.email} | {account.ref for account in accounts}
    for one in ids:
        try:
            words |= {reach.address for reach in contact.own(one)}
        except contact.CannotOpen:  # a lost key hides an address from us too; its row goes all the same
            continue
    return _Traces(ids, frozenset(account.pk for account in accounts), tuple(w.lower() for w in words if len(w) > 2))


def _drop_rows(traces: _Traces) -> None:
    """Rows that are about nobody else."""
    ids = traces.ids
    ContactPoint.objects.filter(party__in=ids).delete()
    Identifier.objects.filter(party__in=ids).delete()
    BeforeImage.objects.filter(Q(party__in=ids) | Q(table=Party._meta.db_table, row__in=ids)).delete()
    about_ties = Q(tie__giver__in=ids) | Q(tie__receiver__in=ids)
    Claim.unnarrowed.filter(Q(party__in=ids) | about_ties).delete()
    Look.objects.filter(subject__in=ids).delete()
    LikelyPair.objects.filter(Q(one__in=ids) | Q(other__in=ids)).delete()
    Send.objects.filter(party__in=ids).delete()
    files.drop(StoredFile.objects.filter(party__in=ids))


def _drop_sign_ins(traces: _Traces) -> None:
    """Accounts with their cards, passkeys and addresses; sessions; what the guard of the door wrote down."""
    from django.contrib.sessions.models import Session

    theirs = {str(pk) for pk in traces.accounts}
    for session in Session.objects.iterator(500):
        held = session.get_decoded()
        if held.get("_auth_user_id") in theirs or traces.are_in(held):
            session.delete()
    Account.objects.filter(pk__in=traces.accounts).delete()


def _blank_what_mentions(traces: _Traces) -> None:
    """Arguments and results of jobs, filters of lists taken out, remarks on imports, files that wait
    to be brought in, and mails that were written to a folder."""
    for job in Job.objects.iterator(500):
        if job.by_id in traces.ids or traces.are_in([job.key, job.arguments, job.result]):
            Job.objects.filter(pk=job.pk).update(key=f"erased:{job.ref}", arguments={}, result=None)
    for disclosure in Disclosure.objects.exclude(filters={}):
        if disclosure.asked_by_id in traces.ids or traces.are_in(disclosure.filters):
            Disclosure.objects.filter(pk=disclosure.pk).update(filters={})
    for made in Import.objects.exclude(counts={}):  # by an older version, which kept what its remarks quoted
        if traces.are_in(made.counts):
            Import.objects.filter(pk=made.pk).update(counts={**made.counts, "remarks": []})
    for waiting in importing.naming(traces.words, traces.ids):
        transaction.on_commit(waiting.drop)
    folder = Path(settings.EMAIL_FILE_PATH or "")
    mails = [path for path in folder.glob("*.log") if traces.are_in(path.read_text(errors="replace"))]
    transaction.on_commit(lambda: [path.unlink(missing_ok=True) for path in mails])


# ---- The list outside the database ----


def list_path() -> Path:
    return Path(settings.DATA_DIR) / "erasures.jsonl"


def remember(gone: Iterable[str], at: datetime) -> None:
    """Add public references to the list, and wait until the disk has it."""
    known = set(listed(list_path().read_text()) if list_path().exists() else ())
    lines = [json.dumps({"ref": ref, "day": timezone.localdate(at).isoformat()}) for ref in gone if ref not in known]
    with list_path().open("a", encoding="ascii") as out:
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())


def listed(text: str) -> list[str]:
    """The references on such a list; a line cut short by a power cut is passed over."""
    found = []
    for line in text.splitlines():
        try:
            found.append(str(json.loads(line)["ref"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def mend_list(at: datetime) -> None:
    """Put on the list every tombstone that is missing from it (a machine stopped at the wrong moment)."""
    remember(Party.unnarrowed.filter(erased_at__isnull=False).values_list("ref", flat=True), at)


def reapply(refs: Iterable[str], at: datetime) -> list[str]:
    """Erase again whoever is on the list and was brought back by a restore; returns their references."""
    again: list[str] = []
    for party in Party.unnarrowed.filter(ref__in=list(refs), erased_at=None).order_by("pk"):
        outcome = erase(party=party, by=None, at=at)
        if isinstance(outcome, Erased):
            again += outcome.refs
    return again

"""Work that takes longer than a page may: asked for once, done by a worker, watched and stopped by whoever asked.

A job and its task are written in the transaction that asks, so neither exists without the other. The
task carries nothing but the job's reference: no personal data ever lies in the queue.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks import task

from goldenthread.core import registry
from goldenthread.core.models import Job
from goldenthread.domain.words import N_

log = logging.getLogger(__name__)
Runner = Callable[..., Mapping[str, Any] | None]
SECONDS_BETWEEN_WRITES = 0.5

FAULT = N_("This stopped because of a fault on our side. Try again; if it happens again, tell whoever runs this site.")
INTERRUPTED = N_("This was interrupted before it was finished. Ask for it again.")
STOPPED = N_("This was stopped because somebody asked for it to stop.")


class Cancelled(Exception):
    """Somebody asked for this work to stop; raised at a checkpoint."""


class Failed(Exception):
    """The work cannot be done. The message is a plain sentence (a message id) without personal data."""


class Progress:
    """Says how far some work is. This one is for work that nobody watches: it only keeps the figures."""

    def __init__(self) -> None:
        self.done, self.total, self.words = 0, 0, ""

    def at(self, done: int, total: int | None = None, words: str | None = None) -> None:
        """A checkpoint: `done` of `total` (0: unknown), doing `words` (a message id). May raise Cancelled."""
        self.total = self.total if total is None else total
        self.done = min(done, self.total) if self.total else done
        changed = words is not None and words != self.words
        self.words = self.words if words is None else words
        self.say(now=changed)

    def say(self, *, now: bool) -> None:
        """Tell whoever watches; `now` when it should not wait for the next half second."""


class JobProgress(Progress):
    """Progress of a job, written at most twice a second.

    While the work holds a transaction of its own, the job's row cannot be written (SQLite has one writer;
    PostgreSQL would show it only at the end). It is then told through a small file beside the database.
    """

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self._last = 0.0

    def say(self, *, now: bool) -> None:
        moment = time.monotonic()
        if not now and moment - self._last < SECONDS_BETWEEN_WRITES:
            return
        self._last = moment
        if connection.in_atomic_block:
            _leave_note(self.job.ref, [self.done, self.total, self.words])
            return
        mine = Job.objects.filter(pk=self.job.pk)
        mine.update(done=self.done, total=self.total, words=self.words)
        if mine.filter(cancel_asked_at__isnull=False).exists():
            raise Cancelled


def _note(ref: str) -> Path:
    return Path(settings.DATA_DIR) / "progress" / ref


def _leave_note(ref: str, said: list[Any]) -> None:
    path = _note(ref)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(said))
    fresh.replace(path)  # whoever reads finds the old figures or the new ones, never half


def how_far(job: Job) -> tuple[int, int, str]:
    """Done, total and words of a job now, from its row or from what it says while it holds a transaction."""
    if job.finished_at is None:
        with suppress(OSError, ValueError):
            done, total, words = json.loads(_note(job.ref).read_text())
            return done, total, words
    return job.done, job.total, job.words


def ask(kind: str, *, key: str, by: int | None, at: datetime, **arguments: Any) -> Job:
    """Have some work done. Asking again with the same key gives the same job, unless that failed or was stopped."""
    if kind not in runners():
        raise LookupError(f"there is no work called {kind}")
    fresh = {"kind": kind, "by_id": by, "asked_at": at, "arguments": arguments}
    with transaction.atomic():
        try:
            with transaction.atomic():
                job = Job.objects.create(key=key, **fresh)
        except IntegrityError:
            job = Job.objects.select_for_update().get(key=key)
            if job.finished_at is None or not (job.failure or job.cancel_asked_at):
                return job
            _start_again(job, fresh)
        _perform.enqueue(job.ref)
    return job


def _start_again(job: Job, fresh: Mapping[str, Any]) -> None:
    empty = {"done": 0, "total": 0, "words": "", "result": None, "failure": ""}
    empty |= {"started_at": None, "finished_at": None, "cancel_asked_at": None}
    for name, value in {**fresh, **empty}.items():
        setattr(job, name, value)
    job.save()


def cancel(job: Job, *, at: datetime) -> None:
    """Ask for a job to stop at its next checkpoint; one that has not begun never will."""
    waiting = Job.objects.filter(pk=job.pk, started_at=None, finished_at=None)
    if not waiting.update(cancel_asked_at=at, finished_at=at, failure=STOPPED):
        Job.objects.filter(pk=job.pk, finished_at=None, cancel_asked_at=None).update(cancel_asked_at=at)


@task()
def _perform(ref: str) -> None:
    """What the worker calls. It never raises: a traceback kept in the queue could hold personal data."""
    mine = Job.objects.filter(ref=ref, started_at=None, finished_at=None)
    if mine.update(started_at=timezone.now()):
        run(Job.objects.get(ref=ref))


def now(ref: str) -> Job:
    """Do a job in this process, now, unless a worker has begun it; for the command line."""
    _perform.func(ref)
    return Job.objects.get(ref=ref)


def run(job: Job) -> None:
    """Do a job here and now, and write down what came of it."""
    result, failure = None, ""
    try:
        result = runners()[job.kind](JobProgress(job), **job.arguments)
    except Cancelled:
        failure = STOPPED
    except Failed as reason:
        failure = str(reason)
    except Exception:
        log.exception("job %s (%s) failed", job.ref, job.kind)
        failure = FAULT
    Job.objects.filter(pk=job.pk).update(result=result, failure=failure[:400], finished_at=timezone.now())
    _note(job.ref).unlink(missing_ok=True)


def give_up_interrupted(at: datetime) -> int:
    """Say of every job that was begun and not finished that it was interrupted.

    Called where a worker starts and knows that it is the only one; returns how many there were.
    """
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    begun = Job.objects.filter(started_at__isnull=False, finished_at=None)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).delete()
    for ref in begun.values_list("ref", flat=True):
        _note(ref).unlink(missing_ok=True)
    return begun.update(finished_at=at, failure=INTERRUPTED)


def runners() -> Mapping[str, Runner]:
    """Everything that can be asked for: the core's own work, then the capabilities'."""
    from goldenthread.core import chores

    return {**chores.RUNNERS, **registry.jobs()}

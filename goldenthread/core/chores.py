"""What the house does by itself: sealing the journal, and throwing away what is no longer needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from goldenthread.core import files, importing, jobs, registry, scrubbing, seals, search
from goldenthread.core.importing import work
from goldenthread.core.models import BeforeImage, ChangeSet, Job

KEPT_JOBS = timedelta(days=30)
KEPT_CHORES = timedelta(days=1)  # nobody asked for them by name, so nobody looks for them
EVERY = {  # how often each chore is due
    "core.seal": timedelta(minutes=1),
    "core.tidy": timedelta(days=1),
}


def tick(at: datetime) -> list[str]:
    """Ask for every chore that is due; safe to call as often as one likes, from as many processes."""
    due = []
    for kind, often in {**EVERY, **registry.chores()}.items():
        if kind == "core.seal" and not ChangeSet.objects.filter(seal=None).exists():
            continue
        slot = int(at.timestamp() // often.total_seconds())
        due.append(jobs.ask(kind, key=f"{kind}:{slot}", by=None, at=at).ref)
    return due


def seal(progress: jobs.Progress) -> Mapping[str, Any]:
    return {"sealed": seals.seal(timezone.now(), progress)}


def tidy(progress: jobs.Progress) -> Mapping[str, Any]:
    """Throw away what was kept for a time: before-images, files, finished jobs and their tasks, old sessions."""
    from django.contrib.sessions.models import Session
    from django_tasks_db.models import DBTaskResult

    now = timezone.now()
    images, _ = BeforeImage.objects.filter(kept_until__lt=timezone.localdate(now)).delete()
    gone = Q(finished_at__lt=now - KEPT_JOBS) | Q(finished_at__lt=now - KEPT_CHORES, by=None)
    old, _ = Job.objects.filter(gone).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT_JOBS).delete()
    return {"before_images": images, "files": files.tidy(now), "imports": importing.tidy(now), "jobs": old}


def catch_up(progress: jobs.Progress, change: int | None = None) -> Mapping[str, Any]:
    """Let search find what one change set made or changed; without one, everything afresh."""
    if change is None:
        search.rebuild()
        return {}
    return {"found": search.index_changed_in(change)}


def scrub(progress: jobs.Progress) -> None:
    """Write the database anew where an erasure took something out."""
    try:
        scrubbing.scrub()
    except scrubbing.StillBusy:
        raise jobs.Failed(scrubbing.BUSY) from None


RUNNERS: dict[str, jobs.Runner] = {"core.seal": seal, "core.tidy": tidy, "core.search": catch_up, "core.scrub": scrub,
                                  **work.RUNNERS}  # fmt: skip

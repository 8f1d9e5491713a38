"""How far a piece of long work is. Only whoever asked for it, and those who look after the site, may see it.

Work that nobody asked for by name (a large picture is drawn once for all its readers) is shown on the page that
waits for it, without a way to stop it.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from goldenthread.core import jobs
from goldenthread.core.models import Job
from goldenthread.core.permissions import Hosts, Is, permission
from goldenthread.domain.words import N_
from goldenthread.ui.page import answer, page
from goldenthread.ui.shapes import Progress

WATCH = permission("jobs.watch", (Is("by"),), (Hosts(),))
WAITING = N_("Waiting for its turn")
WORKING = N_("Working on it")
STOPPING = N_("Stopping at the next safe moment")
DONE = N_("Finished")


def _all() -> QuerySet[Job]:
    return Job.objects.all()


@page(allow=WATCH, of=_all)
def show(request: HttpRequest, job: Job) -> HttpResponse:
    shown = _progress(job)
    return answer(
        request,
        "web/job.html",
        {
            "job": shown,
            "failure": _(job.failure) if job.failure else "",
            "result_href": _result(job),
            "refresh_seconds": 3 if shown.running else 0,
        },
        block="job",
    )


@page(allow=WATCH, of=_all)
def stop(request: HttpRequest, job: Job) -> HttpResponse:
    jobs.cancel(job, at=timezone.now())
    return redirect("job", ref=job.ref)


def _progress(job: Job) -> Progress:
    done, total, words = jobs.how_far(job)
    running = job.finished_at is None
    stopping = job.cancel_asked_at is not None
    said = DONE if not running else STOPPING if stopping else (words or WORKING) if job.started_at else WAITING
    return Progress(
        id=f"job-{job.ref}",
        words=_(said),
        done=done,
        total=total,
        running=running,
        poll_href=reverse("job", kwargs={"ref": job.ref}),
        cancel_href="" if stopping or not running else reverse("job_stop", kwargs={"ref": job.ref}),
    )


def _result(job: Job) -> str:
    """Where what came of it is; a path of this site, whatever the work wrote."""
    url = str((job.result or {}).get("url", ""))
    return url if url.startswith("/") and not url.startswith("//") else ""

"""Bringing a file in from a page: kept for a moment, read by the worker, looked at, then written by the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from goldenthread.core import files, jobs, refs
from goldenthread.core.importing import staged as waiting
from goldenthread.core.importing.commit import Stopped, commit
from goldenthread.core.importing.files import stage_stream
from goldenthread.core.importing.preview import preview
from goldenthread.core.models import Job, StoredFile
from goldenthread.domain.words import N_

KEPT = timedelta(hours=2)  # an uploaded file, until it has been read
READING, LOOKING, WRITING = N_("Reading the file"), N_("Comparing it with what is here"), N_("Writing")
GONE = N_("This file is not waiting any more: it was brought in, given up, or it is more than a day old.")


def bring(
    chunks: Iterable[bytes], *, name: str, as_: str, source: str, url: str, by: int, at: datetime
) -> tuple[str, Job]:
    """Keep an uploaded file and ask the worker to read it. `url` has {ref}, and leads to the preview.

    Returns the import's reference and the job. Errors: files.TooLarge.
    """
    ref = refs.new()
    kept = files.keep(chunks, label=name, until=at + KEPT)
    arguments = {
        "ref": ref,
        "file": kept.ref,
        "name": name,
        "as_": as_,
        "source": source,
        "url": url.replace("REF", ref),
    }
    return ref, jobs.ask("core.import_read", key=f"core.import_read:{ref}", by=by, at=at, party=by, **arguments)


def read(
    progress: jobs.Progress, *, ref: str, file: str, name: str, as_: str, source: str, url: str, party: int
) -> Mapping[str, Any]:
    """The worker reads an uploaded file, forgets it, and works out what it would do."""
    kept = StoredFile.objects.filter(ref=file).first()
    if kept is None:
        raise jobs.Failed(GONE)
    at = timezone.now()
    try:
        with files.path_of(kept).open("rb") as stream:
            found = stage_stream(
                stream, name=name, as_=as_, source=source, by=party, at=at, ref=ref,
                progress=lambda done, total: progress.at(done, total, READING),
            )  # fmt: skip
    finally:
        files.drop([kept])
    progress.at(0, 0, LOOKING)
    preview(found, at=at)
    return {"url": url}


def agree(ref: str, *, url: str, by: int, at: datetime) -> Job:
    """Ask the worker to write a staged file. Asking twice is asking once. Errors: Gone."""
    waiting.find(ref)
    return jobs.ask("core.import_write", key=f"core.import_write:{ref}", by=by, at=at, ref=ref, url=url, party=by)


def write(progress: jobs.Progress, *, ref: str, url: str, party: int) -> Mapping[str, Any]:
    """The worker writes a staged file; what was refused since is on its preview."""
    try:
        found = waiting.find(ref)
        receipt = commit(
            found, by=party, at=timezone.now(), say=lambda words, done, total: progress.at(done, total, words)
        )
    except waiting.Gone:
        raise jobs.Failed(GONE) from None
    except Stopped as reason:
        raise jobs.Failed(str(reason)) from None
    if receipt.refused:
        preview(found, at=timezone.now())
        return {"url": url}
    found.drop()
    if receipt.made:
        at, change = timezone.now(), receipt.made.change_id
        jobs.ask("core.search", key=f"core.search:{change}", by=party, at=at, change=change)
    return {"url": url}


def give_up(ref: str) -> None:
    """Forget a staged file; the record never knew it."""
    waiting.find(ref).drop()


RUNNERS: dict[str, jobs.Runner] = {"core.import_read": read, "core.import_write": write}

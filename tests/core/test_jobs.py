"""Long work is asked for once, shows how far it is, can be stopped, and fails in a plain sentence."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from goldenthread.core import chores, files, jobs, registry, seals
from goldenthread.core.jobs import Progress
from goldenthread.core.models import BeforeImage, ChangeSet, Job, StoredFile
from goldenthread.web import working
from tests.cast import AT, Cast

Run = Callable[..., Any]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], None]:
    """Let jobs of the kind "tests.work" do something."""

    def given(run: Run) -> None:
        monkeypatch.setitem(chores.RUNNERS, "tests.work", run)
        monkeypatch.setattr(jobs, "SECONDS_BETWEEN_WRITES", 0.0)

    given(lambda progress: None)
    return given


def ask(key: str = "k", **arguments: object) -> Job:
    return jobs.ask("tests.work", key=key, by=None, at=AT, **arguments)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_asking_again_with_the_same_key_gives_the_same_job(cast: Cast, work: Run) -> None:
    assert ask().pk == ask().pk
    assert ask("other").pk != ask().pk
    assert DBTaskResult.objects.count() == 2


def test_a_job_and_its_task_are_kept_together_or_not_at_all(cast: Cast, work: Run) -> None:
    def ask_and_fail() -> None:
        with transaction.atomic():
            ask()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert not Job.objects.exists() and not DBTaskResult.objects.exists()


def test_the_queue_holds_nothing_but_the_reference(cast: Cast, work: Run) -> None:
    job = ask(name="Ruth Adeyemi")
    (queued,) = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert queued == {"args": [job.ref], "kwargs": {}}


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_waits_and_keeps_what_came_of_it(cast: Cast, work: Run) -> None:
    def run(progress: Progress, name: str) -> dict[str, str]:
        progress.at(1, 2, "Half")
        progress.at(2)
        return {"url": f"/{name}/"}

    work(run)
    job = ask(name="there")
    working.work_off()
    done = fresh(job)
    assert (done.result, done.failure, done.done, done.total) == ({"url": "/there/"}, "", 2, 2)
    assert done.started_at is not None and done.finished_at is not None
    working.work_off()
    assert ask(name="there").pk == job.pk and fresh(job).finished_at == done.finished_at, "done work is not done again"


def test_a_fault_is_told_in_our_sentence_and_never_in_its_own(cast: Cast, work: Run, caplog: Any) -> None:
    def run(progress: Progress) -> None:
        raise ValueError("Ruth Adeyemi, 07700 900123, is not a number")

    work(run)
    with caplog.at_level(logging.CRITICAL):
        job = jobs.now(ask().ref)
    assert job.failure == jobs.FAULT and job.finished_at is not None
    assert not DBTaskResult.objects.exclude(traceback="").exists()
    work(lambda progress: (_ for _ in ()).throw(jobs.Failed("The file is empty.")))
    assert jobs.now(ask("second").ref).failure == "The file is empty."


def test_failed_work_can_be_asked_for_again(cast: Cast, work: Run) -> None:
    work(lambda progress: (_ for _ in ()).throw(jobs.Failed("No.")))
    job = jobs.now(ask().ref)
    work(lambda progress: {"ok": 1})
    again = ask()
    assert again.pk == job.pk and again.failure == "" and again.started_at is None
    assert jobs.now(again.ref).result == {"ok": 1}


def test_work_stops_at_its_next_checkpoint_when_somebody_asks(cast: Cast, work: Run) -> None:
    reached = []

    def run(progress: Progress) -> None:
        for number in range(1, 10):
            reached.append(number)
            if number == 3:
                jobs.cancel(fresh(job), at=AT)
            Unheld.at(progress, number, 9)

    work(run)
    job = ask()
    done = jobs.now(job.ref)
    assert (reached, done.failure) == ([1, 2, 3], jobs.STOPPED)


class Unheld:
    """A checkpoint as it is outside a test: there, no transaction of the test is around the work."""

    @staticmethod
    def at(progress: Progress, done: int, total: int) -> None:
        held, connection.in_atomic_block = connection.in_atomic_block, False
        try:
            progress.at(done, total)
        finally:
            connection.in_atomic_block = held


def test_work_that_has_not_begun_never_does_once_it_is_stopped(cast: Cast, work: Run) -> None:
    work(lambda progress: pytest.fail("it began"))
    job = ask()
    jobs.cancel(job, at=AT)
    assert jobs.now(job.ref).failure == jobs.STOPPED


@pytest.mark.django_db(transaction=True)
def test_progress_is_told_while_the_work_holds_a_transaction(cast: Cast, work: Run) -> None:
    seen = []

    def run(progress: Progress) -> None:
        with transaction.atomic():
            progress.at(3, 10, "Writing")
            seen.append(jobs.how_far(fresh(job)))
            seen.append((fresh(job).done, fresh(job).total))

    work(run)
    job = ask()
    working.work_off()
    assert seen == [(3, 10, "Writing"), (0, 0)]
    assert fresh(job).failure == ""
    assert not list((settings.DATA_DIR / "progress").iterdir())


def test_work_that_was_killed_is_said_to_have_been_interrupted(cast: Cast, work: Run) -> None:
    job = ask()
    Job.objects.filter(pk=job.pk).update(started_at=AT)
    assert jobs.give_up_interrupted(AT) == 1
    assert fresh(job).failure == jobs.INTERRUPTED
    assert fresh(ask()).failure == "", "and can be asked for again"


def test_unknown_work_cannot_be_asked_for(cast: Cast) -> None:
    with pytest.raises(LookupError):
        jobs.ask("tests.nothing", key="k", by=None, at=AT)


def test_chores_are_asked_for_once_however_often_the_clock_ticks(cast: Cast) -> None:
    first = chores.tick(AT)
    every = {**chores.EVERY, **registry.chores()}
    assert len(first) == len(every) and chores.tick(AT + timedelta(seconds=20)) == first
    for ref in first:
        assert jobs.now(ref).failure == ""
    assert seals.unsealed() == 0
    assert len(chores.tick(AT + timedelta(minutes=1))) == len(every) - 1, "nothing waits for a seal"
    assert Job.objects.count() == len(every)


def test_tidying_throws_away_what_is_past_its_day_and_only_that(cast: Cast) -> None:
    change = ChangeSet.objects.latest("pk")
    now = AT.replace(year=2100)
    for day in (AT.date(), now.date()):
        BeforeImage.objects.create(change=change, table="t", row=1, values={}, kept_until=day)
    old = files.keep([b"old"], label="old.csv", until=AT)
    new = files.keep([b"new"], label="new.csv", until=now)
    Job.objects.create(kind="x", key="old", asked_at=AT, finished_at=AT, by=cast.ruth)
    Job.objects.create(kind="x", key="unfinished", asked_at=AT, by=cast.ruth)
    for key, ends in (("ran-out", AT), ("lasting", now)):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    chores.tidy(Progress())
    assert list(Session.objects.values_list("session_key", flat=True)) == ["lasting"]
    assert BeforeImage.objects.get().kept_until == now.date()
    assert set(Job.objects.values_list("key", flat=True)) == {"unfinished"}
    assert list(StoredFile.objects.all()) == [new]
    assert files.path_of(new).read_bytes() == b"new" and old.ref != new.ref


@pytest.mark.django_db(transaction=True)
def test_a_file_past_its_day_leaves_the_disk_too(cast: Cast) -> None:
    kept = files.keep([b"some", b"thing"], label="a/b.csv", until=AT, party=cast.ruth.pk)
    path = files.path_of(kept)
    assert path.read_bytes() == b"something" and path.name == kept.ref and "b.csv" not in str(path)
    assert files.tidy(AT + timedelta(seconds=1)) == 1
    assert not path.exists()


def test_a_file_that_is_too_large_leaves_nothing_behind(cast: Cast) -> None:
    before = set(files.folder().iterdir())
    with pytest.raises(files.TooLarge):
        files.keep(iter([b"x" * 60, b"x" * 60]), label="big", until=AT, limit=100)
    assert set(files.folder().iterdir()) == before and not StoredFile.objects.exists()


def test_only_whoever_asked_and_the_hosts_see_a_job(cast: Cast, work: Run, client_for: Callable[[str], Client]) -> None:
    job = jobs.ask("tests.work", key="k", by=cast.ruth.pk, at=AT)
    for name, status in (("ruth", 200), ("jo", 200), ("daniel", 404), ("amina", 404), ("nobody", 404)):
        assert client_for(name).get(f"/jobs/{job.ref}/").status_code == status, name
    assert client_for("daniel").post(f"/jobs/{job.ref}/stopping/").status_code == 404
    assert fresh(job).cancel_asked_at is None


def test_the_page_shows_a_bar_without_scripts_and_then_the_way_to_the_result(
    cast: Cast, work: Run, client_for: Callable[[str], Client]
) -> None:
    work(lambda progress: {"url": "/directory/"})
    job = jobs.ask("tests.work", key="k", by=cast.ruth.pk, at=AT)
    ruth = client_for("ruth")
    page = ruth.get(f"/jobs/{job.ref}/").content.decode()
    assert "<progress" in page and 'http-equiv="refresh"' in page and "Waiting for its turn" in page
    part = ruth.get(f"/jobs/{job.ref}/", headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in part and "<html" not in part
    jobs.now(job.ref)
    page = ruth.get(f"/jobs/{job.ref}/").content.decode()
    assert 'href="/directory/"' in page and "<progress" not in page and 'http-equiv="refresh"' not in page


def test_a_result_never_leads_away_from_the_site(cast: Cast, work: Run, client_for: Callable[[str], Client]) -> None:
    work(lambda progress: {"url": "//elsewhere.example/"})
    job = jobs.now(jobs.ask("tests.work", key="k", by=cast.ruth.pk, at=AT).ref)
    assert "elsewhere" not in client_for("ruth").get(f"/jobs/{job.ref}/").content.decode()
    assert json.dumps(job.result)


def test_somebody_stops_their_work_from_the_page(cast: Cast, work: Run, client_for: Callable[[str], Client]) -> None:
    job = jobs.ask("tests.work", key="k", by=cast.ruth.pk, at=AT)
    answer = client_for("ruth").post(f"/jobs/{job.ref}/stopping/")
    assert answer.status_code == 302 and fresh(job).failure == jobs.STOPPED

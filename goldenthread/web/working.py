"""The worker: does what was asked for, one job after another, and asks for the chores that are due.

It looks before it claims, so that an idle worker never takes SQLite's one write lock; and it waits, rather
than stops, while a long import holds that lock.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from goldenthread.core import chores, jobs

log = logging.getLogger(__name__)
LOOK_EVERY, TICK_EVERY = 0.5, 15.0  # seconds


def work(parent: int | None = None) -> None:
    """Work until told to stop (SIGTERM, Ctrl-C), or until the process that started this is gone."""
    worker = _worker()
    worker.configure_signals()
    logging.getLogger("django_tasks").setLevel(logging.WARNING)  # a line for each chore would bury the rest
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    gone = threading.Event()
    with _alone() as alone:
        if alone and (lost := jobs.give_up_interrupted(timezone.now())):
            log.warning("%d jobs had been interrupted", lost)
        threading.Thread(target=_tick, args=(gone,), daemon=True).start()
        try:
            _loop(worker, lambda: parent is not None and os.getppid() != parent)
        finally:
            gone.set()


def work_off() -> None:
    """Do everything that waits, then return: for tests, and for a machine without a worker."""
    _worker().run()


def _worker() -> Worker:
    return Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=f"worker-{os.getpid()}", excluded_queue_names=[],
    )  # fmt: skip


def _loop(worker: Worker, orphaned: Callable[[], bool]) -> None:
    while worker.running and not orphaned():
        try:
            close_old_connections()
            if DBTaskResult.objects.ready().exists():
                worker.run()
        except OperationalError:  # locked by a long import, or the database is being restarted
            log.info("the database is busy: waiting")
            connection.close()
        time.sleep(LOOK_EVERY)


def _tick(gone: threading.Event) -> None:
    while not gone.is_set():
        try:
            chores.tick(timezone.now())
        except OperationalError:
            log.info("the database is busy: chores wait")
        connection.close()
        gone.wait(TICK_EVERY)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this is the only worker of this data folder; it stays so until the process ends, however it ends."""
    with (Path(settings.DATA_DIR) / "worker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True

"""`/healthz`: whether this site can do its work, for whoever watches it. It answers before anything else.

A stranger learns one word. What is wrong goes to the log, where those who run the machine read it.
"""

import logging
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

log = logging.getLogger(__name__)
PATH = "/healthz"
KEPT = 5.0  # seconds an answer is kept, so that asking often costs nothing
WORK_WAITS_AT_MOST = timedelta(minutes=10)
ROOM_LEFT = 200 * 1024 * 1024  # bytes: enough for a backup of a small place and for the logs of a week


def faults() -> Iterator[str]:
    """Yield what is wrong, in words without personal data."""
    try:
        yield from _faults_in_database()
    except DatabaseError as error:
        yield f"the database does not answer ({type(error).__name__})"
    if shutil.disk_usage(settings.DATA_DIR).free < ROOM_LEFT:
        yield "the disk is nearly full"


def _faults_in_database() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "the database is older than the program: run goldenthread init"
        return
    since = timezone.now() - WORK_WAITS_AT_MOST
    if DBTaskResult.objects.ready().filter(enqueued_at__lt=since).exists():
        yield "work has been waiting for too long: is the worker running?"


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer `/healthz` with 200 or 503; everything else goes on.

    Being the first thing a server loads, this is also where a town that is half set up refuses to start.
    """
    if settings.NOT_READY:
        raise ImproperlyConfigured(" ".join(settings.NOT_READY))
    kept: dict[str, float | bool] = {"until": 0.0, "ok": False}

    def answered(request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if time.monotonic() >= kept["until"]:
            found = list(faults())
            for fault in found:
                log.error("not healthy: %s", fault)
            kept.update(until=time.monotonic() + KEPT, ok=not found)
        return JsonResponse({"ok": bool(kept["ok"])}, status=200 if kept["ok"] else 503, headers=HEADERS)

    return answered


HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}

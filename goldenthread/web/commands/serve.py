"""Open the site: the web server and one worker, until Ctrl-C or SIGTERM.

For a town, put a web server with TLS in front of it, or name a certificate (docs/how-to/deploy.md).
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

EXAMPLE = "goldenthread serve --port 8000"
WORKER_MAY_TAKE = 20  # seconds to finish a job before the worker is stopped
SHORT_LIFE = 5  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, metavar="N")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="127.0.0.1 is this machine only")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="web processes (not the worker of jobs)")
    parser.add_argument("--no-worker", action="store_true", help="web only: “goldenthread worker” runs elsewhere")


def run(args: argparse.Namespace) -> int:
    if refusal := _not_ready() or _taken(args.host, args.port):
        print(refusal, file=sys.stderr)
        return 1
    keeper = None if getattr(args, "no_worker", False) else _Keeper()
    where = "localhost" if args.host == "127.0.0.1" else args.host
    print(f"Open at http://{where}:{args.port}/  (Ctrl-C stops it)", flush=True)
    try:
        _web(args).serve()
    finally:
        if keeper:
            keeper.stop()
    return 0


def _not_ready() -> str:
    """Why the site cannot open: a setting a town needs, a database that is not there, or tables that are behind."""
    from django.conf import settings
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    from goldenthread.core import database, founding

    if settings.NOT_READY:
        return "\n".join(["This town is not ready to be served.", *settings.NOT_READY])
    if too_old := database.check_versions(None, databases=["default"]):
        return too_old[0].msg
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
        ready = not behind and founding.partnership() is not None
    except OperationalError:
        return "The database cannot be opened: look at DATABASE_URL, and whether it is running."
    finally:
        connection.close()
    return "" if ready else "The database is not ready: run “goldenthread init” first."


def _taken(host: str, port: int) -> str:
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return f"Something already answers at {host}:{port}. Choose another: goldenthread serve --port {port + 1}"
    return ""


def _web(args: argparse.Namespace):  # type: ignore[no-untyped-def]
    """Granian with one thread a process for Python: Django's connections live as long as their thread."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    return Granian(
        "goldenthread.web.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers,
        blocking_threads=1,
        blocking_threads_idle_timeout=300,
        respawn_failed_workers=True,
        websockets=False,
        ssl_cert=Path(settings.TLS_CERTIFICATE) if settings.TLS_CERTIFICATE else None,
        ssl_key=Path(settings.TLS_KEY) if settings.TLS_KEY else None,
        log_level=LogLevels.warning,
    )


class _Keeper:
    """Keeps one worker running: starts another when it dies, and stops it in good order.

    It listens for SIGCHLD instead of watching from a thread, because the web server forks.
    """

    def __init__(self) -> None:
        self.owner, self.stopping = os.getpid(), False
        signal.signal(signal.SIGCHLD, self._died)
        self._start(pause=0)

    def _start(self, pause: int) -> None:
        command = [sys.executable, "-m", "goldenthread.web.cli", "worker"]
        command += ["--parent", str(self.owner), "--pause", str(pause)]
        self.began = time.monotonic()
        # A session of its own: Ctrl-C reaches it through us, once.
        self.worker = subprocess.Popen(command, start_new_session=True)  # noqa: S603

    def _died(self, *_: object) -> None:
        """Some child ended. If it was the worker, start another; after a short life, not at once."""
        if os.getpid() != self.owner or self.stopping or self.worker.poll() is None:
            return
        self._start(pause=0 if time.monotonic() - self.began > SHORT_LIFE else SHORT_LIFE)

    def stop(self) -> None:
        self.stopping = True
        self.worker.send_signal(signal.SIGTERM)
        try:
            self.worker.wait(WORKER_MAY_TAKE)
        except subprocess.TimeoutExpired:
            self.worker.kill()

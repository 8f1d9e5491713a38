"""A PostgreSQL that lives as long as one command: in a temporary folder, on a free port, for tests and benchmarks.

    python scripts/throwaway_postgres.py -- pytest tests/core

runs the command with DATABASE_URL set and stops the server afterwards, also when the command fails. It needs the
programs of PostgreSQL 15 or newer on this machine and touches no server that is already running. PostgreSQL
refuses to run as root, so root starts it as the system account `postgres`, or `nobody` where there is none.
"""

import argparse
import glob
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OLDEST = 15
NAME = "goldenthread"
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
HOW_TO_GET_IT = "apt install postgresql (any version from 15; it need not be running)"
# Nothing here has to survive a power cut, and the whole point is speed.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10min",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
}


class NoPostgres(Exception):
    """PostgreSQL is not on this machine or will not start; the message is a plain sentence."""


def programs() -> Path:
    """Return the folder with `initdb` and `pg_ctl` of the newest PostgreSQL here; raise NoPostgres if there is none."""
    found = sorted(((version(folder), folder) for folder in candidates()), reverse=True)
    if not found or found[0][0] < OLDEST:
        raise NoPostgres(f"PostgreSQL {OLDEST} or newer is not on this machine: {HOW_TO_GET_IT}")
    return found[0][1]


def candidates() -> Iterator[Path]:
    """Yield every folder that may hold the server's programs: pg_config's answer, PATH, then the usual ones."""
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], check=False, capture_output=True, text=True)
        yield Path(answer.stdout.strip() or "/nonexistent")
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    for pattern in FOLDERS:
        yield from map(Path, glob.glob(pattern))


def version(folder: Path) -> int:
    """Return the major version of the server in `folder`, or 0 where there is no whole server."""
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return 0
    answer = subprocess.run([folder / "postgres", "--version"], check=False, capture_output=True, text=True)
    number = re.search(r"\d+", answer.stdout)
    return int(number[0]) if number else 0


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Start a server, yield its `postgres://` address, stop it and remove every trace.

    The address carries a random password: other people on this machine cannot read along.
    """
    there = programs()
    home = Path(tempfile.mkdtemp(prefix="gt-postgres-"))
    data, password = home / "data", secrets.token_hex(16)
    try:
        (home / "password").write_text(password, encoding="ascii")
        hand_over(home)
        initialise(there, data, home / "password")
        port = start(there, data, home)
        yield f"postgres://{NAME}:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            unprivileged([there / "pg_ctl", "stop", "-D", data, "-m", "immediate", "-s"], home)
        shutil.rmtree(home, ignore_errors=True)


def initialise(there: Path, data: Path, password: Path) -> None:
    """Make an empty database cluster that compares text by code point and knows every letter's upper case."""
    locale = "C.UTF-8" if sys.platform == "linux" else "en_GB.UTF-8"
    options = ["--encoding=UTF8", f"--locale={locale}", f"--username={NAME}", "--auth=scram-sha-256"]
    command = [there / "initdb", "-D", data, "--no-sync", f"--pwfile={password}", *options]
    require(command, password.parent, "be prepared")


def start(there: Path, data: Path, home: Path) -> int:
    """Start the server and return its port; somebody may take a free port first, so try three."""
    for _ in range(3):
        port = free_port()
        settings = SETTINGS | {"port": str(port), "unix_socket_directories": str(home)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        command = [there / "pg_ctl", "start", "-D", data, "-w", "-s", "-l", home / "log", "-o", options]
        if unprivileged(command, home).returncode == 0:
            return port
    raise NoPostgres(f"PostgreSQL would not start:\n{(home / 'log').read_text(encoding='utf-8', errors='replace')}")


def require(command: list[str | Path], home: Path, what: str) -> None:
    """Run one of PostgreSQL's programs, or raise NoPostgres with what it said."""
    done = unprivileged(command, home)
    if done.returncode:
        raise NoPostgres(f"PostgreSQL’s files could not {what}:\n{done.stdout}{done.stderr}")


def unprivileged(command: list[str | Path], home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in `home`: as oneself or, for root, as the account that PostgreSQL accepts."""
    someone: dict[str, Any] = {}
    if os.geteuid() == 0:
        someone = {"user": account().pw_uid, "group": account().pw_gid, "extra_groups": []}
    # pg_ctl's child keeps whatever it inherits open: a file, not a pipe that would be waited for.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        done = subprocess.run(command, check=False, cwd=home, stdout=said, stderr=subprocess.STDOUT, **someone)
        said.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, said.read(), "")


def account() -> pwd.struct_passwd:
    """Return the system account that root runs the server as."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def hand_over(home: Path) -> None:
    """Give the folder to the account that will run the server."""
    if os.geteuid() == 0:
        owner = account()
        for path in (home, *home.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def free_port() -> int:
    """Return a port of this machine that nothing listens on just now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def main() -> int:
    """Run the command given after `--` and return its exit code; 69 when there is no PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="+", help="what to run while the server is up")
    command = parser.parse_args().command
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with throwaway_postgres() as url:
            return subprocess.run(command, check=False, env=os.environ | {"DATABASE_URL": url}).returncode
    except NoPostgres as problem:
        print(problem, file=sys.stderr)
        return os.EX_UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main())

"""The demonstration as people start it: `goldenthread demo`, in a process and on a database of its own."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 90  # seconds until a first start has made its database and brought in the place


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A running demonstration: its address, without a slash at the end, and how it was started."""

    address: str
    environment: dict[str, str]
    goldenthread: tuple[str, ...]

    def ask(self, *words: str) -> str:
        """Run another `goldenthread` command on the same database and return what it printed."""
        command = [*self.goldenthread, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=self.environment).stdout


@contextmanager
def demonstration_in(folder: Path, goldenthread: Sequence[str]) -> Iterator[Demonstration]:
    """Start `goldenthread demo` with its data in `folder`, wait until it answers, and stop all of it afterwards."""
    port = free_port()
    address = f"http://localhost:{port}"
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "GT_DATA_DIR": str(folder),
        "GT_ADDRESS": address,
    }
    # What the tests themselves are set to must not help: `demo` has to know its profile by itself.
    outside = {
        name: value for name, value in os.environ.items() if not name.startswith(("GT_", "DATABASE_", "DJANGO_"))
    }
    environment = outside | settings
    started = Demonstration(address, environment | {"GT_MODE": "demo"}, tuple(goldenthread))
    command = [*goldenthread, "demo", "--port", str(port)]
    log = folder / "log"
    with log.open("wb") as out:
        # A session of its own: worker and server are stopped together, however the test run ends.
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_for(address, server, log)
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def free_port() -> int:
    """Return a port of this machine that nothing listens on just now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until `/healthz` answers; fail with the server's own words when it ends or takes too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with (
            suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(
        f"The demonstration did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}"
    )

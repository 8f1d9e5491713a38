"""A town is strict: what it needs before it is served, and what its cookies are like."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOWN = {
    "GT_MODE": "town", "GT_SECRET": "not a secret, but as long and as varied as one: 0123456789 abcdefghijklmnop",
    "GT_HOSTS": "thread.example.org", "GT_ADDRESS": "https://thread.example.org", "GT_BEHIND_PROXY": "yes",
    "GT_MAIL": "smtp://name:word@mail.example.org:587",
}  # fmt: skip


def python(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run Python with a site's settings and no others; an empty setting is left out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GT_", "DATABASE_"))}
    given = {**kept, "GT_DATA_DIR": str(folder), **environment}
    given = {name: value for name, value in given.items() if value}
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def manage(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return python(folder, "-m", "goldenthread.web.cli", "manage", *words, **environment)


@pytest.mark.slow
def test_a_town_passes_djangos_own_check(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **TOWN)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"GT_HOSTS": ""}, "GT_HOSTS"),
        ({"GT_ADDRESS": "http://thread.example.org"}, "GT_ADDRESS"),
        ({"GT_BEHIND_PROXY": ""}, "Nothing here speaks TLS"),
        ({"GT_MAIL": ""}, "GT_MAIL"),
        ({"GT_MODE": "demon"}, "GT_MODE"),
        ({"GT_MODE": "", "GT_HOSTS": ""}, "GT_HOSTS"),  # town is what one gets without saying
    ],
)
def test_a_town_does_not_start_half_set_up(tmp_path: Path, without: dict[str, str], words: str) -> None:
    done = python(tmp_path, "-c", "import goldenthread.web.wsgi", **{**TOWN, **without})
    assert done.returncode == 1, done.stdout
    assert "ImproperlyConfigured" in done.stderr and words in done.stderr.splitlines()[-1]


@pytest.mark.slow
def test_a_town_that_is_set_up_starts(tmp_path: Path) -> None:
    done = python(tmp_path, "-c", "import goldenthread.web.wsgi", **TOWN)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_in_a_town_cookies_and_addresses_are_for_tls_only(tmp_path: Path) -> None:
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_NAME, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.LOOK_AS == '', s.DEBUG)"
    )
    done = manage(tmp_path, "shell", "-v", "0", "-c", asked, **TOWN)
    assert done.stdout.split() == ["True", "True", "__Host-session", "True", "True", "True", "False"], done.stderr

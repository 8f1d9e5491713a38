"""Reading settings from the environment, with sentences for what cannot be read."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def from_environment(name: str, default: str) -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    said = os.environ.get(name, "").strip().lower()
    if said in ("", "1", "yes", "true", "on", "0", "no", "false", "off"):
        return default if not said else said in ("1", "yes", "true", "on")
    raise ImproperlyConfigured(f"{name} is “{said}”: write yes or no.")


def files_under(folder: str | Path) -> Path:
    path = Path(folder).expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True, mode=0o750)
    return path


def database_from(address: str, pragmas: str) -> dict[str, Any]:
    """Django's settings for `sqlite:///path` or `postgres://name:password@host:port/database`."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            # three slashes and then a path from here; four, and it is a path from the root
            "NAME": str(Path(path[1:]).expanduser()) if path[1:] else ":memory:",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
            "CONN_MAX_AGE": None,
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or "") or _socket_folder(parts.query),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL starts with “{parts.scheme}”: write sqlite:///file or postgres://name:password@host/database."
    )


def _socket_folder(query: str) -> str:
    return unquote(next((part[5:] for part in query.split("&") if part.startswith("host=")), ""))


def mail_from(address: str) -> dict[str, Any]:
    """Django's mail settings for `smtp://name:password@host:587`, or smtps:// for port 465."""
    if not address:
        return {}
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("GT_MAIL must look like smtp://name:password@mail.example.org:587.")
    return {
        "backend": "django.core.mail.backends.smtp.EmailBackend",
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": parts.scheme == "smtp",
        "ssl": parts.scheme == "smtps",
    }

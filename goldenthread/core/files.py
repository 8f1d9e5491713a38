"""Files kept beside the database, under names that say nothing, for as long as they are needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from goldenthread.core import refs
from goldenthread.core.models import StoredFile

LABEL = 200


class TooLarge(Exception):
    """The file is larger than this site takes (GT_UPLOAD_MB)."""


def folder() -> Path:
    path = Path(settings.DATA_DIR) / "files"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_of(stored: StoredFile) -> Path:
    return folder() / stored.ref


def keep(
    chunks: Iterable[bytes], *, label: str, until: datetime, party: int | None = None, limit: int | None = None
) -> StoredFile:
    """Keep a file until an instant. `label` is what people call it; `party` whose it is, for erasure.

    Raises TooLarge past `limit` bytes (default: the upload limit); nothing is then kept.
    """
    limit = settings.UPLOAD_LIMIT if limit is None else limit
    ref, size, digest = refs.new(), 0, hashlib.sha256()
    path = folder() / ref
    try:
        with path.open("xb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(chunk)
                out.write(chunk)
        return StoredFile.objects.create(
            ref=ref, label=label[-LABEL:], size=size, digest=digest.hexdigest(), party_id=party, kept_until=until
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def drop(stored: Iterable[StoredFile]) -> int:
    """Forget files: their rows now, the files themselves once that is committed."""
    gone = list(stored)
    paths = [path_of(row) for row in gone]
    StoredFile.objects.filter(pk__in=[row.pk for row in gone]).delete()
    transaction.on_commit(lambda: _remove(paths))
    return len(gone)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def tidy(at: datetime) -> int:
    """Forget files past their day, and files that no row knows (left when a process was killed)."""
    gone = drop(StoredFile.objects.filter(kept_until__lt=at))
    known = set(StoredFile.objects.values_list("ref", flat=True))
    a_day_old = at.timestamp() - 86_400
    strays = [path for path in folder().iterdir() if path.name not in known and path.stat().st_mtime < a_day_old]
    _remove(path for path in strays if path.is_file())
    return gone + len(strays)

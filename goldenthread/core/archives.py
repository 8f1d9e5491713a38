"""A backup is one file: a zip with a manifest that says what is in it, and a digest of every part."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from goldenthread.domain.words import N_

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20


class BadArchive(Exception):
    """This file cannot be restored. The message is a plain sentence."""


NOT_ONE = N_("This file is not a backup of a Golden Thread site.")
NEWER = N_("This backup was made by a newer version of Golden Thread. Install that version, then restore.")
DAMAGED = N_("This backup is damaged: %(part)s is not as it was written. Take another copy of it, or an earlier one.")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `migrations` are those its tables had; `rows` counts by table."""

    product: str
    version: str
    made_at: str
    database: str  # "sqlite", "postgresql" or "portable"
    partnership: str
    seal: str
    migrations: list[list[str]]
    rows: Mapping[str, int]
    format: int = FORMAT
    parts: dict[str, str] = field(default_factory=dict)  # name -> SHA-256


PRODUCT = "Golden Thread"


def pack(path: Path, manifest: Manifest, parts: Mapping[str, Path]) -> None:
    """Write an archive whole or not at all, and read it back before it gets its name."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, source in parts.items():
                manifest.parts[name] = digest(source)
                archive.write(source, name)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        check(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(path: Path) -> Manifest:
    """What an archive says it is; raises BadArchive when it is none, or newer than this version can read."""
    try:
        with zipfile.ZipFile(path) as archive:
            said: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        raise BadArchive(NOT_ONE) from None
    if said.get("product") != PRODUCT or not isinstance(said.get("format"), int):
        raise BadArchive(NOT_ONE)
    if said["format"] > FORMAT:
        raise BadArchive(NEWER)
    try:
        return Manifest(**said)
    except TypeError:
        raise BadArchive(NOT_ONE) from None


def check(path: Path) -> Manifest:
    """Read every byte of an archive and compare it with the manifest; raises BadArchive."""
    manifest = read_manifest(path)
    with zipfile.ZipFile(path) as archive:
        if set(archive.namelist()) != {*manifest.parts, MANIFEST}:
            raise BadArchive(DAMAGED % {"part": "the list of contents"})
        for name, expected in manifest.parts.items():
            try:
                with archive.open(name) as part:
                    found = hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]
            except (OSError, zipfile.BadZipFile, EOFError, ValueError):
                found = ""
            except Exception as broken:  # zlib has an error of its own, and raises it from here
                if type(broken).__module__ != "zlib":
                    raise
                found = ""
            if found != expected:
                raise BadArchive(DAMAGED % {"part": name})
    return manifest


def unpack(path: Path, name: str, to: Path) -> Path:
    """Copy one part out of a checked archive."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path) as archive, archive.open(name) as part, to.open("wb") as out:
        shutil.copyfileobj(part, out, CHUNK)
    return to

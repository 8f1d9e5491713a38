"""Files and folders to stage. A folder is one import: all of its files, or none of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from goldenthread.core.importing.commit import Receipt, Stopped, commit
from goldenthread.core.importing.staged import Part, Staged, digest_of, stage
from goldenthread.domain.facts import Refused, Remark, Said
from goldenthread.domain.words import N_, say
from goldenthread.engines import intake
from goldenthread.engines.intake.keys import slug
from goldenthread.engines.intake.limits import size_of

ORDER = ("postcodes", "boundaries", "places", "parties", "ties", "entries", "360giving", "oruk")
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".json", ".geojson")
LEFT_OUT = N_("This file is none of the lists we bring in, so it is left out.")
Progress = Callable[[int, int], None]
"""Hears how many bytes of how many were read; where a file is read whole, how many facts of 0 (nobody knows)."""


def stage_stream(
    stream: BinaryIO, *, name: str, as_: str = "", source: str = "", by: int | None, at: datetime, ref: str = "",
    progress: Progress | None = None,
) -> Staged:  # fmt: skip
    """Stage one open file. A file that cannot be read at all is staged as one refusal, with its reason."""
    digest = digest_of(stream)
    source = source or slug(name)
    reader = as_ or _recognised(stream, name)
    parts = [Part("", _read(stream, name, reader, source))]
    return stage(
        parts, name=name, reader=reader, source=source, by=by, at=at, digest=digest, ref=ref,
        progress=_measured([stream], progress),
    )  # fmt: skip


def stage_file(
    path: Path, *, as_: str = "", source: str = "", by: int | None, at: datetime, progress: Progress | None = None
) -> Staged:
    with path.open("rb") as stream:
        return stage_stream(stream, name=path.name, as_=as_, source=source, by=by, at=at, progress=progress)


def stage_folder(
    path: Path, *, source: str = "", by: int | None, at: datetime, progress: Progress | None = None
) -> Staged:
    """Stage every file of a place, in the order in which they need each other, as one import."""
    source = source or slug(path.resolve().name)
    with ExitStack() as open_files:
        found = []
        for file in sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file()):
            stream = open_files.enter_context(file.open("rb"))
            reader = _recognised(stream, file.name)
            found.append((ORDER.index(reader) if reader in ORDER else len(ORDER), file.name, reader, stream))
        found.sort(key=lambda one: one[:2])
        together = hashlib.sha256("".join(digest_of(stream) for *_, stream in found).encode()).hexdigest()
        parts = (Part(name, _read(stream, name, reader, source, alone=False)) for _, name, reader, stream in found)
        return stage(parts, name=path.resolve().name, reader="folder", source=source, by=by, at=at, digest=together,
                     progress=_measured([stream for *_, stream in found], progress))  # fmt: skip


def bring_in_folder(path: Path, *, source: str = "", by: int | None, at: datetime) -> Receipt:
    """Stage a folder and write it. Errors: Stopped, also when a row is refused (its reason is said)."""
    staged = stage_folder(path, source=source, by=by, at=at)
    try:
        receipt = commit(staged, by=by, at=at)
    finally:
        staged.drop()
    if receipt.refused:
        first = receipt.refused[0]
        raise Stopped(f"{first.column}, row {first.row}: {first.why}")
    return receipt


def _measured(streams: Sequence[BinaryIO], progress: Progress | None) -> Callable[[int], None] | None:
    """Say how far the reading is in bytes; in facts where the readers took everything in before the first one."""
    if progress is None:
        return None
    size = sum(size_of(stream) for stream in streams)
    in_bytes: list[bool] = []

    def heard(facts: int) -> None:
        read = sum(stream.tell() for stream in streams)
        in_bytes.append(read < size) if not in_bytes else None
        progress(*((read, size) if in_bytes[0] else (facts, 0)))

    return heard


def _recognised(stream: BinaryIO, name: str) -> str:
    """What a file is, or "" where the reader will have to say why it cannot be read."""
    try:
        return intake.recognise(stream, name)
    except intake.Unreadable:
        return ""
    finally:
        stream.seek(0)


def _read(stream: BinaryIO, name: str, reader: str, source: str, *, alone: bool = True) -> Iterator[Said]:
    """Everything a reader says. A fault of the whole file is said like the fault of a row, and stops it.

    In a folder (not `alone`) a table that is none of our lists is left out, and said.
    """
    try:
        yield from intake.read(stream, name=name, as_=reader or None, source=source)
    except intake.Unreadable as fault:
        if fault.sentence.message == intake.NOT_A_LIST and not alone:
            yield Remark(0, "", "", say(LEFT_OUT))
            return
        yield Refused(fault.row, fault.column, fault.value, fault.sentence)

"""Turns any file a hub really has into facts, refusals and remarks. Reads; never writes, never guesses."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from goldenthread.domain.facts import Refused, Said
from goldenthread.domain.words import N_, say
from goldenthread.engines.intake import grant_tables, postcodes, services
from goldenthread.engines.intake.boundaries import is_boundaries, read_boundaries
from goldenthread.engines.intake.directory import items_of, read_directory
from goldenthread.engines.intake.document import load_json, looks_like_json
from goldenthread.engines.intake.entries import read_entries
from goldenthread.engines.intake.grants import read_grants
from goldenthread.engines.intake.headings import find_heading
from goldenthread.engines.intake.limits import MOST_REFUSALS, Unreadable, check_size
from goldenthread.engines.intake.parties import read_parties
from goldenthread.engines.intake.places import read_places
from goldenthread.engines.intake.postcodes import read_postcodes
from goldenthread.engines.intake.tables import Source, fit, open_sources
from goldenthread.engines.intake.ties import read_ties

Reader = Callable[[BinaryIO, str, str], Iterator[Said]]

READERS: dict[str, Reader] = {
    "parties": read_parties,
    "places": read_places,
    "ties": read_ties,
    "entries": read_entries,
    "360giving": read_grants,
    "oruk": read_directory,
    "postcodes": read_postcodes,
    "boundaries": read_boundaries,
    "services": services.read_services,
}
_LISTS = ("parties", "places", "ties", "entries")
NOT_A_LIST = N_(
    "We cannot tell what this list is. Give it a row of headings such as “name”, “kind” and “postcode” for people and "
    "groups, or “from”, “kind” and “to” for connections; or say which kind of list it is when you bring it in."
)
_UNKNOWN_JSON = N_(
    "This JSON file is neither 360Giving grants, nor a page of an Open Referral UK directory, nor boundaries. "
    "Bring in the file that holds the data itself."
)
_TOO_MANY = N_(
    "We stopped here after %(most)s rows or cells that cannot be taken. "
    "Put these right first (most have the same cause), and bring the file in again."
)

__all__ = ["NOT_A_LIST", "READERS", "Reader", "Unreadable", "read", "recognise"]


def recognise(stream: BinaryIO, name: str) -> str:
    """Say which reader fits a file, from what is in it; its name only decides between equals. Errors: Unreadable."""
    check_size(stream)
    if looks_like_json(stream):
        return _recognise_json(load_json(stream))
    best, most = "", 0.0
    for source in open_sources(stream):
        if not source.visible:
            continue
        for reader, points in _points(source, name).items():
            if points > most:
                best, most = reader, points
    stream.seek(0)
    if not best:
        raise Unreadable(say(NOT_A_LIST))
    return best


def _points(source: Source, name: str) -> dict[str, float]:
    if postcodes.is_raw(source):
        return {"postcodes": 100.0}
    points = {reader: fit(source, reader, name) for reader in _LISTS}
    points["360giving"] = grant_tables.points(find_heading(source.head, grant_tables.WORDS))
    points["postcodes"] = postcodes.points(find_heading(source.head, postcodes.WORDS))
    points["services"] = services.points(find_heading(source.head, services.WORDS))
    return points


def _recognise_json(document: object) -> str:
    if isinstance(document, dict) and isinstance(document.get("grants"), list):
        return "360giving"
    if is_boundaries(document):
        return "boundaries"
    try:
        items_of(document)
    except Unreadable as fault:
        if isinstance(document, dict) and ("openapi_url" in document or document.get("contents") == []):
            raise
        raise Unreadable(say(_UNKNOWN_JSON)) from fault
    return "oruk"


def read(stream: BinaryIO, *, name: str, as_: str | None = None, source: str) -> Iterator[Said]:
    """Yield what a file says, lazily, in file order. Errors: Unreadable, at once or while reading.

    `as_` names the reader and spares recognising it; `source` is the short name that local refs
    are kept under. After `MOST_REFUSALS` refusals the rest of the file is not read.
    """
    reader = READERS[as_ or recognise(stream, name)]
    stream.seek(0)
    refused = 0
    for said in reader(stream, name, source):
        yield said
        if type(said) is Refused:
            refused += 1
            if refused >= MOST_REFUSALS:
                yield Refused(said.row, "", "", say(_TOO_MANY, most=f"{MOST_REFUSALS:,}"))
                return

"""Short ways to bring facts in, for tests of importing and of undoing."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from goldenthread.core import importing
from goldenthread.core.models import (
    BeforeImage,
    ChangeSet,
    Claim,
    Consent,
    ContactPoint,
    Entry,
    Identifier,
    Import,
    LikelyPair,
    Outline,
    Party,
    Place,
    Postcode,
    Promise,
    Revision,
    Term,
    Tie,
)
from goldenthread.domain.facts import EntryFact, PartyFact, PlaceFact, PromiseFact, Said, TieFact
from goldenthread.domain.kinds import PartyKind, PlaceKind, Sector
from goldenthread.domain.quantities import Quantity, currency
from tests.cast import AT

EVERY = (
    Party, Place, Tie, Promise, Entry, Claim, Consent, ContactPoint, Identifier, LikelyPair, Outline, Postcode, Import,
    ChangeSet, BeforeImage, Revision, Term,
)  # fmt: skip


def stage(facts: Iterable[Said], at: datetime = AT) -> importing.Staged:
    return importing.stage(
        [importing.Part("", facts)], name="list.csv", reader="parties", source="list", by=None, at=at
    )


def bring(*facts: Said, at: datetime = AT) -> importing.Receipt:
    """Stage facts and write them."""
    staged = stage(facts, at)
    try:
        return importing.commit(staged, by=None, at=at)
    finally:
        staged.drop()


def look(*facts: Said) -> importing.Preview:
    """Stage facts and only look."""
    staged = stage(facts)
    try:
        return importing.preview(staged, at=AT)
    finally:
        staged.drop()


def body(ref: str, name: str, **more: Any) -> PartyFact:
    return PartyFact(more.pop("row", 2), f"local/list:{ref}", more.pop("kind", PartyKind.ORGANISATION), name, **more)


def person(ref: str, name: str) -> PartyFact:
    return body(ref, name, kind=PartyKind.PERSON)


def place(ref: str, name: str, **more: Any) -> PlaceFact:
    return PlaceFact(2, f"local/list:{ref}", more.pop("kind", PlaceKind.BUILDING), name, **more)


def tie(giver: str, kind: str, receiver: str = "", **more: Any) -> TieFact:
    ends = [end if ":" in end or not end else f"local/list:{end}" for end in (giver, receiver, more.pop("place", ""))]
    return TieFact(more.pop("row", 2), ends[0], kind, ends[1], ends[2], **more)


def grant(ref: str, giver: str, receiver: str, pounds: int, day: date, code: str = "GBP") -> list[Said]:
    money = Quantity(pounds * 100, currency(code))
    ends = f"local/list:{giver}", f"local/list:{receiver}"
    return [
        PromiseFact(2, f"360giving:{ref}", "grant", *ends, quantity=money, from_day=day),
        EntryFact(
            2, f"360giving:{ref}/awarded", "grant.awarded", f"360giving:{ref}", *ends, quantity=money, from_day=day
        ),
    ]


FUNDER = body("funder", "Cape Hill Fund", sector=Sector.SOCIAL)
CLUB = body("club", "Anvil Boxing", kind=PartyKind.GROUP)


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that an import may touch."""
    return {model._meta.db_table: sorted(model._base_manager.values_list(), key=repr) for model in EVERY}

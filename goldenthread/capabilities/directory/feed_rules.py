"""When another directory may be followed, when it is read, and when what it says may come in by itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from goldenthread.domain.refusals import Refusal
from goldenthread.domain.words import N_

MOST_DAYS = 90
PER_PAGE = 100
MOST_PAGES = 2_000  # of a list
MOST_SINGLE = 5_000  # services whose own pages are read, where the list is only a summary
A_FEW = 10  # one in so many services may vanish or change its name without anybody being asked

# What came of a reading; `core.fetching.Why` has further ones.
WAITING, SAME, BROUGHT, REFUSED, NOT_A_FEED, NOT_WHOLE = "waiting", "same", "brought", "refused", "no_feed", "not_whole"
ANSWERS = {
    "": N_("It has not been read yet."),
    WAITING: N_("What has changed waits for you to look at it."),
    SAME: N_("Nothing has changed since."),
    BROUGHT: N_("Small changes came in by themselves."),
    REFUSED: N_("Some of it cannot be taken as it is. Look at why, and tell whoever publishes it."),
    NOT_A_FEED: N_(
        "This address does not answer as an Open Referral UK directory does. Check it with whoever publishes it."
    ),
    NOT_WHOLE: N_("The list changed while it was read, or does not add up. Nothing of it was kept: try again later."),
}
OVER = N_("This directory is not followed any more. Follow it again to read it.")


class FeedRefusal(Refusal):
    NOT_AN_ADDRESS = "not_an_address"
    FOLLOWED_ALREADY = "followed_already"
    NO_LICENCE = "no_licence"
    DAYS_OUT_OF_RANGE = "days_out_of_range"
    NOT_FOLLOWED = "not_followed"
    NOTHING_CHOSEN = "nothing_chosen"


@dataclass(frozen=True, slots=True)
class WantedFeed:
    """What somebody wants to follow, and how."""

    title: str
    address: str
    licence: str
    owner: str = ""
    website: str = ""
    every_days: int = 7
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its items, how many there are in all (None: it does not say), whether it is the last."""

    items: Sequence[Mapping[str, Any]]
    total: int | None
    last: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """How a reading differs from what came from the same feed before, in services."""

    known: int
    gone: int
    renamed: int


def tidy(address: str) -> str:
    """The address of a feed without what every feed has after it."""
    return address.strip().split("?")[0].split("#")[0].rstrip("/").removesuffix("/services").rstrip("/")


def follow(wanted: WantedFeed, *, known: bool) -> WantedFeed | FeedRefusal:
    """May this be followed? `known`: it is followed already. Whether the address may be asked, the core says."""
    if not wanted.licence.strip():
        return FeedRefusal.NO_LICENCE
    if not 1 <= wanted.every_days <= MOST_DAYS:
        return FeedRefusal.DAYS_OUT_OF_RANGE
    return FeedRefusal.FOLLOWED_ALREADY if known else wanted


def is_due(asked_at: datetime | None, every_days: int, at: datetime, *, lost: bool) -> bool:
    """Whether a feed is to be read now; the next day, if what it said was thrown away before anybody looked."""
    wait = timedelta(days=1 if lost else every_days) - timedelta(hours=1)  # the round is made every hour
    return asked_at is None or at - asked_at >= wait


def page_of(document: Any) -> Page | None:
    """A page of /services as Open Referral UK 3.0 has it; None for anything else."""
    if not isinstance(document, Mapping) or not isinstance(document.get("contents"), list):
        return None
    items = document["contents"]
    if not all(isinstance(item, Mapping) and isinstance(item.get("id"), str) for item in items):
        return None
    number, pages, total = (_count(document.get(name)) for name in ("page_number", "total_pages", "total_items"))
    at_end = pages is not None and number is not None and number >= pages
    return Page(items, total, not items or document.get("last_page") is True or at_end)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def is_summary(items: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a list leaves out who offers its services, or where all of them are: their own pages say it."""
    unowned = any(not isinstance(item.get("organization"), Mapping) for item in items)
    return bool(items) and (unowned or not any(item.get("service_at_locations") for item in items))


def is_whole(found: int, total: int | None) -> bool:
    """Whether as many services were read, each counted once, as the list said it has."""
    return total is None or found == total


def may_come_by_itself(difference: Difference, *, asked_for: bool, refused: int) -> bool:
    """Whether a reading may be written without anybody looking. The first one never is: somebody says yes to it."""
    few = (difference.gone + difference.renamed) * A_FEW <= difference.known
    return asked_for and not refused and difference.known > 0 and few

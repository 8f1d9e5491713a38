"""What a reader of the feed asked for: the query, read once, into values. A mistake is a plain sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from goldenthread.core import postcodes
from goldenthread.engines.oruk_feed import DAYS, is_uuid

PER_PAGE, MOST_PER_PAGE, MOST_MINIMAL = 50, 500, 10_000
MOST_PAGES = 10_000_000
NEAR, FURTHEST = 5_000, 200_000  # metres: when a postcode is given without a distance; and the most
LONGEST_SEARCH, MOST_WORDS = 200, 8
_CLOCK = re.compile(r"([01]?\d|2[0-3]):?([0-5]\d)(:[0-5]\d)?$|24:?00(:00)?$")
_WHOLE = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMES = {name.lower(): at % 7 for at, name in enumerate((*DAYS, *_WHOLE))}


class BadQuery(Exception):
    """A parameter cannot be read. The message is a plain sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a list can be asked for. Empty texts and None say: not asked."""

    page: int = 1
    per_page: int = PER_PAGE
    search: tuple[str, ...] = ()
    taxonomy_term: str = ""
    taxonomy: str = ""
    organization: str = ""
    parent: str = ""
    modified_after: datetime | None = None
    ages: tuple[int | None, int | None] = (None, None)
    weekday: int | None = None
    hours: tuple[int | None, int | None] = (None, None)  # minutes after midnight
    near: tuple[float, float] | None = None  # latitude, longitude
    metres: int = 0
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    top_only: bool = False

    @property
    def which(self) -> tuple[object, ...]:
        """What decides which things are found, and so how many; not how they are shown."""
        return (
            self.search, self.taxonomy_term, self.taxonomy, self.organization, self.parent, self.modified_after,
            self.ages, self.weekday, self.hours, self.near, self.metres, self.top_only,
        )  # fmt: skip


def read(request: HttpRequest) -> Asked:
    """Errors: BadQuery. A parameter we do not know is passed over, as the web does."""
    query = request.GET
    if _text(query, "format").lower() not in ("", "json"):
        raise BadQuery(_("“format” can only be json here. Leave it out, or write json."))
    minimal = _yes(query, "minimal")
    youngest, oldest = _number(query, "minimum_age", 0, 150), _number(query, "maximum_age", 0, 150)
    most = MOST_MINIMAL if minimal else MOST_PER_PAGE
    per_page = _number(query, "per_page", 1, most) or (MOST_MINIMAL if minimal else PER_PAGE)
    near, metres = _near(query)
    return Asked(
        page=_number(query, "page", 1, MOST_PAGES) or 1,
        per_page=per_page,
        search=_words(query),
        taxonomy_term=_id(query, "taxonomy_term_id"),
        taxonomy=_id(query, "taxonomy_id"),
        organization=_id(query, "organization_id"),
        parent=_id(query, "parent_id"),
        modified_after=_moment(query, "modified_after"),
        ages=(youngest, oldest),
        weekday=_weekday(query),
        hours=(_clock(query, "start_time"), _clock(query, "end_time")),
        near=near,
        metres=metres,
        minimal=minimal,
        full=_yes(query, "full"),
        full_service=_yes(query, "full_service"),
        top_only=_yes(query, "top_only"),
    )


def _text(query: QueryDict, name: str) -> str:
    return str(query.get(name, "")).strip()


def _words(query: QueryDict) -> tuple[str, ...]:
    said = _text(query, "search").replace("\0", " ")
    if len(said) > LONGEST_SEARCH:
        raise BadQuery(_("“search” is too long. Use at most %(most)s letters.") % {"most": LONGEST_SEARCH})
    return tuple(dict.fromkeys(said.lower().split()))[:MOST_WORDS]


def _number(query: QueryDict, name: str, least: int, most: int) -> int | None:
    said = _text(query, name)
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 12 and least <= int(said) <= most):
        raise BadQuery(
            _("“%(name)s” has to be a whole number from %(least)s to %(most)s.")
            % {"name": name, "least": least, "most": most}
        )
    return int(said)


def _yes(query: QueryDict, name: str) -> bool:
    said = _text(query, name).lower()
    if said not in ("", "true", "false", "1", "0"):
        raise BadQuery(_("“%(name)s” has to be true or false.") % {"name": name})
    return said in ("true", "1")


def _id(query: QueryDict, name: str) -> str:
    said = _text(query, name).lower()
    if said and not is_uuid(said):
        raise BadQuery(_("“%(name)s” has to be an id of this feed: 36 letters, figures and dashes.") % {"name": name})
    return said


def _moment(query: QueryDict, name: str) -> datetime | None:
    said = _text(query, name).replace(" ", "+")  # a plus in an address is read as a space
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadQuery(
            _("“%(name)s” has to be a day or a time, like 2026-01-31 or 2026-01-31T09:30:00Z.") % {"name": name}
        ) from None


def _weekday(query: QueryDict) -> int | None:
    said = _text(query, "day").lower()
    if said and said not in _DAY_NAMES:
        raise BadQuery(_("“day” has to be one of MO, TU, WE, TH, FR, SA and SU, or the name of a day."))
    return _DAY_NAMES[said] if said else None


def _clock(query: QueryDict, name: str) -> int | None:
    said = _text(query, name)
    if not said:
        return None
    found = _CLOCK.match(said)
    if not found:
        raise BadQuery(_("“%(name)s” has to be a time of day, like 09:30.") % {"name": name})
    return int(found[1]) * 60 + int(found[2]) if found[1] else 24 * 60


def _near(query: QueryDict) -> tuple[tuple[float, float] | None, int]:
    """The point of a postcode, and how many metres around it."""
    metres, said = _number(query, "proximity", 1, FURTHEST), _text(query, "postcode")
    if not said:
        if metres:
            raise BadQuery(_("“proximity” needs a “postcode” to measure from. Give both."))
        return None, 0
    located = postcodes.locate(said)
    if located is None:
        raise BadQuery(_("This postcode is not known here. Check it, or try one near it."))
    return (located.lat, located.lon), metres or NEAR

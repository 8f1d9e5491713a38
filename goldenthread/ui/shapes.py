"""What the components take: small frozen values, so that a page says what it means and a
misspelt field fails in a test instead of showing nothing.

Every `str` here is finished text in the reader's language, escaped by the template; every `href` is a
path made by `url()`. A cell or value may also be `markupsafe.Markup` made by another component.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`numeric` columns align at their end. `sort_href` makes the heading a link that sorts by it;
    `sorted` is "", "ascending" or "descending"."""

    label: str
    numeric: bool = False
    sort_href: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `sector` draws its mark before the text. `lang` tags somebody's own words."""

    text: str
    href: str = ""
    sector: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with its (capped) count in words."""

    label: str
    href: str
    count: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    label: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Search:
    """`kept` are the other filters, carried along as hidden fields: (name, value)."""

    action: str
    words: str = ""
    label: str = ""
    name: str = "q"
    kept: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says, and what to do about it."""

    title: str
    words: str
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything a list shows. `id` is unique on the page; `count` is a finished phrase ("more than 1,000 groups")."""

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell]]
    count: str
    empty: Empty
    search: Search | None = None
    facets: Sequence[Facet] = ()
    sorts: Sequence[Choice] = ()
    exports: Sequence[Link] = ()
    clear_href: str = ""
    newer_href: str = ""
    older_href: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One knot on a history. `when` is a day or an instant; `words` says what happened."""

    when: date | datetime
    words: str
    href: str = ""
    detail: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A piece of long work. `total` 0 means not known yet. While `running`, the part asks `poll_href` again."""

    id: str
    words: str
    done: int
    total: int
    running: bool
    poll_href: str
    cancel_href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Where somebody is on the tour: `at` counts from 1. `words` are at most fifty."""

    title: str
    words: str
    at: int
    of: int
    back_href: str = ""
    next_href: str = ""
    leave_href: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What would become of one row of a file. `outcome` is new, updated, same or refused."""

    row: int
    outcome: str
    name: str = ""
    column: str = ""
    value: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, as the head of the page shows it; no name means nobody."""

    name: str = ""
    home_href: str = ""
    sign_in_href: str = ""
    sign_out_href: str = ""


@dataclass(frozen=True, slots=True)
class LookAs:
    """The demonstration's "Look as…": people are (value, words); the form posts `person` to `action`."""

    action: str
    people: Sequence[tuple[str, str]]
    current: str = ""

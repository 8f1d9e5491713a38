"""When something may be listed, changed or taken out. Pure."""

from dataclasses import dataclass

from goldenthread.domain.kinds import PartyKind, Sector
from goldenthread.domain.refusals import Refusal

LONGEST_NAME = 300
LONGEST_ABOUT = 2000


class ListingRefusal(Refusal):
    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    ABOUT_TOO_LONG = "about_too_long"
    NOT_A_BODY = "not_a_body"
    CHANGED_MEANWHILE = "changed_meanwhile"
    GONE = "gone"
    PARTNERSHIP = "partnership"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants a group's or organisation's listing to say."""

    kind: PartyKind
    name: str
    sector: Sector | None
    sort: str  # code of a Term in scheme "sort", or ""
    about: str
    website: str
    postcode: str


def add(wanted: Wanted) -> Wanted | ListingRefusal:
    """May this be listed? People are not added here: they say for themselves that they want to be."""
    if wanted.kind is PartyKind.PERSON:
        return ListingRefusal.NOT_A_BODY
    return _sayable(wanted)


def change(wanted: Wanted, *, seen: str, now: str) -> Wanted | ListingRefusal:
    """May the listing become this? `seen` stands for how it was when the editor began, `now` for how it is."""
    if seen != now:
        return ListingRefusal.CHANGED_MEANWHILE
    return _sayable(wanted)


def archive(*, archived: bool, partnership: bool) -> ListingRefusal | None:
    """May it be taken out of the directory? The partnership may not: everybody's authority rests on it."""
    if partnership:
        return ListingRefusal.PARTNERSHIP
    return ListingRefusal.GONE if archived else None


def _sayable(wanted: Wanted) -> Wanted | ListingRefusal:
    if not wanted.name.strip():
        return ListingRefusal.NO_NAME
    if len(wanted.name) > LONGEST_NAME:
        return ListingRefusal.NAME_TOO_LONG
    if len(wanted.about) > LONGEST_ABOUT:
        return ListingRefusal.ABOUT_TOO_LONG
    return wanted

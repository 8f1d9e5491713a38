"""What kinds of party, place, tie, promise and entry can exist, and what people agree to."""

from dataclasses import dataclass
from enum import StrEnum

from goldenthread.domain.words import N_


class PartyKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"


class Sector(StrEnum):
    """Which of the three economies an organisation or group belongs to; people have none."""

    SOCIAL = "social"
    PUBLIC = "public"
    COMMERCIAL = "commercial"


class PlaceKind(StrEnum):
    AREA = "area"
    NEIGHBOURHOOD = "neighbourhood"
    STREET = "street"
    BUILDING = "building"
    ROOM = "room"
    PLOT = "plot"


class Purpose(StrEnum):
    """What a person has agreed their details may be used for.

    None of these is enforcement, immigration, sanction or debt, and none may be added.
    """

    DIRECTORY = "directory"
    CONNECTING = "connecting"
    MATCHING = "matching"
    REFERRAL = "referral"
    TAKING_PART = "taking_part"
    RESEARCH = "research"
    THANKS = "thanks"


PURPOSE_WORDS = {
    Purpose.DIRECTORY: N_("to be found here by name"),
    Purpose.CONNECTING: N_("to be shown in the connection picture and introduced to people"),
    Purpose.MATCHING: N_("to be matched with offers, needs, jobs and spaces"),
    Purpose.REFERRAL: N_("to be passed on to somebody who can help"),
    Purpose.TAKING_PART: N_("to be signed up for activities"),
    Purpose.RESEARCH: N_("to be asked for a view"),
    Purpose.THANKS: N_("to be thanked by name"),
}


# What is told to a person only face to face, by the worker they know. A record of it must never reach a page, a
# sheet, a file or a mail that somebody else in their home could read; core/subject.py keeps all of it back.
SAFETY_PURPOSES: frozenset[Purpose] = frozenset()  # a purpose that speaks of danger at home goes here when it is made
SAFETY_SORTS = frozenset({"domestic_abuse_service", "refuge", "safeguarding_team", "sexual_violence_service"})
SAFETY_ACTIONS = frozenset({"core.protected", "core.unprotected"})
SAFETY_LETTERS = "safety."  # mails and texts whose template begins so


class Scope(StrEnum):
    """In what somebody may act for somebody else."""

    BOOKINGS = "bookings"
    MONEY = "money"
    REFERRALS = "referrals"
    PEOPLE = "people"
    BOARD = "board"
    ALL = "all"


class Sensitivity(StrEnum):
    OPEN = "open"  # anyone may know that it exists
    MEMBERS = "members"  # those inside the partnership
    PRIVATE = "private"  # only those it ties together
    SAFETY = "safety"  # nobody on a screen: told in person by the named worker


class Spine(StrEnum):
    """Which spine table a kind belongs to."""

    TIE = "tie"
    PROMISE = "promise"
    ENTRY = "entry"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of tie, promise or entry, or one role in a promise or entry.

    `code` is a verb for ties (`funds`), a noun for promises (`grant`), noun.verb_past for entries
    (`grant.paid`), a noun for roles. `words` joins giver to receiver in a sentence: "… funds …".
    `back` says the same from the other end: "… is funded by …"; `alone`, when there is no other end.
    `decay` is the number of days in which what it shows about a relationship halves. `purpose` is what
    a person must have agreed to for it to appear in a picture; None keeps it out of every picture
    (authority is not a relationship).
    """

    code: str
    of: Spine
    words: str
    back: str = ""
    alone: str = ""
    giver: tuple[PartyKind, ...] = tuple(PartyKind)
    receiver: tuple[PartyKind, ...] = tuple(PartyKind)
    place: bool = False  # the receiving end may be a place
    unit: str = ""
    purpose: Purpose | None = Purpose.CONNECTING
    sensitivity: Sensitivity = Sensitivity.OPEN
    decay: int = 365

    def __post_init__(self) -> None:
        if (self.of is Spine.ENTRY) != ("." in self.code):
            raise ValueError(f"{self.code}: entries, and only entries, are named noun.verb_past")

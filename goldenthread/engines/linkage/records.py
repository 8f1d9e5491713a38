"""What goes into the engine, and what comes out."""

from dataclasses import dataclass
from enum import StrEnum

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Record:
    """What one record says. Everything but the id may be empty; empty means "not said", never "has none".

    `kind`: only records of one kind are compared. `numbers`: register and number, "GB-CHC:1122405".
    `phones`, `emails`: as written, or keyed digests, which are compared whole. `born`: a day ("1980-02-01",
    "19800201") or a year. `address`: the line with house and street. `town`: or any other place name.
    """

    id: int
    kind: str = PERSON
    name: str = ""
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    born: str = ""
    postcode: str = ""
    address: str = ""
    town: str = ""


class Reason(StrEnum):
    """Why two records look alike. The screen has the words."""

    SAME_CHARITY_NUMBER = "same_charity_number"
    SAME_COMPANY_NUMBER = "same_company_number"
    SAME_NUMBER = "same_number"
    SAME_NAME = "same_name"
    REORDERED_NAME = "reordered_name"
    TRANSLITERATED_NAME = "transliterated_name"  # two scripts, one sound
    SOUNDS_ALIKE = "sounds_alike"  # one script, two spellings
    NEAR_NAME = "near_name"  # a letter or a word apart
    PART_OF_NAME = "part_of_name"  # one of two names agrees
    NO_SURNAME = "no_surname"  # the given name agrees, and one record has no family name
    SHARED_PHONE = "shared_phone"
    SHARED_EMAIL = "shared_email"
    NEAR_EMAIL = "near_email"
    SAME_BORN = "same_born"
    NEAR_BORN = "near_born"
    SAME_POSTCODE = "same_postcode"
    NEAR_POSTCODE = "near_postcode"
    SAME_ADDRESS = "same_address"
    NEAR_ADDRESS = "near_address"
    SAME_TOWN = "same_town"
    NEAR_NUMBER = "near_number"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two records that look alike. `one` < `other`; `percent` 1 to 100; `differ` names fields of Record.

    `percent` is the chance that they are the same as the weights have it, never more than 99 unless a number of
    one register is shared; for organisations it is a measure of their names.
    """

    one: int
    other: int
    percent: int
    reasons: tuple[Reason, ...]
    differ: tuple[str, ...] = ()

"""Organisations and groups: rules on names and numbers. Names that differ in a number are different bodies."""

import re

from rapidfuzz.fuzz import token_sort_ratio

from goldenthread.engines.linkage import folding
from goldenthread.engines.linkage.columns import Columns
from goldenthread.engines.linkage.records import Reason

NEAR = 92  # per cent of likeness from which two names are nearly the same
SHARED = 3  # words in common, in one order, from which one word more is not enough to tell two names apart
WITH_CONTACT = 70  # per cent of likeness that is enough where a telephone or an e-mail is shared as well
CONTACT_ADDS, POSTCODE_ADDS = 20, 5  # per cent
_FIGURES = re.compile(r"\d+")


def name_likeness(one: str, other: str) -> tuple[int, Reason | None]:
    """How alike two names are, in per cent, and why; None when the names alone are not enough to ask a person."""
    mine, theirs = folding.bare(one), folding.bare(other)
    if not mine or not theirs or _FIGURES.findall(" ".join(mine)) != _FIGURES.findall(" ".join(theirs)):
        return 0, None
    if folding.words(one) == folding.words(other):
        return 100, Reason.SAME_NAME if one.isascii() == other.isascii() else Reason.TRANSLITERATED_NAME
    if sorted(mine) == sorted(theirs) and mine != theirs:
        return 98, Reason.REORDERED_NAME
    percent = int(token_sort_ratio(" ".join(mine), " ".join(theirs)))
    if percent >= NEAR or _one_word_more(*sorted((mine, theirs), key=len)):
        return percent, Reason.NEAR_NAME
    if one.isascii() != other.isascii() and token_sort_ratio(_sounds(one, mine), _sounds(other, theirs)) >= NEAR:
        return max(percent, NEAR), Reason.TRANSLITERATED_NAME
    return percent, None


def _one_word_more(fewer: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """ "Development Trust", "Community Development Trust": often the same body under a longer name."""
    if len(fewer) < SHARED or len(more) != len(fewer) + 1:
        return False
    return any(more[:at] + more[at + 1 :] == fewer for at in range(len(more)))


def _sounds(text: str, said: tuple[str, ...]) -> str:
    return " ".join(folding.sound_of(text, word) for word in said)


def likeness(columns: Columns, at: int, other: Columns, there: int) -> tuple[int, tuple[Reason, ...]]:
    """How alike two bodies are, in per cent, and every reason; 0 when nobody needs to be asked."""
    contact = (*_shared(columns, at, other, there, "phones", Reason.SHARED_PHONE),
               *_shared(columns, at, other, there, "emails", Reason.SHARED_EMAIL))  # fmt: skip
    near_by = bool(columns.postcode[at]) and columns.postcode[at] == other.postcode[there]
    percent, reason = name_likeness(columns.records[at].name, other.records[there].name)
    numbers = numbers_shared(columns.numbers[at] & other.numbers[there])
    place = (Reason.SAME_POSTCODE,) if near_by else ()
    reasons = (*numbers, *((reason,) if reason else ()), *contact, *place)
    if numbers:
        return 100, reasons
    if reason is None and not (contact and percent >= WITH_CONTACT):
        return 0, ()
    if percent < 100:
        percent = min(99, percent + CONTACT_ADDS * bool(contact) + POSTCODE_ADDS * near_by)
    return percent, reasons


def _shared(columns: Columns, at: int, other: Columns, there: int, what: str, reason: Reason) -> tuple[Reason, ...]:
    return () if getattr(columns, what)[at].isdisjoint(getattr(other, what)[there]) else (reason,)


REGISTERS = {
    "GB-CHC": Reason.SAME_CHARITY_NUMBER, "GB-SC": Reason.SAME_CHARITY_NUMBER, "GB-NIC": Reason.SAME_CHARITY_NUMBER,
    "GB-COH": Reason.SAME_COMPANY_NUMBER,
}  # fmt: skip


def numbers_shared(shared: frozenset[str]) -> tuple[Reason, ...]:
    """A reason for each sort of register in which the two have the same number."""
    found = {REGISTERS.get(number.partition(":")[0], Reason.SAME_NUMBER) for number in shared}
    return tuple(sorted(found, key=list(Reason).index))

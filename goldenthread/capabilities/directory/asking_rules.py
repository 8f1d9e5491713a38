"""What somebody asks for when nothing here fits: by when it is answered, and how long it is kept. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.domain.refusals import Refusal

ANSWER_DAYS = 5  # working days until somebody rings or writes
KEPT_DAYS = 90
LONGEST_WORDS = 1000
LONGEST_NAME = 80


class AskRefusal(Refusal):
    NO_WORDS = "no_words"
    TOO_LONG = "too_long"
    NO_NAME = "no_name"
    NO_REACH = "no_reach"
    NOT_A_PHONE = "not_a_phone"
    DANGER = "danger"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class WantedAsk:
    """What somebody asks for, what to call them, and how to reach them: a telephone number or an e-mail address."""

    words: str
    name: str
    reach: str
    safe_when: str = ""

    @property
    def kind(self) -> str:
        return "email" if "@" in self.reach else "phone"


def ask(wanted: WantedAsk, *, danger: bool, known: bool) -> WantedAsk | AskRefusal:
    """May this be kept? Never when it speaks of danger. `known`: whoever asks is signed in."""
    if danger:
        return AskRefusal.DANGER
    if not wanted.words.strip():
        return AskRefusal.NO_WORDS
    if len(wanted.words) > LONGEST_WORDS or len(wanted.name) > LONGEST_NAME:
        return AskRefusal.TOO_LONG
    if not known and not wanted.name.strip():
        return AskRefusal.NO_NAME
    return wanted if wanted.reach.strip() else AskRefusal.NO_REACH


def answer(*, answered: bool) -> AskRefusal | None:
    """May it be marked as phoned back?"""
    return AskRefusal.ANSWERED if answered else None


def answer_by(today: date) -> date:
    """The day by which somebody answers: so many days on which people work, Monday to Friday."""
    day, left = today, ANSWER_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def kept_until(today: date) -> date:
    """The day on which it is erased, answered or not."""
    return today + timedelta(days=KEPT_DAYS)

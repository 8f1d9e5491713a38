"""When a service may be said, changed or taken out, how sure its page is, and when somebody is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from goldenthread.capabilities.directory import schedules
from goldenthread.domain.refusals import Refusal

LONGEST_TITLE = 200
LONGEST_ABOUT = 4000
LINK_DAYS = 30  # for how long the links of a mail work
MOST_ASKED = 2  # mails without an answer; then somebody rings
MOST_IN_ONE_MAIL = 10
RUNNING, PAUSED, STOPPED = "active", "temporarily closed", "inactive"


class ServiceRefusal(Refusal):
    NO_TITLE = "no_title"
    TOO_LONG = "too_long"
    AGES_CROSSED = "ages_crossed"
    HOURS_CROSSED = "hours_crossed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    GONE = "gone"
    LINK_OVER = "link_over"
    ASKED_ALREADY = "asked_already"
    KEPT_ELSEWHERE = "kept_elsewhere"


class Standing(StrEnum):
    """How far a page may be trusted today."""

    CURRENT = "current"
    PAST_CHECK = "past_check"
    NEVER_CHECKED = "never_checked"
    NOT_RUNNING = "not_running"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Open every week on a weekday (0 is Monday), in minutes after midnight."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class WantedService:
    """What somebody wants the page of a service to say."""

    title: str
    about: str = ""
    website: str = ""
    running: str = RUNNING
    fees: str = ""
    free: bool | None = None
    youngest: int | None = None
    oldest: int | None = None
    eligibility: str = ""
    place: str = ""  # reference of one of the places of the body, or ""
    hours: tuple[Hours, ...] = ()
    hours_words: str = ""
    needs: tuple[str, ...] = field(default=())
    access: tuple[str, ...] = field(default=())
    access_words: str = ""
    languages: tuple[str, ...] = field(default=())


def add(wanted: WantedService) -> WantedService | ServiceRefusal:
    """May this be offered here?"""
    return _sayable(wanted)


def change(wanted: WantedService, *, seen: str, now: str) -> WantedService | ServiceRefusal:
    """May the page become this? `seen` stands for how it was when the editor began, `now` for how it is."""
    return ServiceRefusal.CHANGED_MEANWHILE if seen != now else _sayable(wanted)


def archive(*, archived: bool) -> ServiceRefusal | None:
    """May it be taken out of the directory?"""
    return ServiceRefusal.GONE if archived else None


def _sayable(wanted: WantedService) -> WantedService | ServiceRefusal:
    if not wanted.title.strip():
        return ServiceRefusal.NO_TITLE
    if len(wanted.title) > LONGEST_TITLE or len(wanted.about) > LONGEST_ABOUT:
        return ServiceRefusal.TOO_LONG
    if wanted.youngest is not None and wanted.oldest is not None and wanted.youngest > wanted.oldest:
        return ServiceRefusal.AGES_CROSSED
    if any(not 0 <= one.opens < one.closes <= 24 * 60 for one in wanted.hours):
        return ServiceRefusal.HOURS_CROSSED
    return wanted


# ---- How sure ----


def next_check(checked_on: date | None, check_by: date | None, days: int) -> date | None:
    """By when somebody looks at it again; None where nobody has looked yet."""
    return check_by or (checked_on + timedelta(days=days) if checked_on else None)


def standing(running: str, checked_on: date | None, check_by: date | None, today: date, days: int) -> Standing:
    """What a page may say of itself today."""
    if running != RUNNING:
        return Standing.NOT_RUNNING
    by = next_check(checked_on, check_by, days)
    if by is None:
        return Standing.NEVER_CHECKED
    return Standing.CURRENT if today < by else Standing.PAST_CHECK


def may_ask(unanswered: Iterable[date], today: date) -> bool:
    """May somebody be written to again? `unanswered`: the days of mails since the last answer."""
    asked = sorted(unanswered)
    if not asked:
        return True
    return len(asked) < MOST_ASKED and today - asked[-1] >= timedelta(days=LINK_DAYS)


# ---- Opening times as a feed writes them ----


def plain(given: Any) -> bool:
    """Is it nothing but weekly opening times, which the form can show and write again?"""
    read = schedules.spells([given])
    timed = bool(read) and not any(s.monthly or s.from_day or s.until_day or s.every > 1 for s in read)
    return timed and not (isinstance(given, Mapping) and given.get("description"))


def hours_of(times: Iterable[Any]) -> tuple[Hours, ...]:
    """The plain weekly opening times among those given."""
    return tuple(
        Hours(s.weekday, s.opens, s.closes) for given in times if plain(given) for s in schedules.spells([given])
    )


def words_of(times: Iterable[Any]) -> str:
    """What is said of the times in words alone."""
    told = (given.get("description") if _only_words(given) else given for given in times)
    return " ".join(str(each).strip() for each in told if each and not isinstance(each, Mapping))


def _only_words(given: Any) -> bool:
    return isinstance(given, Mapping) and not schedules.spells([given])


def times_of(wanted: WantedService, before: Iterable[Any]) -> list[Any]:
    """The times as a feed gives them: those of the form, and those among the ones before that no form can show."""
    kept = [given for given in before if not plain(given) and not (_only_words(given) or isinstance(given, str))]
    return [*schedules_of(wanted.hours, wanted.hours_words.strip()), *kept]


def schedules_of(hours: Iterable[Hours], words: str) -> list[dict[str, Any]]:
    """The same as Open Referral UK schedules, so that a feed gives back what people wrote."""
    found: list[dict[str, Any]] = [
        {"freq": "WEEKLY", "byday": schedules.CODES[one.weekday],
         "opens_at": clock(one.opens), "closes_at": clock(one.closes)}
        for one in sorted(hours)
    ]  # fmt: skip
    return [*found, {"description": words}] if words else found


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"

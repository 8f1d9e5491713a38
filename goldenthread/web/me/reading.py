"""What the page, the sheet and the readable export show of one person: the same words from the same reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldenthread.core import partnership, registry, subject, who_may
from goldenthread.core.models import Consent, Party
from goldenthread.core.subject import Subject
from goldenthread.core.subject_values import SOMEBODY, Held, held
from goldenthread.core.subject_words import column_words
from goldenthread.core.who_may import May
from goldenthread.domain.kinds import PURPOSE_WORDS, Purpose, Scope
from goldenthread.domain.words import N_
from goldenthread.ui import jinja

IN_THE_COPY = ("name_key", "digest", "derived", "table", "key")  # of no use to a reader; the copy has them
WHOSE = ("party", "subject")  # not said again in each row when it is the person themself
ON_THE_PAGE = 8  # rows of each table; the rest is in the export
SCOPE_WORDS = {
    Scope.BOOKINGS: N_("bookings"), Scope.MONEY: N_("money"), Scope.REFERRALS: N_("being passed on to help"),
    Scope.PEOPLE: N_("your details and what you agree to"), Scope.BOARD: N_("votes and meetings"),
    Scope.ALL: N_("everything"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """One table in words: its rows as (what it is called, value) pairs, and who may see it."""

    id: str
    words: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    more: bool
    who: tuple[str, ...]


def about(person: Party, at: datetime, *, most: int | None = ON_THE_PAGE) -> dict[str, Any]:
    """Everything a template needs to tell a person what is held about them."""
    return about_held(person, at, held(Subject.of(person.pk), at, most=most))


def about_held(person: Party, at: datetime, found: list[Held]) -> dict[str, Any]:
    who = Subject.of(person.pk)
    may = {code: tuple(map(sentence, lines)) for code, lines in who_may.by_code(who, at).items()}
    sections = [
        Section(one.table.lower(), one.words, _rows(one, person.name), one.more, may[one.seen]) for one in found
    ]
    return {
        "person": person,
        "sections": sections,
        "consents": _consents(who, at),
        "looks": _looks(who, at),
        "sheets": subject.sheets(who).values_list("by__name", "at")[:20],
        "helpers": [(one, [_(SCOPE_WORDS[scope]) for scope in one.scopes]) for one in who_may.helpers(who, at)],
        "today": timezone.localdate(at),
    }


def sentence(line: May) -> str:
    """Who and why, as one line: "Ruth, Amina and 2 more people – You agreed …"."""
    names = list(line.who)
    if line.others:
        names.append(ngettext("%d more person", "%d more people", line.others) % line.others)
    return f"{', '.join(names)}: {line.why}" if names else line.why


def _consents(who: Subject, at: datetime) -> list[dict[str, Any]]:
    live = subject.consents(who).filter(Consent.live(at)).order_by("purpose", "pk")
    rows = live.values("ref", "purpose", "given_at", "until_at", "to__name")
    return [{**row, "words": _(PURPOSE_WORDS[Purpose(row["purpose"])])} for row in rows]


def offers(person: Party, at: datetime) -> list[tuple[str, str]]:
    """What they could still agree to, towards the partnership."""
    given = subject.consents(Subject.of(person.pk)).filter(Consent.live(at), to=partnership.party_id())
    agreed = set(given.values_list("purpose", flat=True))
    return [(purpose, _(PURPOSE_WORDS[purpose])) for purpose in subject.purposes() if purpose not in agreed]


def _looks(who: Subject, at: datetime) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "bodies": ", ".join(one.works_for), "day": one.day, "words": _(PURPOSE_WORDS[one.purpose])}
        for one in who_may.looks(who, at)
    ]


# ---- Values in words ----


def _rows(one: Held, own_name: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(_pairs(one.table, row, own_name) for row in one.rows)


def _pairs(table: str, row: Mapping[str, Any], own_name: str) -> tuple[tuple[str, str], ...]:
    """What a row says, in words; a reference only of the person themself, who is asked for it at a desk."""
    said = {name: value for name, value in row.items() if value not in (None, "", [], {}) and name not in IN_THE_COPY}
    if table != "Party":
        said.pop("ref", None)
    kept = ((name, value) for name, value in said.items() if not (name in WHOSE and value == own_name))
    return tuple((column_words(name), words) for name, value in kept if (words := plain(name, value)))


def plain(name: str, value: Any) -> str:
    """A value as the person reads it: a day as a day, a code in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return str(jinja.moment(value))
    if isinstance(value, date):
        return str(jinja.day(value))
    if isinstance(value, list):
        return ", ".join(plain(name, each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{column_words(key)}: {plain(key, each)}" for key, each in value.items() if each)
    return _code(name, str(value))


def _code(name: str, value: str) -> str:
    if value == SOMEBODY:
        return _("somebody")
    if name == "purpose" and value in list(Purpose):
        return _(PURPOSE_WORDS[Purpose(value)])
    if name == "scopes":
        return _(SCOPE_WORDS[Scope(value)])
    if name in ("kind", "role") and value in registry.kinds():
        return _(registry.kinds()[value].words)
    if name == "action":
        return _(registry.action_words(value))
    return value

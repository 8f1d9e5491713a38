"""Home of the place: here today, what needs a person, who is new, what changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from goldenthread.core import history, registry, sight, terms
from goldenthread.core.models import Disclosure, Entry, Import, Party
from goldenthread.core.permissions import ANYONE, COORDINATES, Actor
from goldenthread.core.sight import Seen
from goldenthread.ui import panels
from goldenthread.ui.page import answer, page
from goldenthread.ui.shapes import Link
from goldenthread.web import pairs
from goldenthread.web.addresses import to

WEEKS = 8  # how far back "usually" looks
OFTEN = 3  # in so many of those weeks
LATEST = 6
SHOWN = ("directory.add", "directory.change", "directory.archive", "core.import", "core.undo", "core.linked")


@dataclass(frozen=True, slots=True)
class Today:
    """Who is written down for today; or, when nobody is, who usually meets on this day of the week."""

    written: list[Seen]
    usual: list[Seen]
    until: date | None  # the last day anything was written down


@page(allow=ANYONE)
def home(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    return answer(
        request,
        "web/home.html",
        {
            "today": today(actor),
            "needs": needs(actor),
            "newest": newest(actor),
            "changes": history.latest(list(SHOWN), LATEST),
            "panels": panels.on("home", actor, None),
            "anything": Party.objects.exists(),
        },
    )


def today(actor: Actor) -> Today:
    held = Entry.objects.filter(
        Entry.standing(), kind__in=terms.ids_of(terms.KIND, _gatherings()), giver__in=sight.parties(actor).values("pk")
    )
    written = [giver for giver, _ in _on(held, actor.day, actor.day + timedelta(days=1))]
    if written:
        return Today(_named(actor, written), [], actor.day)
    ends = held.filter(Q(from_day__lte=actor.day) | Q(from_at__lte=actor.at)).aggregate(Max("from_day"), Max("from_at"))
    last = max((d for d in (ends["from_day__max"], _day(ends["from_at__max"])) if d), default=None)
    if last is None:
        return Today([], [], None)
    recent = _on(held, last - timedelta(weeks=WEEKS), last + timedelta(days=1))
    same = Counter(giver for giver, day in set(recent) if day.weekday() == actor.day.weekday())
    return Today([], _named(actor, [giver for giver, times in same.items() if times >= OFTEN]), last)


def _gatherings() -> list[str]:
    """Kinds of entry that bring people together."""
    return [kind.code for kind in registry.kinds().values() if kind.unit == "people"]


def _on(entries: object, start: date, end: date) -> list[tuple[int, date]]:
    """(who, which day) of entries from `start` until, not including, `end`."""
    days = Q(from_day__gte=start, from_day__lt=end)
    instants = Q(from_at__gte=_midnight(start), from_at__lt=_midnight(end))
    rows = entries.filter(days | instants, giver__isnull=False).values_list("giver", "from_day", "from_at")  # type: ignore[attr-defined]
    return [(giver, day or _day(at)) for giver, day, at in rows]


def _midnight(day: date) -> object:
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day))


def _day(at: object) -> date | None:
    return timezone.localdate(at) if at else None  # type: ignore[arg-type]


def _named(actor: Actor, ids: list[int]) -> list[Seen]:
    return sorted(sight.seen(actor, ids).values(), key=lambda one: one.name.lower())


def needs(actor: Actor) -> list[Link]:
    """What waits for a person, for those who can do it."""
    if not COORDINATES.opens_for(actor):
        return []
    alike = pairs.waiting(actor)[:1000].count()
    asked = (
        Disclosure.objects.filter(agreed_by=None, asked_by__hidden=False).exclude(asked_by=actor.party)[:100].count()
    )
    staged = Import.objects.filter(change=None, by=actor.party)[:100].count()
    found = [
        (alike, "pairs", ngettext("%d pair of records looks alike: are they the same?",
                                  "%d pairs of records look alike: are they the same?", alike)),
        (asked, "disclosures", ngettext("%d list of people waits for a second person to agree",
                                        "%d lists of people wait for a second person to agree", asked)),
        (staged, "imports:index", ngettext("%d file you brought waits for your yes",
                                           "%d files you brought wait for your yes", staged)),
    ]  # fmt: skip
    return [Link(words % count, to(name)) for count, name, words in found if count]


def newest(actor: Actor) -> list[Seen]:
    """The latest to be written down, whom the reader may see."""
    rows = sight.parties(actor).order_by("-pk").values_list("ref", "name", "kind", "sector")[:LATEST]
    return [Seen(*row) for row in rows]

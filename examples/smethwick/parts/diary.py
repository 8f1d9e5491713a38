"""Two years of what happened: sessions, meals, help, rooms, meetings, visits and grants.

The dates follow the year: nothing between Christmas and early January, most groups rest in August,
school groups rest in the holidays, walkers and growers are fewer in winter, warm rooms fuller.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from parts.connections import CLUB, HELPERS, HUBS, Tie
from parts.people import Person

FIRST = date(2024, 11, 1)
LAST = date(2026, 10, 31)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


class Happening(NamedTuple):
    """One row of entries.csv but for its reference. Times are local, on the day."""

    kind: str
    day: date
    start: str = ""
    end: str = ""
    giver: str = ""
    receiver: str = ""
    place: str = ""
    quantity: str = ""
    unit: str = ""


class Habit(NamedTuple):
    """A group that meets: `every` weeks on `weekday`, usually `low` to `high` people."""

    ref: str
    weekday: int
    every: int
    start: str
    end: str
    place: str
    low: int
    high: int
    season: str = "rests in august"


HABITS = (
    Habit("sunday-plate", SUNDAY, 2, "12:30", "14:30", "st-marys-hall", 14, 22),
    Habit("lamplight-walkers", THURSDAY, 1, "10:30", "12:00", "", 8, 16, "outdoors"),
    Habit("towpath-steps", SATURDAY, 2, "10:00", "11:30", "", 6, 14, "outdoors"),
    Habit("needle-chai", WEDNESDAY, 2, "13:00", "15:00", "holy-trinity-hall", 7, 13),
    Habit("marigold-women", MONDAY, 1, "09:30", "11:00", "st-albans-hall", 12, 20),
    Habit("tea-talk", WEDNESDAY, 1, "10:00", "11:30", "thimblemill-room", 9, 17, "school"),
    Habit("anvil-boxing", FRIDAY, 1, "17:30", "19:00", "brasshouse-hall", 14, 24),
    Habit("loft-nights", FRIDAY, 1, "18:30", "20:30", "st-albans-hall", 16, 28, "school"),
    Habit("seven-notes", MONDAY, 1, "19:00", "20:30", "dorothy-parkes-studio", 15, 26),
    Habit("kingfisher-choir", THURSDAY, 2, "15:15", "16:00", "", 20, 30, "school"),
    Habit("two-quiet-hours", TUESDAY, 2, "13:30", "15:30", "thimblemill-room", 6, 12),
    Habit("lathe-kettle", THURSDAY, 2, "13:00", "16:00", "brasshouse-hall", 5, 11),
    Habit("little-wheels", WEDNESDAY, 2, "14:00", "15:30", "thimblemill-room", 8, 15, "school"),
    Habit("puddle-boots", TUESDAY, 1, "09:30", "11:00", "st-albans-hall", 10, 18, "school"),
    Habit("repair-saturday", SATURDAY, 4, "10:00", "13:00", "st-marys-hall", 22, 40),
    Habit("warm-corner", MONDAY, 1, "11:00", "15:00", "holy-trinity-hall", 10, 22, "winter"),
    Habit("brass-ladle", SATURDAY, 4, "08:00", "13:00", "", 9, 15, "always"),
    Habit("crescent-lamp", SUNDAY, 4, "14:30", "16:00", "", 6, 11, "always"),
    Habit("diya-elders", FRIDAY, 2, "10:30", "12:30", "", 11, 19),
    Habit("tower-terrace", TUESDAY, 4, "18:30", "20:00", "", 8, 17),
    Habit("walking-football", WEDNESDAY, 1, "11:00", "12:00", "", 10, 16, "outdoors"),
    Habit("windowsill", SATURDAY, 4, "14:00", "16:00", "lightwoods-room", 7, 13, "outdoors"),
    Habit("hollyhock", SATURDAY, 1, "10:00", "13:00", "brasshouse-beds", 6, 14, "outdoors"),
    Habit("knit-natter", THURSDAY, 2, "14:00", "16:00", "dorothy-parkes-studio", 6, 10),
    Habit("recipe-swap", SUNDAY, 4, "15:00", "17:00", "", 5, 9),
    Habit("memory-lane", TUESDAY, 2, "14:15", "15:45", "dorothy-parkes-studio", 5, 9),
    Habit("lock-keepers", WEDNESDAY, 4, "19:00", "20:30", "", 5, 9),
    Habit("slow-shutter", SUNDAY, 4, "10:00", "12:00", "", 4, 8),
    Habit("brickfield", SATURDAY, 1, "13:00", "18:00", "", 18, 26, "summer"),
    Habit("kite-hill", SUNDAY, 2, "09:30", "10:30", "", 5, 12, "outdoors"),
)

# Who keeps which room, and so who lends it.
_KEEPERS = {
    "brasshouse-hall": "foundry-row",
    "st-albans-hall": "kettle-corner",
    "holy-trinity-hall": "common-room",
    "dorothy-parkes-studio": "hawthorn-gate",
    "dorothy-parkes-hall": "hawthorn-gate",
    "thimblemill-room": "readers-yard",
    "st-marys-hall": "oak-and-lantern",
    "lightwoods-room": "park-gate",
}

# giver, receiver, promised on, pounds, paid in how many parts, half a year apart.
_GRANTS = (
    ("millrace", "partnership", date(2024, 11, 18), 60000, 4),
    ("millrace", "foundry-row", date(2025, 2, 10), 24000, 3),
    ("millrace", "plain-words", date(2025, 9, 15), 30000, 3),
    ("copperbeech", "tuesday-table", date(2025, 1, 20), 1800, 1),
    ("copperbeech", "needle-chai", date(2025, 3, 3), 650, 1),
    ("copperbeech", "lime-row", date(2025, 5, 12), 400, 1),
    ("copperbeech", "ramp-rail", date(2025, 10, 6), 900, 1),
    ("copperbeech", "windowsill", date(2026, 2, 16), 750, 1),
    ("copperbeech", "tuesday-table", date(2026, 2, 16), 2000, 1),
    ("anvil-fund", "anvil-boxing", date(2025, 4, 14), 5000, 2),
    ("anvil-fund", "loft-nights", date(2025, 4, 14), 4500, 2),
    ("anvil-fund", "kiln-cafe", date(2026, 4, 20), 8000, 1),
)


def _christmas(day: date) -> bool:
    return (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 4)


def _school_holiday(day: date) -> bool:
    """About when schools here rest; near enough for an invented diary."""
    spring = date(day.year, 4, 3) <= day <= date(day.year, 4, 17)
    summer = date(day.year, 7, 22) <= day <= date(day.year, 9, 2)
    halves = ((2, 14, 22), (5, 23, 31), (10, 24, 31))
    return spring or summer or any(day.month == m and a <= day.day <= b for m, a, b in halves)


def _open(season: str, day: date) -> bool:
    if _christmas(day):
        return False
    return {
        "rests in august": day.month != 8,
        "school": not _school_holiday(day),
        "winter": day.month in (11, 12, 1, 2, 3),
        "summer": 5 <= day.month <= 8,
    }.get(season, True)


def _turnout(rng: Random, habit: Habit, day: date) -> int:
    low, high = habit.low, habit.high
    cold = day.month in (12, 1, 2)
    if habit.season == "outdoors" and cold:
        low, high = max(3, low * 2 // 3), high * 2 // 3
    if habit.season == "winter" and cold:
        low, high = low + 4, high + 4
    return rng.randint(low, high)


def _days(weekday: int, every: int = 1) -> Iterator[date]:
    day = FIRST + timedelta(days=(weekday - FIRST.weekday()) % 7)
    while day <= LAST:
        yield day
        day += timedelta(weeks=every)


def _minutes(start: str, end: str) -> int:
    return (int(end[:2]) - int(start[:2])) * 60 + int(end[3:]) - int(start[3:])


def _sessions(rng: Random) -> Iterator[Happening]:
    """Each group's sessions; every fourth one in a hub is written down as a room lent, too."""
    for habit in HABITS:
        for number, day in enumerate(_days(habit.weekday, habit.every)):
            if not _open(habit.season, day) or rng.random() < 0.04:  # now and then one falls through
                continue
            people = str(_turnout(rng, habit, day))
            yield Happening("session.held", day, habit.start, habit.end, habit.ref, "", habit.place, people, "people")
            keeper = _KEEPERS.get(habit.place)
            if keeper and number % 4 == 0:
                length = str(_minutes(habit.start, habit.end))
                yield Happening("room.lent", day, habit.start, habit.end, keeper, habit.ref, habit.place,
                                length, "minute")  # fmt: skip


def _lunch(rng: Random, people: Sequence[Person]) -> Iterator[Happening]:
    """Every Tuesday: the room, the lunch, the meals (some are carried home) and those who helped."""
    agreed = {p.ref: p.agreed_on for p in people}
    hall = "dorothy-parkes-hall"
    for day in _days(TUESDAY):
        if _christmas(day) or (day.month == 8 and day.day < 22):
            continue
        warmer = 2 if day.month in (11, 12, 1, 2) else 0
        came = rng.randint(25, 33) + warmer
        yield Happening("room.lent", day, "10:00", "14:00", "hawthorn-gate", CLUB, hall, "240", "minute")
        yield Happening("session.held", day, "12:00", "14:00", CLUB, "", hall, str(came), "people")
        yield Happening("meal.shared", day, "", "", CLUB, "", hall, str(came + rng.randint(2, 6)), "people")
        for helper in HELPERS:
            since = agreed[helper]
            if since and since <= day and rng.random() < 0.62:
                yield Happening("help.given", day, giver=helper, receiver=CLUB, place=hall,
                                quantity=str(rng.choice((120, 150, 180, 240))), unit="minute")  # fmt: skip


def _help(rng: Random, people: Sequence[Person], ties: Sequence[Tie]) -> Iterator[Happening]:
    """Hours given by people to the groups they belong to, once they belong and have agreed to take part."""
    joined = {p.ref: p.agreed_on for p in people if p.agreed_on}
    pairs = [(giver, receiver, max(joined[giver], date.fromisoformat(since)))
             for giver, kind, receiver, since, *_ in ties
             if kind in ("volunteers_for", "member_of") and giver in joined and receiver != CLUB]  # fmt: skip
    for _ in range(420):
        giver, receiver, since = rng.choice(pairs)
        day = since + timedelta(days=rng.randrange((LAST - since).days + 1))
        if not _christmas(day):
            yield Happening("help.given", day, giver=giver, receiver=receiver,
                            quantity=str(rng.choice((30, 45, 60, 60, 90, 120))), unit="minute")  # fmt: skip


def _meetings(rng: Random) -> Iterator[Happening]:
    """The partnership meets each hub in turn; visits go back and forth between groups that work together."""
    for number, day in enumerate(_days(WEDNESDAY, 2)):
        if _open("rests in august", day):
            yield Happening("meeting.held", day, "14:00", "15:30", "partnership", HUBS[number % len(HUBS)])
    others = (("tower-terrace", "canalbank", 4), ("traders", "canal-team", 8), ("lamplighter", CLUB, 12),
              ("open-suitcase", "plain-words", 6), ("ramp-rail", "readers-yard", 8))  # fmt: skip
    for giver, receiver, every in others:
        for day in _days(MONDAY, every):
            if _open("rests in august", day):
                yield Happening("meeting.held", day, giver=giver, receiver=receiver)
    visits = (("bridge-links", "hop-aboard", 8), ("kingfisher-choir", CLUB, 10), ("green-rangers", "windowsill", 8),
              ("rowan-family", "puddle-boots", 6), ("crescent-lamp", "chapel-lane", 8), ("partnership", CLUB, 16),
              ("stand-beside", "ramp-rail", 10), ("three-arches", "walking-football", 12))  # fmt: skip
    for giver, receiver, every in visits:
        for day in _days(TUESDAY, every):
            if _open("school", day) and _open("rests in august", day) and rng.random() < 0.9:
                yield Happening("visit.made", day, giver=giver, receiver=receiver)


def _grants() -> Iterator[Happening]:
    for giver, receiver, day, pounds, parts in _GRANTS:
        yield Happening("grant.awarded", day, giver=giver, receiver=receiver, quantity=f"{pounds}.00", unit="GBP")
        for part in range(parts):
            paid = day + timedelta(days=21 + 182 * part)
            if paid <= LAST:
                yield Happening("grant.paid", paid, giver=giver, receiver=receiver,
                                quantity=f"{pounds // parts}.00", unit="GBP")  # fmt: skip


def entries(rng: Random, people: Sequence[Person], ties: Sequence[Tie]) -> list[Happening]:
    """Everything that happened, oldest first."""
    everything = [*_sessions(rng), *_lunch(rng, people), *_help(rng, people, ties), *_meetings(rng), *_grants()]
    return sorted(everything, key=lambda h: (h.day, h.start, h.kind, h.giver, h.receiver, h.quantity))

"""Who is connected to whom: ties between groups typed in, ties of people drawn at random.

The lunch club is a real connector. Three small groups and nine people stand in the picture only
through it; everybody else it knows is also known to somebody else.
"""

from collections.abc import Iterator, Sequence
from random import Random

from parts.geography import NEIGHBOURHOODS
from parts.groups import GROUPS, ORGANISATIONS
from parts.people import CAST, Person

Tie = tuple[str, str, str, str, str, str]  # from, kind, to, since, until, scopes

CLUB = "tuesday-table"
ONLY_THROUGH_THE_CLUB = ("knit-natter", "recipe-swap", "memory-lane")
HUBS = ("foundry-row", "kettle-corner", "common-room", "hawthorn-gate", "readers-yard", "oak-and-lantern", "park-gate")
HELPERS = ("p006", "p007", "p008", "p009", "p010", "p011")  # who cook, serve and drive on Tuesdays
SURE = 40  # people after the cast who agreed on the first days, so that they can help from the start
LEANING = tuple(f"p{n:03}" for n in range(12, 21))  # the nine who are tied to the rest only through the club
LUNCH_GUESTS = tuple(f"p{n:03}" for n in range(21, 33))  # come to lunch and belong elsewhere too
ISLANDERS = {
    "lock-keepers": ("p033", "p034", "p035"),
    "slow-shutter": ("p035", "p036", "p037"),
    "brickfield": ("p038", "p039", "p040", "p041"),
    "boundary-sports": ("p041", "p042"),
}
ALONE = ("kite-hill", "copper-ukes", "patchwork-plots", "bluebird")
LONERS = tuple(f"p{n:03}" for n in range(43, 49))  # people whom nobody is recorded as knowing yet

# from, kind, to, since. Earlier years are part of the invented story.
_BETWEEN_GROUPS = """
foundry-row part_of partnership 2020-09-01
kettle-corner part_of partnership 2020-09-01
common-room part_of partnership 2022-01-10
hawthorn-gate part_of partnership 2020-09-01
readers-yard part_of partnership 2020-09-01
oak-and-lantern part_of partnership 2023-04-03
park-gate part_of partnership 2021-06-07
canal-team works_with partnership 2021-02-01
canalbank works_with partnership 2023-01-16
millrace supports partnership 2022-10-03
copperbeech supports common-room 2023-05-15
anvil-fund supports anvil-boxing 2021-09-06
traders works_with anvil-fund 2021-09-06
tuesday-table part_of hawthorn-gate 2019-03-05
lamplighter refers_to tuesday-table 2021-05-11
early-oven supplies tuesday-table 2019-10-01
hollyhock supplies tuesday-table 2020-06-16
kingfisher-choir works_with tuesday-table 2022-12-06
hop-aboard works_with tuesday-table 2020-02-04
tuesday-table supports knit-natter 2022-09-13
tuesday-table supports recipe-swap 2023-02-21
tuesday-table works_with memory-lane 2023-10-03
early-oven supplies sunday-plate 2021-03-07
early-oven member_of traders 2018-05-01
hollyhock part_of foundry-row 2018-04-01
hollyhock supplies full-shelf 2021-07-01
windowsill works_with hollyhock 2022-03-20
windowsill part_of park-gate 2022-03-20
green-rangers supports windowsill 2022-05-01
green-rangers works_with park-gate 2021-06-07
kingfisher-choir part_of kingfisher 2017-09-04
seven-notes works_with kingfisher-choir 2022-11-01
seven-notes part_of hawthorn-gate 2019-01-14
kingfisher works_with readers-yard 2020-10-05
kingfisher refers_to rowan-family 2021-01-11
ropewalk refers_to rowan-family 2021-01-11
ropewalk works_with foundry-row 2022-05-09
rowan-family refers_to little-wheels 2022-02-07
rowan-family refers_to puddle-boots 2022-02-07
little-wheels part_of readers-yard 2019-09-09
puddle-boots part_of kettle-corner 2020-04-20
lamplighter refers_to lamplight-walkers 2021-09-01
lamplighter refers_to plain-words 2021-09-01
three-arches refers_to walking-football 2022-06-15
three-arches refers_to two-quiet-hours 2022-06-15
bridge-links refers_to hop-aboard 2024-10-14
bridge-links refers_to crescent-lamp 2025-02-10
bridge-links works_with three-arches 2024-10-14
millpond works_with lamplighter 2019-02-01
millpond member_of traders 2018-05-01
towpath works_with tea-talk 2021-10-04
tea-talk part_of readers-yard 2019-11-11
towpath refers_to kiln-cafe 2023-03-06
northlight works_with towpath 2023-09-11
northlight supplies canalbank 2022-04-04
tower-terrace works_with canalbank 2021-11-15
tower-terrace works_with canal-team 2022-02-14
canal-team refers_to plain-words 2022-03-01
plain-words works_with stand-beside 2021-08-02
plain-words works_with open-suitcase 2021-08-02
plain-words works_with common-room 2023-01-09
open-suitcase refers_to tea-talk 2021-10-04
open-suitcase works_with chapel-lane 2020-12-01
chapel-lane supports full-shelf 2020-04-06
full-shelf works_with common-room 2022-01-10
brass-ladle supplies full-shelf 2020-04-06
brass-ladle works_with crescent-lamp 2020-04-06
crescent-lamp works_with chapel-lane 2021-04-12
diya-elders works_with brass-ladle 2022-10-24
cardamom supplies diya-elders 2021-10-18
cardamom member_of traders 2019-05-01
saffron-fold member_of traders 2019-05-01
saffron-fold supports needle-chai 2021-06-21
needle-chai part_of common-room 2022-01-10
marigold-women part_of kettle-corner 2019-06-03
marigold-women works_with needle-chai 2022-03-08
corner-lantern member_of traders 2018-05-01
corner-lantern supports loft-nights 2023-06-05
loft-nights part_of kettle-corner 2020-01-10
anvil-boxing part_of foundry-row 2018-09-10
anvil-boxing works_with loft-nights 2023-02-13
lathe-kettle part_of foundry-row 2019-05-13
lathe-kettle works_with mend-together 2021-03-15
mend-together supports repair-saturday 2021-10-02
repair-saturday part_of oak-and-lantern 2023-04-03
sunday-plate part_of oak-and-lantern 2023-04-03
warm-corner part_of common-room 2022-11-01
kiln-cafe supplies warm-corner 2022-11-01
kiln-cafe member_of traders 2022-11-01
copperpot works_with kiln-cafe 2023-09-04
copperpot member_of traders 2022-05-01
tally-reed member_of traders 2018-05-01
tally-reed supports hour-for-hour 2022-04-11
hour-for-hour works_with readers-yard 2021-05-17
hour-for-hour works_with hop-aboard 2022-05-16
paper-boat member_of traders 2019-05-01
paper-boat supplies ramp-rail 2023-07-10
ramp-rail works_with readers-yard 2020-02-24
stand-beside works_with ramp-rail 2022-09-19
two-quiet-hours part_of readers-yard 2021-11-03
towpath-steps part_of foundry-row 2021-04-10
towpath-steps works_with lamplight-walkers 2023-05-06
lamplight-walkers part_of park-gate 2020-07-05
walking-football works_with kettle-corner 2021-09-15
lime-row works_with oak-and-lantern 2023-06-17
lock-keepers works_with slow-shutter 2021-04-17
boundary-sports supplies brickfield 2019-04-13
"""

# Ties that came to their end in the ordinary way: a season, a course, a building moved.
_ENDED = (
    ("warm-corner", "works_with", "chapel-lane", "2023-11-06", "2025-03-31", ""),
    ("marigold-women", "works_with", "walking-football", "2024-04-08", "2025-07-31", ""),
    ("paper-boat", "supplies", "repair-saturday", "2024-02-05", "2025-12-31", ""),
    ("green-rangers", "works_with", "lime-row", "2024-03-04", "2026-03-31", ""),
)

_CAST_TIES: tuple[Tie, ...] = (
    ("p001", "works_for", "hawthorn-gate", "2016-04-04", "", ""),
    ("p001", "acts_for", "hawthorn-gate", "2024-11-01", "", "bookings; money"),
    ("p002", "works_for", "partnership", "2023-09-04", "", ""),
    ("p002", "acts_for", "partnership", "2024-11-01", "", "people; all"),
    ("p003", "member_of", "tuesday-table", "2025-01-14", "", ""),
    ("p003", "member_of", "lathe-kettle", "2025-03-06", "", ""),
    ("p004", "volunteers_for", "partnership", "2024-10-01", "", ""),
    ("p005", "volunteers_for", "partnership", "2022-05-09", "", ""),
    ("p005", "knows", "p006", "2021-06-01", "", ""),
    ("p005", "knows", "p001", "2022-05-09", "", ""),
    ("p005", "member_of", "needle-chai", "2021-06-21", "", ""),
    ("p006", "runs", "tuesday-table", "2019-03-05", "", ""),
    ("p006", "acts_for", "tuesday-table", "2024-11-01", "", "bookings; people"),
    ("p006", "member_of", "seven-notes", "2019-01-14", "", ""),
    ("p007", "runs", "tuesday-table", "2020-09-01", "", ""),
    ("p007", "volunteers_for", "hollyhock", "2020-06-16", "", ""),
    ("p007", "knows", "p006", "2019-03-05", "", ""),
    ("p008", "volunteers_for", "tuesday-table", "2020-02-04", "", ""),
    ("p008", "volunteers_for", "hop-aboard", "2018-10-01", "", ""),
    ("p009", "volunteers_for", "tuesday-table", "2021-10-05", "", ""),
    ("p009", "member_of", "seven-notes", "2020-01-13", "", ""),
    ("p010", "volunteers_for", "tuesday-table", "2022-01-11", "", ""),
    ("p010", "volunteers_for", "brass-ladle", "2015-11-01", "", ""),
    ("p011", "volunteers_for", "tuesday-table", "2023-05-02", "", ""),
    ("p011", "volunteers_for", "sunday-plate", "2023-05-07", "", ""),
    ("p049", "volunteers_for", "crescent-lamp", "2017-05-26", "", ""),
    ("p050", "member_of", "diya-elders", "2018-10-19", "", ""),
    ("p051", "volunteers_for", "chapel-lane", "2014-03-02", "", ""),
    # The nine who lean on the club, some of them through a small group that grew out of it.
    ("p012", "runs", "knit-natter", "2022-09-13", "", ""),
    ("p013", "member_of", "knit-natter", "2022-09-20", "", ""),
    ("p014", "runs", "recipe-swap", "2023-02-21", "", ""),
    ("p015", "member_of", "recipe-swap", "2023-03-07", "", ""),
    ("p016", "runs", "memory-lane", "2023-10-03", "", ""),
    ("p017", "member_of", "tuesday-table", "2022-04-05", "", ""),
    ("p018", "member_of", "tuesday-table", "2023-06-13", "", ""),
    ("p019", "member_of", "tuesday-table", "2024-01-16", "", ""),
    ("p020", "member_of", "tuesday-table", "2024-09-10", "", ""),
)

_CLOSED_SORTS = {"funder", "faith_group", "place_of_worship"}  # nobody's faith is drawn by lot
_HELPED_BY_ADULTS = {"anvil-boxing", "loft-nights", "kingfisher-choir"}  # their members are children: not in the files


def _since(rng: Random) -> str:
    return f"{rng.randrange(2016, 2026)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"


def _between_groups() -> Iterator[Tie]:
    for line in _BETWEEN_GROUPS.split("\n")[1:-1]:
        giver, kind, receiver, since = line.split()
        yield giver, kind, receiver, since, "", ""
    yield from _ENDED


def _to_places() -> Iterator[Tie]:
    """Where groups meet. Where organisations are based stands in the sheet of parties."""
    for body in GROUPS:
        if body.place:
            yield body.ref, "meets_at", body.place, "", "", ""


def _islands() -> Iterator[Tie]:
    for ref, members in ISLANDERS.items():
        for person in members:
            yield person, "works_for" if ref == "boundary-sports" else "member_of", ref, "2022-04-02", "", ""


def _doors(person: Person) -> list[tuple[str, str]]:
    """(ref, kind of tie) of everything this person might belong to: not islands, leaners or funders."""
    closed = {*ALONE, *ISLANDERS, *ONLY_THROUGH_THE_CLUB, CLUB, "partnership", "traders"}
    not_theirs = {"mens_group" if person.woman else "womens_group", *_CLOSED_SORTS}
    works = {"commercial": ("works_for",), "public": ("works_for", "works_for", "volunteers_for"),
             "social": ("volunteers_for", "volunteers_for", "works_for")}  # fmt: skip
    doors = [(b.ref, kind) for b in ORGANISATIONS if b.sort not in not_theirs for kind in works[b.sector]]
    for body in GROUPS:
        if body.sort not in not_theirs:
            doors += [(body.ref, "volunteers_for" if body.ref in _HELPED_BY_ADULTS else "member_of")] * 5
    return [door for door in doors if door[0] not in closed]


def _joins(rng: Random, person: Person, how_many: int) -> Iterator[Tie]:
    joined: set[str] = set()
    while len(joined) < how_many:
        ref, kind = rng.choice(_doors(person))
        if ref not in joined:
            joined.add(ref)
            yield person.ref, kind, ref, _since(rng), "", ""


def _everybody_else(rng: Random, people: Sequence[Person]) -> Iterator[Tie]:
    placed = {c.ref for c in CAST} | {*HELPERS, *LEANING, *LONERS}
    placed |= {person for members in ISLANDERS.values() for person in members}
    for person in people:
        if person.ref in placed:
            continue
        if person.ref in LUNCH_GUESTS:
            yield person.ref, "member_of", CLUB, _since(rng), "", ""
        yield from _joins(rng, person, rng.choice((1, 1, 1, 1, 2, 2, 3)))


def _friendships(rng: Random, people: Sequence[Person]) -> Iterator[Tie]:
    """Who knows whom, only among people already tied to the main part, so that islands stay islands."""
    apart = {*LEANING, *LONERS} | {person for members in ISLANDERS.values() for person in members}
    sociable = [p.ref for p in people if p.agreed and p.ref not in apart]
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < 70:
        a, b = sorted(rng.sample(sociable, 2))
        pairs.add((a, b))
    for a, b in sorted(pairs):
        yield a, "knows", b, _since(rng), "", ""


def _homes(rng: Random, people: Sequence[Person]) -> Iterator[Tie]:
    """The neighbourhood, never the street, of people who agreed to be found."""
    for person in people:
        if person.seen and rng.random() < 0.6:
            yield person.ref, "lives_in", rng.choice(sorted(NEIGHBOURHOODS)), "", "", ""


def ties(rng: Random, people: Sequence[Person]) -> list[Tie]:
    """Rows of ties.csv; the same pair is never tied twice in the same way."""
    rows = [*_between_groups(), *_CAST_TIES, *_islands(), *_everybody_else(rng, people),
            *_friendships(rng, people), *_homes(rng, people), *_to_places()]  # fmt: skip
    first: dict[tuple[str, str, str], Tie] = {}
    for tie in rows:
        first.setdefault(tie[:3], tie)
    return list(first.values())

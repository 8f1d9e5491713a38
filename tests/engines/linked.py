"""Records for the tests of likely pairs, and a slow plain way to compare two people: one pair, no arrays, no blocks."""

import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from hypothesis import strategies as st
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio

from goldenthread.engines.linkage import Likeness, Record, Weights, folding
from goldenthread.engines.linkage.weights import ALIKE, DIFFERENT, NEAR, NOT_SAID, SAME

Pairs = set[tuple[int, int]]

# ---- Real and small files in one shape ----


def febrl(folder: Path) -> tuple[list[Record], Pairs]:
    """The two files of FEBRL 4: every person of the first is once in the second, with slips."""
    records: list[Record] = []
    same: dict[str, list[int]] = {}
    for name in ("dataset4a.csv", "dataset4b.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                same.setdefault(row["rec_id"].split("-")[1], []).append(len(records))
                records.append(_febrl(len(records), row))
    return records, _pairs(same)


def _febrl(at: int, row: dict[str, str]) -> Record:
    return Record(
        at, name=f"{row['given_name']} {row['surname']}", born=row["date_of_birth"], postcode=row["postcode"],
        numbers=(f"soc_sec:{row['soc_sec_id'].strip()}",) if row["soc_sec_id"].strip() else (),
        address=f"{row['street_number']} {row['address_1']}", town=row["suburb"],
    )  # fmt: skip


def fake(folder: Path) -> tuple[list[Record], Pairs]:
    records: list[Record] = []
    same: dict[str, list[int]] = {}
    with (folder / "fake_1000.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            same.setdefault(row["cluster"], []).append(int(row["unique_id"]))
            emails = (row["email"],) if row["email"] else ()
            records.append(
                Record(int(row["unique_id"]), name=f"{row['first_name']} {row['surname']}", born=row["dob"],
                       town=row["city"], emails=emails)
            )  # fmt: skip
    return records, _pairs(same)


def _pairs(same: dict[str, list[int]]) -> Pairs:
    return {pair for ids in same.values() for pair in combinations(sorted(ids), 2)}


def f1(found: list[Likeness], truth: Pairs, at_least: int) -> float:
    """Twice the right ones, by all that were found and all that are true."""
    said = {(pair.one, pair.other) for pair in found if pair.percent >= at_least}
    return 2 * len(said & truth) / (len(said) + len(truth))


# ---- Drawn records ----

NAMES = ("Gurpreet Kaur", "Gurprit Kaur Gill", "ਗੁਰਪ੍ਰੀਤ ਗਿੱਲ", "Mohammed Hussain", "محمد حسين", "Hussain Muhammad",
         "R. Adeyemi", "Ruth Adeyemi", "Daniel Cole", "Danial Cole", "Mr D Cole", "Cole", "Мария Иванова",
         "Maria Ivanova", "")  # fmt: skip
BODIES = ("Development Trust", "North Development Trust", "North Community Development Trust", "The Stairwell Singers",
          "Stairwell Singers", "Scout Group 15", "Scout Group 16", "Trust, Development North", "")  # fmt: skip


def _some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


def record(at: int) -> st.SearchStrategy[Record]:
    """A record out of few values, so that many agree."""
    kinds = {"person": NAMES, "group": BODIES}
    return st.sampled_from(sorted(kinds)).flatmap(
        lambda kind: st.builds(
            Record, st.just(at), st.just(kind), st.sampled_from(kinds[kind]),
            numbers=_some("GB-CHC:1122405", "GB-CHC:1122450", "GB-COH:01122405", "local:1"),
            phones=_some("0121 555 0101", "+44 121 555 0101", "0121 555 0199"),
            emails=_some("r.adeyemi@example.org", "r.adeyemy@example.org", "trust@example.org"),
            born=st.sampled_from(("", "1980-02-01", "1980-01-02", "19800203", "1980", "1957-06-30")),
            postcode=st.sampled_from(("", "B66 1BA", "b661ba", "B66 1BB", "B67 7NL")),
            address=st.sampled_from(("", "8 Rolfe Street", "8 Rolf Street", "47 Cape Hill")),
            town=st.sampled_from(("", "Smethwick", "Oldbury")),
        )
    )  # fmt: skip


def records(most: int = 9) -> st.SearchStrategy[list[Record]]:
    return st.integers(0, most).flatmap(lambda size: st.tuples(*(record(at * 7 + 3) for at in range(size)))).map(list)


# ---- The slow plain way ----


def slowly(some: list[Record], weights: Weights, at_least: int) -> Iterator[tuple[int, int, int]]:
    """(one, other, per cent) of every two people, all compared with all."""
    for one, other in combinations(sorted(some, key=lambda record: record.id), 2):
        if one.kind == other.kind == "person" and (percent := chance(one, other, weights)) >= at_least:
            yield one.id, other.id, percent


def chance(one: Record, other: Record, weights: Weights) -> int:
    """The chance that two people are one, in whole per cent."""
    if set(one.numbers) & set(other.numbers):
        return 100
    agree = levels(one, other)
    said = {field: weights.bits[field][level] for field, level in agree.items()}
    own = any(agree[field] in (SAME, ALIKE, NEAR) for field in ("number", "born", "email"))
    if agree["given"] == DIFFERENT and not own:  # they may be relatives
        for field in ("family", "postcode", "address", "town", "phone"):
            said[field] = min(said[field], 0)
    bits = weights.prior + sum(said.values())
    return min(int(100 / (1 + 2**-bits)), 99)


def levels(one: Record, other: Record) -> dict[str, int]:
    given, family = _names(folding.name(one.name), folding.name(other.name))
    return {
        "given": given, "family": family, "number": _best(one.numbers, other.numbers, _numbers),
        "born": _born(folding.born(one.born), folding.born(other.born)),
        "postcode": _apart(folding.postcode(one.postcode), folding.postcode(other.postcode)),
        "address": _lines(folding.line(one.address), folding.line(other.address)),
        "town": _lines(folding.line(one.town), folding.line(other.town)),
        "phone": _best([*map(folding.phone, one.phones)], [*map(folding.phone, other.phones)], lambda a, b: False),
        "email": _best([*map(folding.email, one.emails)], [*map(folding.email, other.emails)], _mailboxes),
    }  # fmt: skip


def _names(one: folding.Name, other: folding.Name) -> tuple[int, int]:
    straight = (
        _part(one.given, one.given_sound, other.given, other.given_sound),
        _part(one.family, one.family_sound, other.family, other.family_sound),
    )
    crossed = (
        _part(one.given, one.given_sound, other.family, other.family_sound),
        _part(one.family, one.family_sound, other.given, other.given_sound),
    )
    worth = {SAME: 4, ALIKE: 3, NEAR: 2, NOT_SAID: 0, DIFFERENT: -1}
    better = sum(worth[level] for level in crossed) > sum(worth[level] for level in straight)
    return (min(crossed), max(crossed)) if better else straight


def _part(one: str, one_sound: str, other: str, other_sound: str) -> int:
    if not one or not other:
        return NOT_SAID
    if one == other:
        return SAME
    if one_sound == other_sound and len(one_sound) > 1:
        return ALIKE
    initial = min(len(one), len(other)) == 1 and one[0] == other[0]
    return NEAR if initial or JaroWinkler.similarity(one, other) >= 0.88 else DIFFERENT


def _born(one: str, other: str) -> int:
    if not one or not other:
        return NOT_SAID
    if len(one) == len(other) == 8:
        if one == other:
            return SAME
        turned = one[:4] == other[:4] and one[4:6] == other[6:] and one[6:] == other[4:6]
        return NEAR if turned or OSA.distance(one, other) == 1 else DIFFERENT
    return NEAR if one[:4] == other[:4] else DIFFERENT


def _apart(one: str, other: str) -> int:
    return (
        NOT_SAID if not one or not other else (SAME, NEAR)[one != other] if OSA.distance(one, other) < 2 else DIFFERENT
    )


def _lines(one: str, other: str) -> int:
    if not one or not other:
        return NOT_SAID
    return SAME if one == other else NEAR if token_sort_ratio(one, other) >= 80 else DIFFERENT


def _best(mine: Sequence[str], theirs: Sequence[str], near: Callable[[str, str], bool]) -> int:
    if not mine or not theirs:
        return NOT_SAID
    if any(a == b for a in mine for b in theirs):
        return SAME
    return NEAR if any(near(a, b) for a in mine for b in theirs) else DIFFERENT


def _numbers(one: str, other: str) -> bool:
    return one.split(":")[0] == other.split(":")[0] and OSA.distance(one, other) == 1


def _mailboxes(one: str, other: str) -> bool:
    return JaroWinkler.similarity(one.split("@")[0], other.split("@")[0]) >= 0.9

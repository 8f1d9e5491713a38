"""Likely pairs among 100,000 people: our engine beside rapidfuzz, and Splink where it is installed.

Four figures are held: all pairs among 100,000 people, its peak of memory, one new person against 100,000, and the F1
on FEBRL 4 where that is on this machine. The people are invented, from a fixed seed: a sixth of them are there twice
with one slip or two, which is how recall and precision are known.

Peers. rapidfuzz compares all names with all (`cdist`, two workers): no addresses, no days of birth; a sample of rows
is timed and the whole worked out from it. Splink (over DuckDB) is a toolkit for this very work; it is not one of our
requirements, so it is shown where somebody has installed it (`pip install splink`) and left out, in words, where not.
Every program runs in a process of its own, so that the peak of memory is its own; seconds are seconds of work.
"""

import importlib.util
import os
import random
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import cdist

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from goldenthread.engines.linkage import Record, Register, estimated, likely  # noqa: E402
from tests.engines import linked  # noqa: E402

OUTSIDE = Path(os.environ.get("GOLDENTHREAD_DATA", ROOT.parent / "shared" / "data")) / "linkage"
PEOPLE, ASKED, SAMPLE = 100_000, 300, 200
MOST_SECONDS, MOST_MB, MOST_MS, LEAST_F1 = 10.0, 800, 100.0, 0.995
SYLLABLES = "ba be bi da do du ga gi ha jo ka ki la le li ma mo mu na ni pa pe ra ri ro sa se si ta te to va za".split()


@dataclass(frozen=True)
class Figure:
    program: str
    seconds: float
    mb: float
    words: str


def town(count: int = PEOPLE) -> tuple[list[Record], set[tuple[int, int]]]:
    """Invented people, and which two are one. A tenth bear one of a few frequent names."""
    draw = random.Random(3)
    given = ["".join(draw.choices(SYLLABLES, k=2)).capitalize() + draw.choice(("", "n", "r")) for _ in range(2_500)]
    family = ["".join(draw.choices(SYLLABLES, k=3)).capitalize() for _ in range(8_000)]
    given += ["Mohammed", "Gurpreet", "Amina"] * 90
    family += ["Singh", "Kaur", "Khan", "Patel", "Begum"] * 180
    people: list[Record] = []
    same = set()
    while len(people) < count:
        people.append(_person(draw, len(people), given, family))
        if draw.random() < 0.2 and len(people) < count:
            people.append(_slips(draw, people[-1], len(people), given, family))
            same.add((len(people) - 2, len(people) - 1))
    return people, same


def _person(draw: random.Random, at: int, given: list[str], family: list[str]) -> Record:
    born = f"{draw.randint(1930, 2010)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    postcode = f"B{draw.randint(60, 71)} {draw.randint(1, 9)}{draw.choice('ABDEFGH')}{draw.choice('ABDEFGHJL')}"
    return Record(
        at, name=f"{draw.choice(given)} {draw.choice(family)}", born=born if draw.random() < 0.8 else "",
        postcode=postcode, phones=(f"07{draw.randint(10**8, 10**9 - 1)}",) if draw.random() < 0.7 else (),
        emails=(f"p{at}@example.org",) if draw.random() < 0.5 else (),
    )  # fmt: skip


def _slips(draw: random.Random, one: Record, at: int, given: list[str], family: list[str]) -> Record:
    """The same person, written down again with a slip or two."""
    other = replace(one, id=at)
    for _ in range(draw.choice((1, 1, 2))):
        letter = draw.randrange(len(other.name))
        slip: dict[str, Any] = draw.choice((
            {"name": other.name[:letter] + draw.choice("aeiou") + other.name[letter + 1 :]},
            {"name": " ".join(reversed(other.name.split()))}, {"phones": ()}, {"emails": ()}, {"born": ""},
            {"postcode": _person(draw, at, given, family).postcode},
        ))  # fmt: skip
        other = replace(other, **slip)
    return other


def ours() -> Figure:
    people, same = town()
    seconds, found = _timed(lambda: likely(people))
    pairs = {(pair.one, pair.other) for pair in found}
    right = len(pairs & same)
    return Figure("ours, all pairs, with reasons", seconds, _peak(),
                  f"precision {right / len(pairs):.3f}, recall {right / len(same):.3f}")  # fmt: skip


def ours_for_one() -> Figure:
    people, _ = town(PEOPLE + ASKED)
    built, register = _timed(lambda: Register(people[:PEOPLE]))
    times = sorted(_timed(lambda new=new: register.like(new))[0] for new in people[PEOPLE:])
    words = f"the slowest of {ASKED}; the median {median(times) * 1000:.1f} ms; the register built in {built:.1f} s"
    return Figure("ours, one new person", times[-1], _peak(), words)


def ours_on_febrl() -> Figure:
    people, same = linked.febrl(OUTSIDE)
    seconds, found = _timed(lambda: likely(people))
    learned = likely(people, weights=estimated(people))
    scores = linked.f1(found, same, 50), linked.f1(learned, same, 50)
    return Figure(
        "ours, FEBRL 4", seconds, _peak(), f"F1 {scores[0]:.4f} by our weights, {scores[1]:.4f} by learned ones"
    )


def ours_on_fake() -> Figure:
    people, same = linked.fake(OUTSIDE)
    seconds, found = _timed(lambda: likely(people))
    learned = likely(people, weights=estimated(people))
    scores = linked.f1(found, same, 50), linked.f1(learned, same, 50)
    return Figure(
        "ours, fake_1000", seconds, _peak(), f"F1 {scores[0]:.4f} by our weights, {scores[1]:.4f} by learned ones"
    )


def rapidfuzz_all_with_all() -> Figure:
    people, _ = town()
    names = [person.name for person in people]
    seconds, found = _timed(
        lambda: cdist(names[:SAMPLE], names, scorer=token_sort_ratio, score_cutoff=88, dtype=np.uint8, workers=2)
    )
    whole = seconds * PEOPLE / SAMPLE / 2  # each two names once
    words = f"worked out from {SAMPLE} rows; {int((found > 0).sum()) - SAMPLE:,} names alike for these"
    return Figure("rapidfuzz, names of all with all", whole, _peak(), words)


def splink() -> Figure:
    """Splink with levels like ours, trained without labels as its documentation advises."""
    import pandas as pd
    import splink.comparison_library as levels
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    people, same = town()
    frame = pd.DataFrame(
        {
            "unique_id": person.id, "given": person.name.split()[0], "family": person.name.split()[-1],
            "born": person.born or None, "postcode": person.postcode, "phone": next(iter(person.phones), None),
            "email": next(iter(person.emails), None),
        }
        for person in people
    )  # fmt: skip
    rules = [block_on(*by) for by in (["phone"], ["email"], ["born"], ["given", "family"], ["postcode", "family"],
                                      ["postcode", "given"])]  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only", blocking_rules_to_generate_predictions=rules,
        comparisons=[levels.JaroWinklerAtThresholds("given", [0.88]), levels.JaroWinklerAtThresholds("family", [0.88]),
                     levels.LevenshteinAtThresholds("born", 1), levels.LevenshteinAtThresholds("postcode", 1),
                     levels.ExactMatch("phone"), levels.ExactMatch("email")],
    )  # fmt: skip

    def work() -> Any:
        linker = Linker(DuckDBAPI().register(frame), settings)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("phone"), block_on("email")], recall=0.7
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("given", "family"))
        return linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()

    seconds, found = _timed(work)
    pairs = {tuple(sorted(two)) for two in zip(found["unique_id_l"], found["unique_id_r"], strict=True)}
    right = len(pairs & same)
    return Figure("Splink over DuckDB", seconds, _peak(),
                  f"precision {right / len(pairs):.3f}, recall {right / len(same):.3f}")  # fmt: skip


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of work in this process, so that what else the machine does is not counted; and the answer."""
    start = process_time()
    answer = work()
    return process_time() - start, answer


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    programs: list[Callable[[], Figure]] = [ours, ours_for_one, rapidfuzz_all_with_all]
    programs += [ours_on_febrl, ours_on_fake] if OUTSIDE.is_dir() else []
    programs += [splink] if importlib.util.find_spec("splink") else []
    print(f"Likely pairs among {PEOPLE:,} people")
    figures = {}
    for program in programs:
        with get_context("spawn").Pool(1) as alone:
            figure = figures[program] = alone.apply(program)
        print(f"{figure.program:34} {figure.seconds:10,.3f} s {figure.mb:6,.0f} MB  {figure.words}", flush=True)
    for lack, said in (("FEBRL 4", ours_on_febrl), ("Splink", splink)):
        if said not in figures:
            print(f"{lack} is left out: it is not on this machine.")
    return _judge(figures)


def _judge(figures: dict[Callable[[], Figure], Figure]) -> int:
    every, one = figures[ours], figures[ours_for_one]
    good = every.seconds <= MOST_SECONDS and every.mb <= MOST_MB and one.seconds * 1000 <= MOST_MS
    if ours_on_febrl in figures:
        people, same = linked.febrl(OUTSIDE)
        good &= linked.f1(likely(people), same, 50) >= LEAST_F1
    print(
        f"{'within' if good else 'OVER'}: all pairs ≤ {MOST_SECONDS:g} s and ≤ {MOST_MB} MB, one new person ≤ "
        f"{MOST_MS:g} ms, FEBRL 4 F1 ≥ {LEAST_F1}"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

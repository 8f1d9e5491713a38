"""The demonstration place goes through the same readers as anybody's own spreadsheets, without a word of complaint."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from goldenthread.domain.facts import (
    ConsentFact,
    EntryFact,
    PartyFact,
    PlaceFact,
    PromiseFact,
    Refused,
    Remark,
    Said,
    TieFact,
)
from goldenthread.engines.intake.entries import read_entries
from goldenthread.engines.intake.parties import read_parties
from goldenthread.engines.intake.places import read_places
from goldenthread.engines.intake.services import read_services
from goldenthread.engines.intake.ties import read_ties
from tests.examples.conftest import Tables

Reader = Callable[[BinaryIO, str, str], Iterator[Said]]


@pytest.mark.parametrize(
    ("name", "read", "fact"),
    [
        ("places", read_places, PlaceFact),
        ("parties", read_parties, PartyFact),
        ("ties", read_ties, TieFact),
        ("entries", read_entries, EntryFact),
        ("services", read_services, PromiseFact),
    ],
)
def test_every_row_is_read_and_nothing_is_refused_or_remarked_on(
    smethwick: Path, tables: Tables, name: str, read: Reader, fact: type
) -> None:
    with (smethwick / f"{name}.csv").open("rb") as stream:
        said = list(read(stream, f"{name}.csv", "smethwick"))
    assert not [one for one in said if isinstance(one, Refused | Remark)]
    assert len([one for one in said if isinstance(one, fact)]) == len(tables[name])


def test_each_purpose_a_person_agreed_to_becomes_a_record_of_its_own(smethwick: Path, tables: Tables) -> None:
    with (smethwick / "parties.csv").open("rb") as stream:
        said = list(read_parties(stream, "parties.csv", "smethwick"))
    read = Counter(one.purpose for one in said if isinstance(one, ConsentFact))
    written = Counter(purpose for p in tables["parties"] for purpose in p["agreed to"].split("; ") if purpose)
    assert read == written

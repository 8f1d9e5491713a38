"""Records as columns: each detail folded once, in arrays that can be picked from by position."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goldenthread.engines.linkage import folding
from goldenthread.engines.linkage.records import PERSON, Record

Words = NDArray[np.object_]  # of str, or of frozensets of str
Ints = NDArray[np.int64]
Levels = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Folded records, all of length n, in the order of their names and then their ids."""

    records: tuple[Record, ...]
    order: tuple[tuple[str, int], ...]  # by which they stand: name in alphabetical order of its words, and id
    ids: Ints
    people: NDArray[np.bool_]
    given: Words
    family: Words
    given_sound: Words
    family_sound: Words
    whole: Words  # the name as written, folded
    foreign: NDArray[np.bool_]
    numbers: Words
    phones: Words
    emails: Words
    born: Words
    postcode: Words
    address: Words
    town: Words

    def __len__(self) -> int:
        return len(self.ids)


def columns_of(records: Iterable[Record]) -> Columns:
    """Fold the records. Their order does not matter: they are put in that of their names. Ids must differ."""
    named = [(folding.name(record.name), record) for record in records]
    keyed = sorted(((name.ordered, record.id), name, record) for name, record in named)  # ids differ: no tie to break
    names, rows = [row[1] for row in keyed], [row[2] for row in keyed]
    ids = np.array([record.id for record in rows], dtype=np.int64)
    if len(set(ids.tolist())) < len(rows):
        raise ValueError("two records have the same id")
    return Columns(
        records=tuple(rows),
        order=tuple(row[0] for row in keyed),
        ids=ids,
        people=np.array([record.kind == PERSON for record in rows], dtype=np.bool_),
        given=_column([name.given for name in names]),
        family=_column([name.family for name in names]),
        given_sound=_column([name.given_sound for name in names]),
        family_sound=_column([name.family_sound for name in names]),
        whole=_column([" ".join(name.words) for name in names]),
        foreign=np.array([name.foreign for name in names], dtype=np.bool_),
        numbers=_column([frozenset(filter(None, record.numbers)) for record in rows]),
        phones=_column([frozenset(filter(None, map(folding.phone, record.phones))) for record in rows]),
        emails=_column([frozenset(filter(None, map(folding.email, record.emails))) for record in rows]),
        born=_column([folding.born(record.born) for record in rows]),
        postcode=_column([folding.postcode(record.postcode) for record in rows]),
        address=_column([folding.line(record.address) for record in rows]),
        town=_column([folding.line(record.town) for record in rows]),
    )


def _column(values: Sequence[object]) -> Words:
    made = np.empty(len(values), dtype=np.object_)
    made[:] = values
    return made

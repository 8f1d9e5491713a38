"""Write the files of the demonstration place. Twice gives the same bytes.

    python examples/smethwick/make.py [FOLDER]

Geography is real and typed in with its source (parts/geography.py). Everybody and everything that
acts is invented (parts/groups.py, people.py, connections.py, diary.py,
services.py). Standard library only.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from parts import connections, diary, geography, groups, people, services  # noqa: E402  (the folder is put on the path above)

SEED = 20241101

PARTY_COLUMNS = (
    "ref", "name", "kind", "sector", "sort", "about", "postcode", "charity number", "company number",
    "email", "phone", "address", "based at", "agreed to", "agreed on",
)  # fmt: skip
TIE_COLUMNS = ("from", "kind", "to", "since", "until", "scopes")
ENTRY_COLUMNS = ("ref", "kind", "date", "start", "end", "from", "to", "place", "quantity", "unit", "promise")


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def postcode_rows() -> Iterator[tuple[object, ...]]:
    for code, lat, lon, ward, lsoa in geography.POSTCODES:
        yield code, f"{lat:.6f}", f"{lon:.6f}", ward, lsoa, geography.GEO_SOURCE


def body_rows() -> Iterator[tuple[str, ...]]:
    """Organisations, then groups. Charity and company numbers stay empty: nobody here is registered anywhere.

    Telephone numbers are from the range kept free for stories (0121 496 0000 to 0999).
    """
    for number, body in enumerate((*groups.ORGANISATIONS, *groups.GROUPS), start=1):
        organisation = body in groups.ORGANISATIONS
        yield (
            body.ref, body.name, "organisation" if organisation else "group", body.sector, body.sort, body.about,
            body.postcode, "", "", f"{body.ref}@example.org", f"0121 496 0{number:03}" if organisation else "", "",
            body.place if organisation else "", "", "",
        )  # fmt: skip


def person_rows(everybody: Iterable[people.Person]) -> Iterator[tuple[str, ...]]:
    for p in everybody:
        day = p.agreed_on.isoformat() if p.agreed_on else ""
        yield (p.ref, p.name, "person", "", "", "", p.postcode, "", "", p.email, p.phone, "", "", p.agreed, day)


def entry_rows(happenings: Iterable[diary.Happening]) -> Iterator[tuple[str, ...]]:
    for number, h in enumerate(happenings, start=1):
        yield (f"e{number:04}", h.kind, h.day.isoformat(), h.start, h.end, h.giver, h.receiver, h.place,
               h.quantity, h.unit, "")  # fmt: skip


def make(folder: Path) -> None:
    """Write the eight files into `folder`, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(SEED)
    everybody = people.people(rng, [code for code, *_ in geography.POSTCODES], connections.SURE)
    ties = connections.ties(rng, everybody)
    happenings = diary.entries(rng, everybody, ties)
    write_table(folder / "postcodes.csv", ("postcode", "lat", "lon", "admin_ward", "lsoa21_code", "source"),
                postcode_rows())  # fmt: skip
    (folder / "areas.geojson").write_bytes(
        (json.dumps(geography.areas(), ensure_ascii=False, indent=1) + "\n").encode()
    )
    write_table(folder / "places.csv", geography.PLACE_COLUMNS, geography.places())
    write_table(folder / "parties.csv", PARTY_COLUMNS, [*body_rows(), *person_rows(everybody)])
    write_table(folder / "ties.csv", TIE_COLUMNS, ties)
    write_table(folder / "entries.csv", ENTRY_COLUMNS, entry_rows(happenings))
    write_table(folder / "services.csv", services.COLUMNS, services.rows())
    write_table(folder / "cast.csv", ("ref", "role", "does", "email"),
                ((c.ref, c.role, c.does, c.email) for c in people.CAST))  # fmt: skip


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)

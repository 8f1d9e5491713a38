"""The facts in the record's own columns (`now_`), and which rows of the record they would change (`new_`).

NULL in a `now_` column means that the file does not say: what is here then stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldenthread.core.importing import apart
from goldenthread.core.importing.resolve import SHOWN, Moment
from goldenthread.core.importing.side import Side


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of row that an import may make and may change: its table and the columns it may change."""

    about: str
    table: str
    columns: tuple[str, ...]
    fixed: tuple[str, ...] = ()  # said once, when it is made
    beside: tuple[str, ...] = ()  # said anew with a change, but no change by itself: which list told it

    @property
    def personal(self) -> str:
        """An expression for the party whose details a row of this kind holds, for erasure."""
        return {"party": "c.id", "tie": "c.giver_id", "claim": "c.party_id", "promise": "c.giver_id"}.get(
            self.about, "NULL"
        )


KEPT = (
    Kept("place", "core_place", ("kind", "name", "name_key", "parent_id", "postcode", "lat", "lon")),
    Kept("party", "core_party", ("name", "name_key", "sector", "sort_id"), ("kind",)),
    Kept("promise", "core_promise", ("giver_id", "receiver_id", "place_id", "what_id", "amount", "unit_id", "from_day",
                                     "until_day"), ("kind_id",)),
    Kept("tie", "core_tie", ("from_day", "until_day", "scopes"),
         ("giver_id", "receiver_id", "place_id", "kind_id", "derived")),
    Kept("claim", "core_claim", ("amount", "unit_id", "word_id", "source"),
         ("party_id", "place_id", "promise_id", "indicator_id", "as_of"), ("source",)),
)  # fmt: skip
ENTRY = (
    "kind_id", "promise_id", "giver_id", "receiver_id", "place_id", "what_id", "amount", "unit_id", "from_day",
    "until_day", "from_at", "until_at",
)  # fmt: skip
FAR_PAST, FAR_OFF = "'0001-01-01'", "'9999-12-31'"


def _said(column: str) -> str:
    return f"nullif(f.{column}, '')"


def _met(about: str, column: str) -> str:
    return f"(SELECT m.id FROM met_{about} m WHERE m.key = f.{column})"


def _term(column: str) -> str:
    return f"(SELECT t.id FROM term_at t WHERE t.key = f.{column})"


def _is_double() -> str:
    """The place a row is about is a double: it stays where it lies (see `apart`)."""
    return (
        "f.n IN (SELECT a.n FROM at_place a JOIN core_place c ON c.id = a.id "
        f"WHERE NOT a.made AND c.shielded AND {apart.double('place', 'c')})"
    )


def _ends() -> str:
    return f"{_met('party', 'giver')}, {_met('party', 'receiver')}, {_met('place', 'place')}"


def compare(side: Side, moment: Moment) -> None:
    """Fill every `now_` and `new_` table."""
    _now(side)
    _ties(side, moment)
    _claims(side, moment)
    _consents(side, moment)
    _contacts(side)
    _postcodes(side)
    for kept in KEPT:
        side.settle(f"now_{kept.about}")
        differing(side, kept)
    _entries(side)


def _now(side: Side) -> None:
    side.run(
        "INSERT INTO now_party SELECT f.n, f.line, f.kind, f.name, f.name_key, nullif(f.sector, ''), t.id "
        "FROM in_party f LEFT JOIN term_at t ON t.key = f.sort"
    )
    side.run(
        "INSERT INTO now_place SELECT n, line, kind, name, name_key, "
        f"CASE WHEN {_is_double()} THEN NULL ELSE {_met('place', 'parent')} END, {_said('postcode')}, lat, lon "
        "FROM in_place f"
    )
    side.run(
        f"INSERT INTO now_promise SELECT n, line, {_term('kind')}, {_ends()}, {_term('what')}, amount, "
        f"{_term('unit')}, "
        "from_day, until_day FROM in_promise f"
    )
    side.run(
        f"INSERT INTO now_entry SELECT n, line, {_term('kind')}, {_met('promise', 'promise')}, {_ends()}, "
        f"{_term('what')}, "
        f"amount, {_term('unit')}, from_day, until_day, from_at, until_at FROM in_entry f"
    )


def _ties(side: Side, moment: Moment) -> None:
    """One row for each unbroken spell of a connection; recognised by its ends, its kind and overlapping days."""
    ends = "giver_id, receiver_id, place_id, kind_id"
    facts = (
        f"SELECT n, line, {_met('party', 'giver')} AS giver_id, {_met('party', 'receiver')} AS receiver_id, "
        f"{_met('place', 'place')} AS place_id, {_term('kind')} AS kind_id, from_day, until_day, scopes, derived "
        "FROM in_tie f"
    )
    starts = f"coalesce(from_day, {FAR_PAST})"
    stops = f"coalesce(until_day, {FAR_OFF})"
    earlier = (
        f"max({stops}) OVER (PARTITION BY {ends} ORDER BY {starts}, n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )
    spells = f"SELECT f.*, CASE WHEN {earlier} > {starts} THEN 0 ELSE 1 END AS begins FROM ({facts}) f"
    numbered = f"SELECT s.*, sum(begins) OVER (PARTITION BY {ends} ORDER BY {starts}, n) AS spell FROM ({spells}) s"
    side.run(
        f"INSERT INTO now_tie SELECT min(n), min(line), {ends}, nullif(min({starts}), {FAR_PAST}), "
        f"nullif(max({stops}), {FAR_OFF}), nullif(max(scopes), 0), {_every('derived', side)} FROM "
        f"({numbered}) u GROUP BY {ends}, spell"
    )
    overlap = (
        f"(coalesce(c.from_day, {FAR_PAST}) < coalesce(r.until_day, {FAR_OFF}) "
        f"AND coalesce(r.from_day, {FAR_PAST}) < coalesce(c.until_day, {FAR_OFF}) "
        "OR (c.from_day IS NOT DISTINCT FROM r.from_day AND c.until_day IS NOT DISTINCT FROM r.until_day))"
    )
    same = (
        "c.giver_id = r.giver_id AND c.receiver_id IS NOT DISTINCT FROM r.receiver_id "
        "AND c.place_id IS NOT DISTINCT FROM r.place_id AND c.kind_id = r.kind_id"
    )
    _find(side, "tie", f"{same} AND {overlap} AND {SHOWN['tie'].format('c')}", moment)
    # a connection worked out from entries only ever grows
    earliest, latest = ("min", "max") if side.vendor == "sqlite" else ("least", "greatest")
    for column, choice, none in (("from_day", earliest, FAR_PAST), ("until_day", latest, FAR_OFF)):
        side.run(
            f"UPDATE now_tie SET {column} = (SELECT nullif({choice}(coalesce(now_tie.{column}, {none}), "
            f"coalesce(c.{column}, {none})), {none}) FROM at_tie a JOIN core_tie c ON c.id = a.id WHERE a.n = "
            "now_tie.n) "
            "WHERE derived AND n IN (SELECT n FROM at_tie WHERE NOT made)"
        )


def _every(column: str, side: Side) -> str:
    return f"bool_and({column})" if side.vendor == "postgresql" else f"min({column})"


def _claims(side: Side, moment: Moment) -> None:
    subjects = ", ".join(
        f"CASE WHEN about = '{about}' THEN {_met(about, 'subject')} END" for about in ("party", "place", "promise")
    )
    side.run(
        f"INSERT INTO now_claim SELECT n, line, {subjects}, {_term('indicator')}, amount, {_term('unit')}, "
        f"{_term('word')}, "
        f"as_of, {_said('source')} FROM in_claim f"
    )
    same = " AND ".join(
        f"c.{column} IS NOT DISTINCT FROM r.{column}"
        for column in ("party_id", "place_id", "promise_id", "indicator_id", "as_of")
    )
    _find(side, "claim", f"{same} AND c.retracted_in_id IS NULL AND c.said_by_id IS NULL", moment)


def _find(side: Side, about: str, same: str, moment: Moment) -> None:
    """Number rows that have no identifier: the oldest row here that says the same, or a new one."""
    side.settle(f"now_{about}")
    new = side.new_id(f"core_{about}", "s.n") if moment.writing else "-s.n"
    none_yet = side.empty(f"core_{about}")
    found = f"SELECT r.n, min(c.id) AS id FROM now_{about} r CROSS JOIN core_{about} c WHERE {same} GROUP BY r.n"
    here = "SELECT n, n AS id FROM in_place WHERE 1 = 0" if none_yet else found
    side.run(
        f"INSERT INTO at_{about} SELECT s.n, coalesce(h.id, {new}), h.id IS NULL FROM now_{about} s "
        f"LEFT JOIN ({here}) h ON h.n = s.n"
    )
    side.settle(f"at_{about}")


def _consents(side: Side, moment: Moment) -> None:
    """An agreement is made only if none is in force and it was not taken back since."""
    partnership = "NULL"
    if not side.empty("in_consent"):
        from goldenthread.core import partnership as ours

        partnership = str(ours.party_id())
    here = (
        "SELECT 1 FROM core_consent c WHERE c.subject_id = f.subject_id AND c.to_id = f.to_id AND c.purpose "
        "= f.purpose "
        "AND (c.given_at = f.given_at OR c.withdrawn_at >= f.given_at "
        "OR (c.withdrawn_at IS NULL AND (c.until_at IS NULL OR c.until_at > %s)))"
    )
    facts = (
        f"SELECT n, line, {_met('party', 'subject')} AS subject_id, "
        f"CASE WHEN towards = '' THEN {partnership} ELSE {_met('party', 'towards')} END AS to_id, purpose, "
        "given_at, until_at "
        "FROM in_consent f"
    )
    first = "row_number() OVER (PARTITION BY subject_id, to_id, purpose ORDER BY given_at DESC, n)"
    side.run(
        f"INSERT INTO now_consent SELECT n, line, subject_id, to_id, purpose, given_at, until_at, "
        f"first = 1 AND NOT EXISTS ({here}) FROM (SELECT g.*, {first} AS first FROM ({facts}) g) f",
        side.instant(moment.at),
    )


def _contacts(side: Side) -> None:
    facts = f"SELECT n, line, {_met('party', 'party')} AS party_id, kind, sealed, digest FROM in_contact f"
    first = "row_number() OVER (PARTITION BY party_id, kind, digest ORDER BY n)"
    here = (
        'SELECT 1 FROM core_contactpoint c WHERE c.party_id = f.party_id AND c.kind = f.kind AND c."index" = f.digest'
    )
    side.run(
        "INSERT INTO now_contact SELECT n, line, party_id, kind, sealed, digest, "
        f"first = 1 AND NOT EXISTS ({here}) FROM (SELECT g.*, {first} AS first FROM ({facts}) g) f"
    )


def _postcodes(side: Side) -> None:
    """The last row for a postcode in a file counts."""
    last = "row_number() OVER (PARTITION BY code ORDER BY n DESC)"
    kept = " OR ".join(
        f"(f.{column} IS NOT NULL AND f.{column} IS DISTINCT FROM c.{column})"
        for column in ("lat", "lon", "ward", "lsoa")
    )
    facts = (
        f"SELECT n, line, code, lat, lon, {_said('ward')} AS ward, {_said('lsoa')} AS lsoa, "
        f"{_said('source')} AS source, {last} AS last FROM in_postcode f"
    )
    side.run(
        "INSERT INTO now_postcode SELECT n, line, f.code, f.lat, f.lon, f.ward, f.lsoa, f.source, "
        f"c.code IS NULL, c.code IS NOT NULL AND ({kept}) "
        f"FROM ({facts}) f LEFT JOIN core_postcode c ON c.code = f.code WHERE f.last = 1"
    )


def differing(side: Side, kept: Kept) -> None:
    """`new_`: rows of the record that may be seen, and that the file says something else about."""
    if not side.rows(f"SELECT 1 FROM at_{kept.about} WHERE NOT made LIMIT 1"):
        return
    telling = [column for column in kept.columns if column not in kept.beside]
    other = " OR ".join(f"(r.{c} IS NOT NULL AND r.{c} IS DISTINCT FROM c.{c})" for c in telling)
    side.run(
        f"INSERT INTO new_{kept.about} SELECT min(r.n), c.id FROM now_{kept.about} r JOIN at_{kept.about} a "
        "ON a.n = r.n "
        f"JOIN {kept.table} c ON c.id = a.id WHERE NOT a.made AND {SHOWN[kept.about].format('c')} AND "
        f"({other}) GROUP BY c.id"
    )
    side.settle(f"new_{kept.about}")


def _entries(side: Side) -> None:
    """`new_entry`: entries already here of which the file now says something else."""
    if not side.rows("SELECT 1 FROM at_entry WHERE NOT made LIMIT 1"):
        return
    other = " OR ".join(f"r.{c} IS DISTINCT FROM c.{c}" for c in ENTRY)
    side.run(
        "INSERT INTO new_entry SELECT min(r.n), c.id FROM now_entry r JOIN at_entry a ON a.n = r.n "
        f"JOIN core_entry c ON c.id = a.id WHERE NOT a.made AND ({other}) GROUP BY c.id"
    )

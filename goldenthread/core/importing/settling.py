"""What can be put in order inside a staging file, before the record is asked anything.

The same organisation may stand in several files of a folder: rows that share an identifier become
one (the first is kept, and later ones fill what it left empty). A body's postcode becomes a place
it is based at, unless the files say where it is based.
"""

import sqlite3

FILLED = {  # what a later row about the same thing may add to the first: empty columns, and nothing else
    "party": ("sector", "sort"),
    "place": ("parent", "postcode", "lat", "lon"),
    "promise": (),
    "entry": (),
}
_EMPTY = "({0}.{1} IS NULL OR {0}.{1} = '')"


def settle(db: sqlite3.Connection) -> None:
    twins(db)
    homes(db)


def twins(db: sqlite3.Connection) -> None:
    """Let every identifier of a kind of thing lead to one row."""
    db.execute("CREATE TEMP TABLE twin (about TEXT, n INTEGER, lead INTEGER, PRIMARY KEY (about, n))")
    db.execute(
        "INSERT INTO twin SELECT k.about, k.n, min(f.first) FROM in_key k JOIN ("
        "SELECT about, scheme, value, min(n) AS first FROM in_key GROUP BY about, scheme, value HAVING count(*) > 1"
        ") f ON f.about = k.about AND f.scheme = k.scheme AND f.value = k.value AND f.first < k.n GROUP BY k.about, k.n"
    )
    if db.execute("SELECT count(*) FROM twin").fetchone()[0]:
        while _follow(db):
            pass
        for about in FILLED:
            _merge(db, about)
        _tidy_keys(db)
    db.execute("DROP TABLE twin")


def _follow(db: sqlite3.Connection) -> int:
    """A twin of a twin is a twin of the first; returns how many were not there yet."""
    further = "SELECT t.lead FROM twin t WHERE t.about = twin.about AND t.n = twin.lead"
    return db.execute(f"UPDATE twin SET lead = ({further}) WHERE EXISTS ({further})").rowcount


def _merge(db: sqlite3.Connection, about: str) -> None:
    table = f"in_{about}"
    for column in FILLED[about]:
        said = (
            f"SELECT o.{column} FROM {table} o JOIN twin t ON t.about = '{about}' AND t.n = o.n "
            f"WHERE t.lead = {table}.n AND NOT {_EMPTY.format('o', column)} ORDER BY o.n LIMIT 1"
        )
        empty = _EMPTY.format(table, column)
        db.execute(f"UPDATE {table} SET {column} = ({said}) WHERE {empty} AND EXISTS ({said})")
    mine = f"SELECT n FROM twin WHERE about = '{about}'"
    for beside in ("in_home", "in_detail", "in_outline"):
        _move(db, beside, about, mine)
    db.execute(f"DELETE FROM {table} WHERE n IN ({mine})")


def _move(db: sqlite3.Connection, beside: str, about: str, mine: str) -> None:
    """Give what stands beside a twin to its lead; where one row a thing is kept, the lead's own stays."""
    owner = {"in_home": "party", "in_outline": "place"}.get(beside, about)
    if owner != about:
        return
    only = f" AND about = '{about}'" if beside == "in_detail" else ""
    lead = f"SELECT lead FROM twin WHERE about = '{about}' AND twin.n = {beside}.n"
    db.execute(f"UPDATE OR IGNORE {beside} SET n = ({lead}) WHERE n IN ({mine}){only}")
    db.execute(f"DELETE FROM {beside} WHERE n IN ({mine}){only}")


def _tidy_keys(db: sqlite3.Connection) -> None:
    lead = "SELECT lead FROM twin WHERE twin.about = in_key.about AND twin.n = in_key.n"
    db.execute(f"UPDATE in_key SET n = ({lead}), nth = nth + 10 WHERE EXISTS ({lead})")
    db.execute("DELETE FROM in_key WHERE rowid NOT IN (SELECT min(rowid) FROM in_key GROUP BY about, scheme, value)")


def homes(db: sqlite3.Connection) -> None:
    """Make a place of each postcode that a body gives, and tie the body to it."""
    db.execute(
        "DELETE FROM in_home WHERE EXISTS (SELECT 1 FROM in_tie t JOIN in_key k ON k.about = 'party' "
        "AND k.scheme || ':' || k.value = t.giver WHERE t.kind = 'kind:based_at' AND k.n = in_home.n)"
        if db.execute("SELECT EXISTS (SELECT 1 FROM in_tie WHERE kind = 'kind:based_at')").fetchone()[0]
        else "DELETE FROM in_home WHERE 0"
    )
    new = "SELECT DISTINCT postcode FROM in_home WHERE 'postcode:' || postcode NOT IN (SELECT key FROM in_place)"
    last = db.execute("SELECT coalesce(max(n), 0) FROM in_place").fetchone()[0]
    for n, (postcode,) in enumerate(db.execute(new).fetchall(), last + 1):
        row = (n, 0, f"postcode:{postcode}", "street", postcode, postcode.lower(), "", postcode, None, None)
        db.execute("INSERT INTO in_place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO in_key VALUES ('place', ?, 0, 'postcode', ?)", (n, postcode))
    last = db.execute("SELECT coalesce(max(n), 0) FROM in_tie").fetchone()[0]
    db.execute(
        "INSERT INTO in_tie SELECT ? + row_number() OVER (ORDER BY n), line, key, '', 'postcode:' || postcode, "
        "'kind:based_at', NULL, NULL, 0, 0 FROM in_home",
        (last,),
    )
    db.execute("INSERT OR IGNORE INTO in_mention SELECT 'party', key, substr(key, 1, instr(key, ':') - 1), "
               "CASE WHEN key LIKE 'gt:%' THEN lower(substr(key, 4)) ELSE substr(key, instr(key, ':') + 1) "
               "END FROM in_home")  # fmt: skip
    db.execute("INSERT OR IGNORE INTO in_mention SELECT DISTINCT 'place', 'postcode:' || postcode, 'postcode', "
               "postcode FROM in_home")  # fmt: skip

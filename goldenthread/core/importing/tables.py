"""The tables of a staging file: what a file says, row by row, before anybody has agreed to it.

One definition serves both databases: SQLite attaches the staging file, PostgreSQL gets the same
tables as temporary ones. Terms are written "scheme:code", parties, places, promises and entries by
their key "scheme:value". `line` is the row of the file, and in a folder its file too (`in_file` times 2³²
and the row). An empty text or NULL means "not said".
"""

_ROW = "n INTEGER PRIMARY KEY, line BIGINT NOT NULL, "
_DAYS = ", from_day DATE, until_day DATE"
_AMOUNT = ", amount BIGINT, unit TEXT NOT NULL"
_ENDS = "giver TEXT NOT NULL, receiver TEXT NOT NULL, place TEXT NOT NULL"


def _texts(names: str) -> str:
    return ", ".join(f"{name} TEXT NOT NULL" for name in names.split())


FACTS = {
    "in_term": _ROW + _texts("scheme code label parent source licence uri"),
    "in_place": _ROW + _texts("key kind name name_key parent postcode") + ", lat FLOAT, lon FLOAT",
    "in_party": _ROW + _texts("key kind name name_key sector sort"),
    "in_promise": _ROW + "key TEXT NOT NULL, kind TEXT NOT NULL, " + _ENDS + ", what TEXT NOT NULL" + _AMOUNT + _DAYS,
    "in_entry": _ROW + "key TEXT NOT NULL, kind TEXT NOT NULL, promise TEXT NOT NULL, " + _ENDS
    + ", what TEXT NOT NULL" + _AMOUNT + _DAYS + ", from_at TIMESTAMP, until_at TIMESTAMP",
    "in_tie": _ROW + _ENDS + ", kind TEXT NOT NULL" + _DAYS + ", scopes SMALLINT NOT NULL, derived BOOLEAN NOT NULL",
    "in_consent": _ROW + _texts("subject towards purpose") + ", given_at TIMESTAMP, until_at TIMESTAMP",
    "in_contact": _ROW + _texts("party kind sealed digest"),
    "in_claim": _ROW + _texts("about subject indicator word source") + _AMOUNT + ", as_of DATE",
    "in_postcode": _ROW + _texts("code ward lsoa source") + ", lat FLOAT, lon FLOAT",
    "in_outline": "n INTEGER PRIMARY KEY, geometry TEXT NOT NULL, source TEXT NOT NULL, "
    "west FLOAT, south FLOAT, east FLOAT, north FLOAT",  # n is the place's
    "in_detail": "about TEXT NOT NULL, n INTEGER NOT NULL, detail TEXT NOT NULL",
    "in_key": "about TEXT NOT NULL, n INTEGER NOT NULL, nth INTEGER NOT NULL, " + _texts("scheme value"),
    "in_mention": "about TEXT NOT NULL, key TEXT NOT NULL, scheme TEXT NOT NULL, value TEXT NOT NULL, "
    "PRIMARY KEY (about, key)",
}  # fmt: skip
"""What is copied to the database that decides. `in_mention` holds every key that some fact refers to."""

INDEXES = {
    "in_key_by_value": "in_key (about, scheme, value)",
}

KEPT = {
    "file": _texts("ref name reader source digest at") + ", party BIGINT",
    "in_file": "nth INTEGER PRIMARY KEY, " + _texts("name"),  # of a folder, from 1
    "in_refused": "line INTEGER NOT NULL, " + _texts("file col value why"),
    "in_remark": "line INTEGER NOT NULL, " + _texts("file col value what"),
    "in_home": "n INTEGER PRIMARY KEY, " + _texts("key postcode") + ", line INTEGER NOT NULL",  # a party's postcode
}
"""What stays in the file: who brought it, and what the reader could not take."""

ANSWERS = {
    "outcome": "n INTEGER PRIMARY KEY, line INTEGER NOT NULL, " + _texts("about what words changes file"),
    "outcome_refused": "line INTEGER NOT NULL, " + _texts("col value why"),
    "outcome_count": _texts("kind") + ", created INTEGER, updated INTEGER, unchanged INTEGER",
    "outcome_pair": _texts("one other reason") + ", likeness INTEGER NOT NULL",
}
"""What the preview found, in a file of its own."""

TO_KIND = ("party", "place", "promise")
"""What other facts may refer to by key, in the order in which they refer to each other."""

WORKING = {
    "term_at": "key TEXT PRIMARY KEY, id BIGINT NOT NULL",
    **{f"hit_{about}": "n INTEGER NOT NULL, nth INTEGER NOT NULL, id BIGINT NOT NULL" for about in (*TO_KIND, "entry")},
    **{f"at_{about}": "n INTEGER PRIMARY KEY, id BIGINT NOT NULL, made BOOLEAN NOT NULL"
       for about in (*TO_KIND, "entry", "tie", "claim")},
    **{f"met_{about}": "key TEXT PRIMARY KEY, id BIGINT NOT NULL" for about in TO_KIND},
    "now_party": "n INTEGER PRIMARY KEY, line BIGINT, kind TEXT, name TEXT, name_key TEXT, sector TEXT, "
    "sort_id BIGINT",
    "now_place": "n INTEGER PRIMARY KEY, line BIGINT, kind TEXT, name TEXT, name_key TEXT, parent_id BIGINT, "
    "postcode TEXT, lat FLOAT, lon FLOAT",
    "now_promise": "n INTEGER PRIMARY KEY, line BIGINT, kind_id BIGINT, giver_id BIGINT, receiver_id BIGINT, "
    "place_id BIGINT, what_id BIGINT, amount BIGINT, unit_id BIGINT, from_day DATE, until_day DATE",
    "now_tie": "n INTEGER PRIMARY KEY, line BIGINT, giver_id BIGINT, receiver_id BIGINT, place_id BIGINT, "
    "kind_id BIGINT, from_day DATE, until_day DATE, scopes SMALLINT, derived BOOLEAN",
    "now_claim": "n INTEGER PRIMARY KEY, line BIGINT, party_id BIGINT, place_id BIGINT, promise_id BIGINT, "
    "indicator_id BIGINT, amount BIGINT, unit_id BIGINT, word_id BIGINT, as_of DATE, source TEXT",
    "now_entry": "n INTEGER PRIMARY KEY, line BIGINT, kind_id BIGINT, promise_id BIGINT, giver_id BIGINT, "
    "receiver_id BIGINT, place_id BIGINT, what_id BIGINT, amount BIGINT, unit_id BIGINT, from_day DATE, "
    "until_day DATE, from_at TIMESTAMP, until_at TIMESTAMP",
    "now_consent": "n INTEGER PRIMARY KEY, line BIGINT, subject_id BIGINT, to_id BIGINT, purpose TEXT, "
    "given_at TIMESTAMP, until_at TIMESTAMP, made BOOLEAN",
    "now_contact": "n INTEGER PRIMARY KEY, line BIGINT, party_id BIGINT, kind TEXT, sealed TEXT, "
    "digest TEXT, made BOOLEAN",
    "now_postcode": "n INTEGER PRIMARY KEY, line BIGINT, code TEXT, lat FLOAT, lon FLOAT, ward TEXT, "
    "lsoa TEXT, source TEXT, made BOOLEAN, changed BOOLEAN",
    **{f"new_{about}": "n INTEGER PRIMARY KEY, id BIGINT NOT NULL" for about in (*TO_KIND, "tie", "claim", "entry")},
}  # fmt: skip
"""What is worked out in the database that decides: `hit_` identifiers recognised, `at_` the row each fact is
about and whether it has yet to be made, `met_` what each mentioned key means, `now_` the fact in the record's
own columns, `new_` the rows that would change."""

"""What the record would refuse, said in sentences before it is tried: every row at once, not only the first."""

from __future__ import annotations

from goldenthread.core.importing.resolve import MOST_REFUSED, SHOWN, allowed_ends
from goldenthread.core.importing.side import Side
from goldenthread.domain.facts import Refused
from goldenthread.domain.kinds import Spine
from goldenthread.domain.words import N_, Sentence, say

_A = {"person": N_("a person"), "group": N_("a group"), "organisation": N_("an organisation")}
_KIND_HERE = N_(
    "“%(name)s” is %(here)s here, and %(there)s in this file. Put the kind right, or give the row another ref."
)
_SELF = N_(
    "This connects “%(name)s” with itself: both refs lead to the same record. Put one of them right, or delete the row."
)
_END = {
    "giver": N_(
        "“%(name)s” is %(kind)s, and cannot be at the “from” end of “%(code)s”. Put the kind or the name right."
    ),
    "receiver": N_(
        "“%(name)s” is %(kind)s, and cannot be at the “to” end of “%(code)s”. Put the kind or the name right."
    ),
}
_SELF_PLACE = N_("This place would lie inside itself. Put “part of” right, or leave it empty.")
_NOT_PERSON = N_(
    "Only a person can agree to something, and this is %(kind)s. Delete the agreement, or put the kind right."
)
_BACKWARDS = N_("This ends before it starts. Put one of the two dates right.")
_NO_SIDE = N_("This names nobody it is from or for. Add one of the two.")
_ENDS = {"giver": "from", "receiver": "to"}
_SPINE = {"tie": Spine.TIE, "promise": Spine.PROMISE, "entry": Spine.ENTRY}
# the kind of any party, whether it is here or still to be made
_WHO = (
    "SELECT a.id, p.kind, p.name FROM at_party a JOIN in_party p ON p.n = a.n WHERE a.made "
    "UNION ALL SELECT c.id, c.kind, CASE WHEN c.hidden THEN '' ELSE c.name END FROM core_party c"
)


def refusals(side: Side) -> list[Refused]:
    found = [*_kinds(side), *_selves(side), *_dates(side), *_consents(side)]
    for about in _SPINE:
        found += _ends(side, about)
    return sorted(found, key=lambda refused: refused.row)[:MOST_REFUSED]


def _kinds(side: Side) -> list[Refused]:
    """A person does not become a group by bringing in a list."""
    if not side.rows("SELECT 1 FROM at_party WHERE NOT made LIMIT 1"):
        return []
    rows = side.rows(
        "SELECT r.line, r.name, c.kind, r.kind FROM now_party r JOIN at_party a ON a.n = r.n "
        f"JOIN core_party c ON c.id = a.id WHERE NOT a.made AND c.kind <> r.kind AND {SHOWN['party'].format('c')} "
        f"ORDER BY r.line LIMIT {MOST_REFUSED}"
    )
    return [
        Refused(line, "kind", kind, say(_KIND_HERE, name=name, here=_a(here), there=_a(kind)))
        for line, name, here, kind in rows
    ]


def _a(kind: str) -> Sentence:
    """The words for a kind of party: “a person”."""
    return say(_A[kind])


def _selves(side: Side) -> list[Refused]:
    ties = side.rows(
        "SELECT r.line, f.giver FROM now_tie r JOIN in_tie f ON f.n = r.n WHERE r.giver_id = r.receiver_id "
        f"ORDER BY r.line LIMIT {MOST_REFUSED}"
    )
    places = side.rows(
        "SELECT r.line, r.name FROM now_place r JOIN at_place a ON a.n = r.n WHERE r.parent_id = a.id ORDER BY r.line "
        f"LIMIT {MOST_REFUSED}"
    )
    selves = [(line, key.partition(":")[2]) for line, key in ties]
    return [
        *(Refused(line, "to", ref, say(_SELF, name=ref)) for line, ref in selves),
        *(Refused(line, "part of", name, say(_SELF_PLACE)) for line, name in places),
    ]


def _dates(side: Side) -> list[Refused]:
    """Dates that do not go with what the record already knows, or with each other."""
    wrong: list[Refused] = []
    for about, order in (("tie", "<"), ("promise", "<=")):
        rows = side.rows(
            f"SELECT r.line, r.until_day FROM now_{about} r JOIN at_{about} a ON a.n = r.n "
            f"LEFT JOIN core_{about} c ON c.id = a.id "
            f"WHERE coalesce(r.until_day, c.until_day) {order} coalesce(r.from_day, c.from_day) LIMIT {MOST_REFUSED}"
        )
        wrong += [Refused(line, "until", str(until or ""), say(_BACKWARDS)) for line, until in rows]
    sides = side.rows(
        "SELECT r.line FROM now_promise r JOIN at_promise a ON a.n = r.n WHERE a.made AND r.giver_id IS NULL "
        f"AND r.receiver_id IS NULL LIMIT {MOST_REFUSED}"
    )
    return wrong + [Refused(line, "from", "", say(_NO_SIDE)) for (line,) in sides]


def _consents(side: Side) -> list[Refused]:
    if side.empty("now_consent"):
        return []
    rows = side.rows(
        f"SELECT r.line, w.name, w.kind FROM now_consent r JOIN ({_WHO}) w ON w.id = r.subject_id "
        f"WHERE w.kind <> 'person' ORDER BY r.line LIMIT {MOST_REFUSED}"
    )
    return [Refused(line, "agreed to", name, say(_NOT_PERSON, kind=_a(kind))) for line, name, kind in rows]


def _ends(side: Side, about: str) -> list[Refused]:
    """Ends that a kind of connection cannot have: only a person works for somebody."""
    if side.empty(f"now_{about}"):
        return []
    used = {row[0] for row in side.rows(f"SELECT DISTINCT kind FROM in_{about}")}
    found: list[Refused] = []
    for key, code, givers, receivers in allowed_ends(_SPINE[about]):
        for end, allowed in (("giver", givers), ("receiver", receivers)):
            if key in used and len(set(allowed)) < 3:
                found += _wrong_ends(side, about, key, code, end, allowed)
    return found


def _wrong_ends(side: Side, about: str, key: str, code: str, end: str, allowed: tuple[str, ...]) -> list[Refused]:
    kinds = ", ".join(f"'{kind}'" for kind in allowed) or "''"
    rows = side.rows(
        f"SELECT r.line, w.name, w.kind FROM now_{about} r JOIN ({_WHO}) w ON w.id = r.{end}_id "
        f"WHERE r.kind_id = (SELECT id FROM term_at WHERE key = '{key}') AND w.kind NOT IN ({kinds}) "
        f"ORDER BY r.line LIMIT {MOST_REFUSED}"
    )
    return [
        Refused(line, _ENDS[end], name or kind, say(_END[end], name=name or kind, kind=_a(kind), code=code))
        for line, name, kind in rows
    ]

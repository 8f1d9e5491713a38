"""Two records side by side: why they look alike, what each says, and in what they differ.

An address is never opened for this: whether two telephones are the same is told by their keyed digests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from goldenthread.core import identity, partnership, sight, terms
from goldenthread.core.models import ContactPoint, Identifier, LikelyPair, Tie
from goldenthread.core.permissions import Actor
from goldenthread.domain.kinds import PURPOSE_WORDS, PartyKind
from goldenthread.domain.words import N_
from goldenthread.engines import linkage
from goldenthread.engines.linkage import Reason, Record
from goldenthread.ui.jinja import sector_words
from goldenthread.ui.shapes import Cell, Column

REASONS = {
    Reason.SAME_CHARITY_NUMBER: N_("They have the same charity number."),
    Reason.SAME_COMPANY_NUMBER: N_("They have the same company number."),
    Reason.SAME_NUMBER: N_("One row of a list has the numbers of both."),
    Reason.SAME_NAME: N_("The names are the same."),
    Reason.REORDERED_NAME: N_("The names have the same words in another order."),
    Reason.TRANSLITERATED_NAME: N_("The names are the same in two scripts."),
    Reason.SOUNDS_ALIKE: N_("The names sound alike."),
    Reason.NEAR_NAME: N_("The names are nearly the same."),
    Reason.PART_OF_NAME: N_("Part of the name is the same."),
    Reason.NO_SURNAME: N_("The first name is the same, and one record has no family name."),
    Reason.SHARED_PHONE: N_("They share a telephone number."),
    Reason.SHARED_EMAIL: N_("They share an e-mail address."),
    Reason.NEAR_EMAIL: N_("Their e-mail addresses are nearly the same."),
    Reason.SAME_BORN: N_("They were born on the same day."),
    Reason.NEAR_BORN: N_("Their days of birth are nearly the same."),
    Reason.SAME_POSTCODE: N_("They have the same postcode."),
    Reason.NEAR_POSTCODE: N_("Their postcodes are nearly the same."),
    Reason.SAME_ADDRESS: N_("They have the same address."),
    Reason.NEAR_ADDRESS: N_("Their addresses are nearly the same."),
    Reason.SAME_TOWN: N_("They are in the same town."),
    Reason.NEAR_NUMBER: N_("Their numbers are nearly the same."),
}
KINDS = {
    PartyKind.PERSON: N_("Person"), PartyKind.GROUP: N_("Group"), PartyKind.ORGANISATION: N_("Organisation"),
}  # fmt: skip
NUMBERS = {
    "GB-CHC": N_("Charity number"), "GB-SC": N_("Charity number (Scotland)"),
    "GB-NIC": N_("Charity number (Northern Ireland)"), "GB-COH": N_("Company number"),
}  # fmt: skip
Contacts = Mapping[str, frozenset[str]]  # phone, email -> keyed digests


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one record, as far as the reader may see it."""

    seen: sight.Seen
    numbers: tuple[tuple[str, str], ...] = ()  # (register, number), without the lists' own keys
    places: tuple[tuple[str, str], ...] = ()  # (name, postcode)
    contacts: Contacts = field(default_factory=dict)

    def record(self, party: int) -> Record:
        """The same for the engine."""
        return Record(
            party, self.seen.kind, self.seen.name, tuple(f"{scheme}:{value}" for scheme, value in self.numbers),
            tuple(sorted(self.contacts.get("phone", ()))), tuple(sorted(self.contacts.get("email", ()))),
            postcode=next((code for _name, code in self.places if code), ""),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A pair as the page shows it."""

    ref: str
    likeness: int
    names: tuple[str, str]
    why: list[str]
    columns: list[Column]
    rows: list[tuple[str | Cell, ...]]


@dataclass(frozen=True, slots=True)
class Settled:
    """An answered pair: `words` say what came of it."""

    ref: str
    names: tuple[str, str]
    words: str


class Both:
    """What is known of both sides of some pairs, read for all of them at once."""

    def __init__(self, known: Mapping[int, Known], agreed: Mapping[tuple[int, int], list[str]]) -> None:
        self.known, self.agreed = known, agreed

    @classmethod
    def of(cls, actor: Actor, pairs: Iterable[LikelyPair]) -> Both:
        """Read in six queries. The pairs are those of which the actor may see both."""
        pairs = list(pairs)
        ids = {end for pair in pairs for end in (pair.one_id, pair.other_id)}
        seen = sight.seen(actor, ids)
        numbers, places, contacts = _numbers(ids), _places(actor, ids), _contacts(ids)
        known = {
            pk: Known(one, tuple(numbers[pk]), tuple(sorted(places[pk])), contacts.get(pk, {}))
            for pk, one in seen.items()
        }
        linked = [
            (pair.one_id, pair.other_id) for pair in pairs if pair.same and seen[pair.one_id].kind == PartyKind.PERSON
        ]
        agreed = identity.agreed_on(linked, audience=partnership.party_id(), at=actor.at) if linked else {}
        return cls(known, {two: [_(PURPOSE_WORDS[one]) for one in purposes] for two, purposes in agreed.items()})

    def told(self, pair: LikelyPair) -> Told:
        one, other = self.known[pair.one_id], self.known[pair.other_id]
        found = linkage.explain(one.record(pair.one_id), other.record(pair.other_id))
        why = [pair.reason, *(reason for reason in found.reasons if reason != pair.reason)]
        columns = [Column(_("What the records say")), Column(_("One")), Column(_("The other")), Column(_("The same?"))]
        return Told(
            pair.ref, pair.likeness, (one.seen.name, other.seen.name),
            [_(REASONS[Reason(code)]) for code in why], columns, [*_rows(one, other)],
        )  # fmt: skip

    def settled(self, pair: LikelyPair) -> Settled:
        one, other = self.known[pair.one_id], self.known[pair.other_id]
        return Settled(pair.ref, (one.seen.name, other.seen.name), self._came_of_it(pair, one))

    def _came_of_it(self, pair: LikelyPair, one: Known) -> str:
        if not pair.same:
            return _("Kept apart: they are not the same.")
        if one.seen.kind != PartyKind.PERSON:
            return _("Linked: they count as one.")
        purposes = self.agreed.get((pair.one_id, pair.other_id))
        if not purposes:
            return _(
                "Linked, and still counted as two: they count as one only where the person agreed on both records."
            )
        return _("Linked. They count as one where the person agreed on both records: %(what)s.") % {
            "what": ", ".join(purposes)
        }


def _rows(one: Known, other: Known) -> Iterable[tuple[str | Cell, ...]]:
    """A line for each thing that either says; the last cell tells whether they agree."""
    yield _("Name"), _linked(one), _linked(other), _verdict(one.seen.name, other.seen.name)
    yield _row(_("Sort"), _sort(one), _sort(other))
    for scheme in sorted({scheme for scheme, _value in (*one.numbers, *other.numbers)}):
        yield _row(_(NUMBERS[scheme]) if scheme in NUMBERS else scheme, _number(one, scheme), _number(other, scheme))
    if one.places or other.places:
        yield _row(_("Places"), _written(one.places), _written(other.places))
    for kind, words in (("phone", _("Telephone")), ("email", _("E-mail"))):
        mine, theirs = one.contacts.get(kind), other.contacts.get(kind)
        if mine or theirs:
            shared = bool(mine and theirs and mine & theirs)
            verdict = _("Same") if shared else _("Different") if mine and theirs else ""
            yield words, _("Known") if mine else "", _("Known") if theirs else "", verdict


def _row(label: str, mine: str, theirs: str) -> tuple[str | Cell, ...]:
    return label, Cell(mine), Cell(theirs), _verdict(mine, theirs)


def _verdict(mine: str, theirs: str) -> str:
    if not mine or not theirs:
        return ""
    return _("Same") if mine == theirs else _("Different")


def _linked(known: Known) -> Cell:
    return Cell(known.seen.name, reverse("directory:show", kwargs={"ref": known.seen.ref}))


def _sort(known: Known) -> str:
    sector = str(sector_words(known.seen.sector)) if known.seen.sector else ""
    return ", ".join(filter(None, (_(KINDS[PartyKind(known.seen.kind)]), sector)))


def _number(known: Known, scheme: str) -> str:
    return ", ".join(value for of, value in known.numbers if of == scheme)


def _written(places: Iterable[tuple[str, str]]) -> str:
    return "; ".join(", ".join(filter(None, place)) for place in places)


# ---- Reading, for many at once ----


def _numbers(ids: Iterable[int]) -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Identifier.objects.filter(party__in=ids).order_by("scheme", "value")
    for party, scheme, value in rows.values_list("party", "scheme", "value"):
        if "/" not in scheme:  # "row/…" and "local/…" are a list's own keys
            found[party].append((scheme, value))
    return found


def _places(actor: Actor, ids: set[int]) -> Mapping[int, set[tuple[str, str]]]:
    """Places each is tied to, by ties of kinds that the actor may see."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    kinds = terms.ids_of(terms.KIND, [kind.code for kind in sight.open_kinds(actor)])
    rows = Tie.objects.filter(
        Q(giver__in=ids) | Q(receiver__in=ids), Tie.live(actor.day), kind__in=kinds, place__hidden=False
    ).values_list("giver", "receiver", "place__name", "place__postcode")
    for giver, receiver, name, postcode in rows:
        for end in {giver, receiver} & ids:
            found[end].add((name, postcode))
    return found


def _contacts(ids: Iterable[int]) -> Mapping[int, Contacts]:
    found: dict[int, dict[str, frozenset[str]]] = defaultdict(dict)
    rows = ContactPoint.objects.filter(party__in=ids).exclude(kind="address").values_list("party", "kind", "index")
    for party, kind, digest in rows:
        found[party][kind] = found[party].get(kind, frozenset()) | {digest}
    return found

"""Rows become objects of the feed: some services, organisations or places at once, a few queries for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldenthread.capabilities.directory.models import ServiceTerm
from goldenthread.capabilities.directory.oruk import found, places
from goldenthread.capabilities.directory.oruk.vocabulary import Vocabulary
from goldenthread.engines.oruk_feed import (
    email,
    filled,
    id_of_pair,
    id_under,
    moment,
    several,
    unique,
    uri,
)

REGISTERS = {
    "GB-CHC": "Charity number", "GB-COH": "Company number", "GB-SC": "Charity number", "GB-NIC": "Charity number",
}  # fmt: skip
COLUMNS = (
    "pk", "ref", "giver", "what", "changed_in__at", "service__title", "service__about", "service__website",
    "service__running", "service__fees", "service__youngest", "service__oldest", "service__free",
    "service__checked_on", "service__times", "service__more",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """A service as the record keeps it, and its UUID."""

    pk: int
    ref: str
    giver: int
    what: int | None
    changed_at: Any
    title: str
    about: str
    website: str
    running: str
    fees: str
    youngest: int | None
    oldest: int | None
    free: bool | None
    checked_on: Any
    times: list[Any]
    more: dict[str, Any]
    id: str = ""


# ---- Services ----


def minimal(ids: Sequence[int]) -> list[dict[str, Any]]:
    """What a reader needs to know whether to ask again; and the two fields without which it is no service."""
    return [
        {key: value for key, value in service.items() if key in ("id", "name", "status", "modified_date")}
        for service in ({**one, "modified_date": one["last_modified"]} for one in services(ids))
    ]


def services(ids: Sequence[int]) -> list[dict[str, Any]]:
    """Services with the organisation that runs them, as lists give them. Four queries."""
    return [_service(row, run_by) for row, run_by in _rows(ids)]


def services_whole(ids: Sequence[int], vocabulary: Vocabulary, *, with_places: bool = True) -> list[dict[str, Any]]:
    """Services with everything that hangs on them."""
    rows = _rows(ids, registered=True)
    marks = _by_service(ServiceTerm.objects.filter(service__in=ids).order_by("pk").values_list("service", "term"))
    at = places.of_services([(row.pk, row.id, row.ref, row.more) for row, _ in rows]) if with_places else {}
    return [
        filled({
            **_service(row, run_by),
            "schedules": several(row.id, "schedules", row.times or row.more.get("schedules")),
            "service_areas": several(row.id, "service_areas", row.more.get("service_areas")),
            "languages": several(row.id, "languages", row.more.get("languages")),
            "cost_options": several(row.id, "cost_options", row.more.get("cost_options")) or _free(row),
            "attributes": _attributes(row, [term for (term,) in marks.get(row.pk, ())], vocabulary),
            "service_at_locations": at.get(row.pk, []),
        })
        for row, run_by in rows
    ]  # fmt: skip


def _rows(ids: Sequence[int], *, registered: bool = False) -> list[tuple[Row, dict[str, Any]]]:
    """Services with who runs them, in the order of `ids`; whatever is not to be seen is not there. Four queries."""
    rows = {row[0]: Row(*row) for row in found.some_offers(ids).values_list(*COLUMNS)}
    run_by = organizations_by_row([row.giver for row in rows.values()], registered=registered)
    known = found.uuids("promise", "service", {row.pk: row.ref for row in rows.values()}, found.called("promise", rows))
    for row in rows.values():
        row.id = known[row.pk]
    return [(rows[pk], run_by[rows[pk].giver]) for pk in map(int, ids) if pk in rows and rows[pk].giver in run_by]


def _service(row: Row, run_by: dict[str, Any]) -> dict[str, Any]:
    """The fields of a service itself."""
    more = row.more
    return filled({
        "id": row.id, "name": row.title, "description": row.about, "url": uri(row.website),
        "email": email(more.get("email")), "status": row.running, "fees": row.fees,
        "accreditations": more.get("accreditations"), "minimum_age": row.youngest, "maximum_age": row.oldest,
        "eligibility_description": more.get("eligibility_description"), "alert": more.get("alert"),
        "assured_date": row.checked_on.isoformat() if row.checked_on else "",
        "last_modified": moment(more.get("last_modified")) or moment(row.changed_at), "organization": run_by,
    })  # fmt: skip


def _free(row: Row) -> list[dict[str, Any]]:
    return [{"id": id_under(row.id, "free"), "option": "Free", "amount": 0}] if row.free else []


def _attributes(row: Row, marks: Iterable[int], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """What the feed said it is marked with; then what else it is marked with here."""
    said = several(row.id, "attributes", row.more.get("attributes"))
    there = {each.get("taxonomy_term", {}).get("id") for each in said}
    chosen = [vocabulary.shaped[term] for term in (row.what, *marks) if term in vocabulary.shaped]
    own = [term for term in unique(chosen) if term["id"] not in there]
    return said + [
        {"id": id_under(row.id, f"term/{term['id']}"), "link_entity": "service", "taxonomy_term": term} for term in own
    ]


def _by_service(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    grouped: dict[int, list[tuple[Any, ...]]] = {}
    for service, *rest in rows:
        grouped.setdefault(service, []).append(tuple(rest))
    return grouped


# ---- Organisations ----


def organizations(ids: Sequence[int]) -> list[dict[str, Any]]:
    by_row = organizations_by_row(ids)
    return [by_row[pk] for pk in map(int, ids) if pk in by_row]


def organizations_whole(ids: Sequence[int], vocabulary: Vocabulary, *, services_too: bool) -> list[dict[str, Any]]:
    """Organisations with their numbers in registers and their services, named or whole."""
    by_row = organizations_by_row(ids, registered=True)
    offered = list(found.offers().filter(giver__in=list(by_row)).order_by("pk").values_list("pk", "giver"))
    wanted = [pk for pk, _ in offered]
    told = services_whole(wanted, vocabulary) if services_too else services(wanted)
    per_giver: dict[int, list[dict[str, Any]]] = {}
    for (_, giver), service in zip(offered, told, strict=True):
        service.pop("organization", None)
        per_giver.setdefault(giver, []).append(service)
    return [filled({**by_row[pk], "services": per_giver.get(pk, [])}) for pk in map(int, ids) if pk in by_row]


def organizations_by_row(ids: Iterable[int], *, registered: bool = False) -> dict[int, dict[str, Any]]:
    """Those of `ids` that anybody may see, by their row."""
    seen = found.organizations().filter(pk__in={int(pk) for pk in ids})
    rows = list(seen.values_list("pk", "ref", "name", "listing__about", "listing__website"))
    names = found.called("party", [pk for pk, *_ in rows])
    known = found.uuids("party", "organization", {pk: ref for pk, ref, *_ in rows}, names)
    return {
        pk: filled({
            "id": known[pk], "name": name, "description": about or name, "website": uri(website),
            "organization_identifiers": _registered(known[pk], names.get(pk, {})) if registered else [],
        })
        for pk, _, name, about, website in rows
    }  # fmt: skip


def _registered(owner: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": id_under(owner, f"{scheme}/{value}"), "identifier_scheme": scheme,
         "identifier_type": REGISTERS[scheme], "identifier": value}
        for scheme, value in names.items() if scheme in REGISTERS
    ]  # fmt: skip


# ---- Services at locations ----


def at_locations(pairs: Iterable[Sequence[int]], vocabulary: Vocabulary, *, whole: bool) -> list[dict[str, Any]]:
    wanted = [(int(service), int(place)) for service, place in pairs]
    several_services = sorted({service for service, _ in wanted})
    rows = {row.pk: row for row, _ in _rows(several_services)}
    told = services_whole(several_services, vocabulary, with_places=False) if whole else services(several_services)
    by_row = dict(zip((pk for pk in several_services if pk in rows), told, strict=True))
    here = places.locations({place for _, place in wanted}, whole=whole)
    return [
        {"id": id_of_pair(rows[service].ref, here[place].ref), "location": here[place].shaped,
         "service": by_row[service]}
        for service, place in wanted if service in by_row and place in here
    ]  # fmt: skip

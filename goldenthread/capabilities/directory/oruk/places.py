"""Places as the feed's locations, and where each service is: only what anybody may see of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.capabilities.directory.oruk import found
from goldenthread.core.models import Identifier, Place, Postcode
from goldenthread.engines.oruk_feed import NOT_STATED, filled, id_of_pair, id_under

NATIONS = {"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"}  # how ONS codes begin
MOST_ABOVE = 8
Service = tuple[int, str, str, Mapping[str, Any]]  # row, UUID, reference, the rest of the feed


@dataclass(frozen=True, slots=True)
class Here:
    """A place as the feed gives it, and the reference of its page."""

    ref: str
    shaped: dict[str, Any]


def locations(ids: Iterable[int], *, whole: bool = False) -> dict[int, Here]:
    """Those of `ids` that anybody may see, by their row."""
    rows = list(
        Place.objects.filter(pk__in={int(pk) for pk in ids}).values_list(
            "pk", "ref", "name", "lat", "lon", "postcode", "parent"
        )
    )
    names = found.called("place", [row[0] for row in rows])
    known = found.uuids("place", "location", {row[0]: row[1] for row in rows}, names)
    uprns = {pk: own["uprn"] for pk, own in names.items() if "uprn" in own}
    towns, nations = (_towns({row[6] for row in rows}), _nations({row[5] for row in rows})) if whole else ({}, {})
    return {
        pk: Here(ref, filled({
            "id": known[pk], "location_type": "physical", "name": name, "latitude": lat, "longitude": lon,
            "external_identifier": uprns.get(pk), "external_identifier_type": "UPRN" if pk in uprns else None,
            "addresses": _addresses(known[pk], name, postcode, towns.get(parent), nations.get(postcode))
            if whole else [],
        }))
        for pk, ref, name, lat, lon, postcode, parent in rows
    }  # fmt: skip


def _addresses(owner: str, name: str, postcode: str, town: str | None, nation: str | None) -> list[dict[str, Any]]:
    """The address, where a postcode is known. The standard requires a town and a county: unknown, it says so."""
    if not postcode:
        return []
    return [{
        "id": id_under(owner, "address"), "address_1": name, "city": town or NOT_STATED,
        "state_province": nation or NOT_STATED, "postal_code": postcode, "country": "GB", "address_type": "physical",
    }]  # fmt: skip


def _towns(parents: set[int | None]) -> dict[int | None, str]:
    """Parent -> the outermost place around it that may be seen."""
    above: dict[int | None, tuple[str, int | None]] = {}
    wanted = parents - {None}
    for _ in range(MOST_ABOVE):
        if not wanted:
            break
        rows = Place.objects.filter(pk__in=wanted).values_list("pk", "name", "parent")
        above |= {pk: (name, parent) for pk, name, parent in rows}
        wanted = {parent for _, parent in above.values()} - {None, *above}
    return {parent: _outermost(parent, above) for parent in parents if parent in above}


def _outermost(place: int | None, above: Mapping[int | None, tuple[str, int | None]]) -> str:
    name, parent = above[place]
    for _ in range(MOST_ABOVE):
        if parent not in above:
            break
        name, parent = above[parent]
    return name


def _nations(postcodes: set[str]) -> dict[str, str]:
    rows = Postcode.objects.filter(pk__in=postcodes).values_list("pk", "ward", "lsoa")
    return {code: NATIONS.get((ward or lsoa)[:1], "") for code, ward, lsoa in rows}


def of_services(services: Iterable[Service]) -> dict[int, list[dict[str, Any]]]:
    """Row of a service -> its `service_at_locations`."""
    services = list(services)
    said = _said({key for *_, more in services for key in more.get("locations") or ()})
    at: dict[int, list[int]] = {pk: [said[key] for key in more.get("locations") or () if key in said]
                                for pk, _, _, more in services}  # fmt: skip
    for service, place in found.pairs_of([pk for pk, *_ in services]):
        if place not in at[service]:
            at[service].append(place)
    here = locations({place for several in at.values() for place in several}, whole=True)
    return {
        pk: [
            {"id": id_of_pair(ref, here[place].ref), "location": _reached(here[place].shaped, at[pk], more)}
            for place in at[pk] if place in here
        ]
        for pk, _, ref, more in services
    }  # fmt: skip


def _said(keys: set[Any]) -> dict[str, int]:
    """What a feed named as places, "oruk:<uuid>" -> row."""
    wanted = {key.removeprefix("oruk:"): key for key in keys if isinstance(key, str)}
    rows = Identifier.objects.filter(scheme=found.SCHEMES["place"], value__in=wanted, place__isnull=False)
    return {wanted[value]: place for value, place in rows.values_list("value", "place")}


def _reached(location: dict[str, Any], at: list[int], more: Mapping[str, Any]) -> dict[str, Any]:
    """How to get in, where there is one place only: of several, nobody kept which it was said of.

    A place out of sight counts as one, so that words about its door are never given as another's.
    """
    ways = more.get("accessibility")
    several = len(at) != 1 or len(more.get("locations") or ()) > 1
    if several or not isinstance(ways, list):
        return location
    told = [
        {"id": id_under(location["id"], f"accessibility/{n}"), "description": way}
        for n, way in enumerate(ways) if isinstance(way, str) and way
    ]  # fmt: skip
    return filled({**location, "accessibility": told})

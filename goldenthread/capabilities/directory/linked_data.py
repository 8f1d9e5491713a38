"""What a page says, said once more for programs that read pages: schema.org as JSON-LD.

Only what a stranger may read of a group, an organisation or its service, and never anything of a person. It stands in
the page as data (`script type="application/ld+json"`), which no browser runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from goldenthread.capabilities.directory import indexing, schedules
from goldenthread.capabilities.directory.models import Service
from goldenthread.core import sight
from goldenthread.core.models import Party, Place, Promise
from goldenthread.core.permissions import Actor
from goldenthread.engines.oruk_feed import filled, uri

CONTEXT = "https://schema.org"
REGISTERS = {"GB-CHC": "Charity Commission", "GB-COH": "Companies House", "GB-SC": "OSCR", "GB-NIC": "CCNI"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
Said = dict[str, Any]


def of_party(party: Party) -> Said | None:
    """A group or organisation as an Organization; None for a person. One query."""
    if party.kind not in sight.BODIES:
        return None
    names = ("listing__about", "listing__website", "identifiers__scheme", "identifiers__value")
    rows = list(Party.objects.filter(pk=party.pk).order_by("identifiers").values_list(*names))
    about, website = rows[0][:2] if rows else ("", "")
    return filled({
        "@context": CONTEXT, **_body(party), "description": about, "sameAs": uri(website),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": REGISTERS[scheme], "value": value}
            for _, _, scheme, value in rows if scheme in REGISTERS
        ],
    })  # fmt: skip


def of_service(promise: Promise, places: Iterable[Place] = ()) -> Said | None:
    """A standing offer as a Service; None where a person gives it. `places` are those the reader may see.

    `promise` has its `giver` and its `service` read already; then this asks nothing.
    """
    giver, service = promise.giver, promise.service
    if giver is None or giver.kind not in sight.BODIES:
        return None
    return filled({
        "@context": CONTEXT, "@type": "Service", "name": service.title, "description": service.about,
        "url": _page("directory:service", promise.ref), "sameAs": uri(service.website), "provider": _body(giver),
        "audience": _audience(service), "hoursAvailable": _hours(service),
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "GBP"} if service.free else None,
        "availableChannel": [{"@type": "ServiceChannel", "serviceLocation": of_place(place)} for place in places],
    })  # fmt: skip


def of_place(place: Place) -> Said:
    """A place that the reader may see."""
    point = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    address = {"@type": "PostalAddress", "postalCode": place.postcode, "addressCountry": "GB"}
    return filled({
        "@type": "Place", "name": place.name, "url": _page("directory:place", place.ref),
        "geo": point if place.lat is not None else None, "address": address if place.postcode else None,
    })  # fmt: skip


def written(said: Mapping[str, Any]) -> Markup:
    """As text for inside `<script type="application/ld+json">`: nothing in it can end the element."""
    text = orjson.dumps(said).decode()
    return Markup("".join(_SAFE.get(letter, letter) for letter in text))  # noqa: S704 - made safe in this line


def in_service(promise: Promise, places: Iterable[Place]) -> Markup | None:
    """For the page of a service, whose places were read for the reader of the page."""
    said = of_service(promise, places)
    return written(said) if said else None


def panel(actor: Actor, party: Party) -> Mapping[str, Any] | None:
    """On the page of a group or organisation; what it says does not depend on the reader."""
    said = of_party(party)
    return {"linked": written(said)} if said else None


def _body(party: Party) -> Said:
    return {"@type": "Organization", "name": party.name, "url": _page("directory:show", party.ref)}


def _page(name: str, ref: str) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse(name, kwargs={'ref': ref})}"


def _audience(service: Service) -> Said | None:
    ages = {"suggestedMinAge": service.youngest, "suggestedMaxAge": service.oldest}
    known = {name: age for name, age in ages.items() if age is not None}
    return {"@type": "PeopleAudience", **known} if known else None


def _hours(service: Service) -> list[Said]:
    """Weekly openings. Those of some weeks only cannot be said in schema.org, and are left to the page."""
    return [
        filled({
            "@type": "OpeningHoursSpecification", "dayOfWeek": DAYS[spell.weekday], "opens": _clock(spell.opens),
            "closes": _clock(spell.closes), "validFrom": spell.from_day.isoformat() if spell.from_day else "",
        })
        for spell in schedules.spells(indexing.times_of(service)) if not spell.monthly and spell.every == 1
    ]  # fmt: skip


def _clock(minutes: int) -> str:
    """510 is "08:30"; the end of the day is its last minute."""
    return "{:02}:{:02}".format(*divmod(min(minutes, 24 * 60 - 1), 60))

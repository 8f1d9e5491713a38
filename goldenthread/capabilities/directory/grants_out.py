"""The grants made through the place, as 360Giving data (version 1.4): what came in from a publisher goes out again.

Organisations and groups are named, by the number of a public register where they have one. A grant to a person is
"a grant to an individual" without a name, always: who was helped is theirs to tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

from django.conf import settings

from goldenthread.capabilities.directory.models import Grant
from goldenthread.core import exporting, terms
from goldenthread.core.models import Entry, Identifier, Party, Promise
from goldenthread.core.permissions import Actor
from goldenthread.core.sight import BODIES
from goldenthread.domain.quantities import Quantity

VERSION = "1.4"
FORMATS = ("json", "csv")
BATCH = 500
SOMEBODY = {"id": "360G-individual", "name": "Individual Recipient"}
REGISTERS = ("GB-CHC", "GB-SC", "GB-NIC", "GB-COH", "org-id")  # in the order 360Giving prefers them
HEADINGS = (  # the titles of 360Giving's own template
    "Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Identifier",
    "Recipient Org:Name", "Recipient Ind:Identifier", "Recipient Ind:Name", "Funding Org:Identifier",
    "Funding Org:Name", "Grant Programme:Title",
)  # fmt: skip


def write(actor: Actor, form: str, stream: BinaryIO) -> int:
    """Write every grant whose two ends may be seen; returns how many. Raises KeyError for a format we do not write."""
    return {"json": _json, "csv": _csv}[form](stream)


def grants() -> Iterator[dict[str, Any]]:
    """Each grant as 360Giving describes one, some hundreds read at a time."""
    rows = iter(Promise.objects.filter(kind=terms.kind("grant")).order_by("pk").iterator(BATCH))
    while some := list(islice(rows, BATCH)):
        yield from _described(some)


def _described(promises: list[Promise]) -> Iterator[dict[str, Any]]:
    ids = [promise.pk for promise in promises]
    known = dict(Identifier.objects.filter(promise__in=ids, scheme="360giving").values_list("promise", "value"))
    details = Grant.objects.in_bulk(ids)
    ends = _organisations({end for promise in promises for end in (promise.giver_id, promise.receiver_id) if end})
    awarded = dict(_happened(ids, "grant.awarded").values_list("promise", "from_day"))
    paid = _payments(ids)
    for promise in promises:
        day, funder = awarded.get(promise.pk) or promise.from_day, ends.get(promise.giver_id)
        if funder is None or day is None or promise.amount is None or promise.unit_id is None:
            continue  # not an award yet: nobody, no day or no sum
        detail = details.get(promise.pk) or Grant(promise=promise)
        money = Quantity(promise.amount, terms.unit_of(promise.unit_id))
        recipient = ends.get(promise.receiver_id)
        yield {
            "id": known.get(promise.pk) or f"360G-goldenthread-{promise.ref}",
            "title": detail.title or "Grant",
            "description": detail.about or detail.title or "Grant",
            "currency": money.unit.code,
            "amountAwarded": amount(money),
            "awardDate": day.isoformat(),
            **({"recipientOrganization": [recipient]} if recipient else {"recipientIndividual": SOMEBODY}),
            "fundingOrganization": [funder],
            **({"grantProgramme": [{"title": detail.programme}]} if detail.programme else {}),
            **({"disbursementTransaction": paid[promise.pk]} if promise.pk in paid else {}),
        }


def amount(money: Quantity) -> int | float:
    """The sum as a JSON number; whole pounds without pence. Exact for every sum below ninety million million."""
    exact = Decimal(money.amount).scaleb(-money.unit.exponent)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _happened(promises: list[int], kind: str) -> Any:
    return Entry.objects.filter(Entry.standing(), promise__in=promises, kind=terms.kind(kind)).order_by("pk")


def _payments(promises: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = _happened(promises, "grant.paid").filter(from_day__isnull=False)
    for promise, ref, day, sum_paid, unit in rows.values_list("promise", "ref", "from_day", "amount", "unit"):
        money = Quantity(sum_paid, terms.unit_of(unit))
        payment = {"id": ref, "transactionDate": day.isoformat(), "currency": money.unit.code, "value": amount(money)}
        found.setdefault(promise, []).append(payment)
    return found


def _organisations(parties: Iterable[int]) -> dict[int, dict[str, str]]:
    """Groups and organisations by their row; people are left out."""
    wanted = list(parties)
    numbers: dict[int, dict[str, str]] = {}
    rows = Identifier.objects.filter(party__in=wanted, scheme__in=REGISTERS)
    for party, scheme, value in rows.values_list("party", "scheme", "value"):
        numbers.setdefault(party, {}).setdefault(scheme, value if scheme == "org-id" else f"{scheme}-{value}")
    shown = Party.objects.filter(pk__in=wanted, kind__in=BODIES).values_list("pk", "ref", "name")
    return {pk: {"id": _org_id(numbers.get(pk, {}), ref), "name": name} for pk, ref, name in shown}


def _org_id(numbers: dict[str, str], ref: str) -> str:
    best = next((numbers[scheme] for scheme in REGISTERS if scheme in numbers), "")
    return best or f"360G-goldenthread-{ref}"  # 360Giving lets a publisher number those who are in no register


def _json(stream: BinaryIO) -> int:
    """One grant after another, so that a town of grants is never in memory at once."""
    note = f'"note": {json.dumps(exporting.INVENTED)}, ' if settings.DEMO else ""
    stream.write(f'{{"version": "{VERSION}", {note}"grants": ['.encode())
    count = 0
    for count, grant in enumerate(grants(), 1):
        stream.write(b",\n" if count > 1 else b"\n")
        stream.write(json.dumps(grant, ensure_ascii=False).encode())
    stream.write(b"\n]}\n")
    return count


def _csv(stream: BinaryIO) -> int:
    return exporting.write(HEADINGS, map(_line, grants()), "csv", stream, "360Giving")


def _line(grant: dict[str, Any]) -> list[str]:
    plain = [str(grant[name]) for name in ("id", "title", "description", "currency", "amountAwarded", "awardDate")]
    recipient, somebody = grant.get("recipientOrganization", [{}])[0], grant.get("recipientIndividual", {})
    ends = [
        end.get(name, "") for end in (recipient, somebody, grant["fundingOrganization"][0]) for name in ("id", "name")
    ]
    return [*plain, *ends, *(programme["title"] for programme in grant.get("grantProgramme", [{"title": ""}]))]

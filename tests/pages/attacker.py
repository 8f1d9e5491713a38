"""What an attacker has: every address of the site, an eye for single bytes, and somebody to look for.

`addresses` fills every pattern of the site; a pattern with a part that nobody has thought about fails. `look`
keeps all of an answer that may not change when somebody protected is there; `put_in_the_record` writes all that a
record can hold about her, and `protect` takes it out of sight.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from goldenthread.capabilities.directory import indexing
from goldenthread.capabilities.directory.models import Listing, Service
from goldenthread.core import consent, contact, identity, journal, parties, permissions, protection, terms, undo
from goldenthread.core.models import (
    Account,
    ChangeSet,
    Claim,
    Disclosure,
    Entry,
    Identifier,
    Job,
    LikelyPair,
    Look,
    Outline,
    Part,
    Party,
    Place,
    Promise,
    Tie,
)
from goldenthread.core.permissions import Scope
from goldenthread.domain.kinds import Purpose
from goldenthread.domain.quantities import PEOPLE, Quantity
from goldenthread.domain.times import When
from goldenthread.engines.oruk_feed import id_of, id_of_pair
from tests.cast import Cast

HER, HER_OTHER_RECORD, REFUGE = "Zebunnisa Marlowe", "Zeb Marlowe", "Larkspur House"
HER_REF, REFUGE_REF, PLACE_REF, ROOM_REF = "zebzebzebzeb", "1arkspur0000", "p1ace0000000", "r00m00000000"
NO_REF = "n0b0dyn0b0dy"
POSTCODE = "B66 4ZQ"
PARTS = {  # of addresses, apart from `ref`
    "ending": ("csv", "graphml", "gexf", "json"), "pk": ("1",), "key": ("forged",),
}  # fmt: skip
PARTS["uuid"] = (
    *(id_of(kind, ref) for kind in ("service", "organization") for ref in (HER_REF, REFUGE_REF, PLACE_REF)),
    id_of_pair(HER_REF, REFUGE_REF), id_of_pair(PLACE_REF, ROOM_REF),
)  # fmt: skip
SQUARE = '{"type":"Polygon","coordinates":[[[-2,52.48],[-1.9,52.48],[-1.9,52.5],[-2,52.48]]]}'
OF_THE_MOMENT = ("Date", "Expires", "Set-Cookie", "Content-Length")  # a workbook holds the moment it was written
READERS = ("nobody", "ruth", "daniel", "gurpreet", "amina", "pat", "jo", "yusuf")


def patterns() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every pattern of the site, as text with named gaps, and the names of its gaps."""

    def under(resolver: URLResolver, before: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for each in resolver.url_patterns:
            text = before + str(each.pattern)
            if isinstance(each, URLPattern):
                gaps = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", text)
                yield f"/{gaps}", tuple(re.findall(r"{(\w+)}", gaps))
            else:
                yield from under(each, text)

    yield from sorted(set(under(get_resolver(), "")))


def filled(refs: tuple[str, ...]) -> Iterator[str]:
    """Every address without a query."""
    for text, gaps in patterns():
        if not gaps:
            yield text
        else:
            (gap,) = gaps
            for value in refs if gap == "ref" else PARTS[gap]:
                yield text.format(**{gap: value})


def asked() -> Iterator[str]:
    """What can be asked for in the query of an address."""
    words = [quote(text) for text in (HER, "zeb", REFUGE, "lark", POSTCODE, "club", "%", "a", "\0")]
    lists = ("/directory/", "/directory/places/", "/network/table/")
    for path in lists:
        yield from (f"{path}?q={text}" for text in words)
        yield from (f"{path}?{way}={ref}" for way in ("after", "before") for ref in (HER_REF, REFUGE_REF, PLACE_REF))
        yield from (f"{path}?{facet}" for facet in ("kind=person", "kind=group&sector=social", "kind=room", "sort=x"))
    for path in lists[:2]:
        yield from (f"{path}?form={form}" for form in ("csv", "xlsx"))
        yield f"{path}?form=csv&q={quote(HER)}"
    for path in ("services", "organizations", "service_at_locations"):
        yield from (f"/oruk/v3/{path}?full=true&search={text}" for text in words)
        yield f"/oruk/v3/{path}?full=true&full_service=true&per_page=500"
        yield f"/oruk/v3/{path}?organization_id={id_of('organization', HER_REF)}&postcode={quote(POSTCODE)}"
    yield from (f"/directory/services/?q={text}" for text in words)
    for more in ("", "&miles=any", "&miles=5&day=1", "&free=yes&need=food", "&access=step_free&language=pa"):
        yield f"/directory/services/?postcode={quote(POSTCODE)}{more}"
    yield from (f"/directory/services/?{each}" for each in ("need=food&day=3", "box=-2,52.48,-1.9,52.5", "day=1"))
    yield from (f"/directory/services/?form={form}&q=" for form in ("csv", "xlsx", "geojson"))
    yield from (f"/directory/postcode/?postcode={quote(text)}" for text in (POSTCODE, "B66 1BG"))
    yield from ("/tour/?begin", "/?tour=1", "/?tour=2", f"/what-governs/?page=/directory/{HER_REF}/", "/healthz")


def addresses(refs: tuple[str, ...]) -> list[str]:
    return [*filled(refs), *asked()]


@dataclass(frozen=True)
class Answer:
    """All of an answer that may tell something."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def is_page(self) -> bool:
        return dict(self.headers).get("Content-Type", "").startswith("text/html") and bool(self.body)


def look(reader: Client, address: str) -> Answer:
    response = reader.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for close in response._resource_closers:  # not response.close(), which would close the test's own connection
        close()
    if body.startswith(b"PK"):
        body = unpacked(body)
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", body)
    body = re.sub(rb"/directory/calendar/[\w:-]+\.ics", b"", body)  # signed anew each second
    kept = sorted((name, value) for name, value in response.headers.items() if name not in OF_THE_MOMENT)
    return Answer(response.status_code, tuple(kept), body)


def unpacked(book: bytes) -> bytes:
    """The sheets of a workbook, without the moment it was written."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return b"\n".join(name.encode() + parts.read(name) for name in parts.namelist() if name != "docProps/core.xml")


def walk(reader: Client, where: list[str]) -> dict[str, Answer]:
    """Every answer; what only counts how often somebody asks is set back first."""
    cache.clear()
    return {address: look(reader, address) for address in where}


def differing(before: dict[str, Answer], after: dict[str, Answer]) -> list[str]:
    return [address for address, answer in before.items() if after[address] != answer]


# ---- Somebody to look for ----


def settle_in(cast: Cast) -> None:
    """What is there before she comes, so that her rows have something to change."""
    cast.accounts["yusuf"] = Account.objects.create_user(email="yusuf@example.org", party=cast.yusuf)
    with journal.change(action="directory.change", by=cast.amina.pk, at=cast.at, about=cast.club.ref) as change:
        for days in (0, 7, 14, 21):
            when = When(from_day=timezone.localdate() - timedelta(days=days))
            journal.record(
                "session.held", change=change, when=when, giver=cast.club.pk, quantity=Quantity(9, PEOPLE),
                place=cast.places["room"].pk,
            )  # fmt: skip
        Outline.objects.create(place=cast.places["building"], geometry=SQUARE, west=-2, south=52, east=-1, north=53)


def put_in_the_record(cast: Cast) -> None:
    """A person and a refuge, with a row of every kind that leads to them; not yet protected."""
    with journal.change(action="directory.add", by=cast.amina.pk, at=timezone.now()) as change:
        her = parties.create(kind="person", name=HER, ref=HER_REF, change=change)
        other = parties.create(kind="person", name=HER_OTHER_RECORD, change=change)
        refuge = parties.create(kind="organisation", name=REFUGE, sector="social", ref=REFUGE_REF, change=change)
        change.about = her.ref
        places = _place(change)
        _ties(cast, change, her, refuge, places)
        _happened(cast, change, her, refuge, places)
        _said(cast, change, her, refuge)
    _agreed(cast, her)
    with journal.change(action="directory.change", by=cast.amina.pk, at=timezone.now()) as change:
        parties.update(refuge, change=change, name=REFUGE)
    undo.undo(change=change, by=cast.amina.pk, at=timezone.now())
    with journal.change(action="directory.change", by=cast.amina.pk, at=timezone.now()) as change:
        parties.update(refuge, change=change, name=REFUGE)
    identity.link(one=her, other=other, by=cast.amina.pk, at=timezone.now())
    contact.add(party=her.pk, kind="email", address="zeb@example.org", by=her.pk, at=timezone.now())
    Account.objects.create_user(email="zeb@example.org", party=her)


def _place(change: ChangeSet) -> tuple[Place, Place]:
    written = {"made_in": change, "changed_in": change}
    place = Place.objects.create(
        kind="building", name=REFUGE, name_key=REFUGE.lower(), ref=PLACE_REF, postcode=POSTCODE, lat=52.49, lon=-1.97,
        **written,
    )  # fmt: skip
    room = Place.objects.create(
        kind="room", name="Larkspur kitchen", name_key="larkspur kitchen", ref=ROOM_REF, parent=place, **written
    )
    Outline.objects.create(place=place, geometry=SQUARE, west=-2, south=52, east=-1, north=53, source="Larkspur map")
    return place, room


def _ties(cast: Cast, change: ChangeSet, her: Party, refuge: Party, places: tuple[Place, Place]) -> None:
    def tie(giver: Party, kind: str, to: Party | Place, **more: object) -> None:
        end = {"receiver": to} if isinstance(to, Party) else {"place": to}
        Tie.objects.create(
            giver=giver, kind_id=terms.kind(kind), made_in=change, changed_in=change, said_by=her, **end, **more
        )

    for kind in ("member_of", "volunteers_for", "works_for"):
        tie(her, kind, cast.club)
        tie(her, kind, cast.hub)
    for one, kind, end in ((her, "knows", cast.daniel), (cast.ruth, "knows", her), (refuge, "works_with", cast.hub)):
        tie(one, kind, end)
    for one, kind, end in ((cast.surgery, "refers_to", refuge), (refuge, "part_of", cast.partnership)):
        tie(one, kind, end)
    tie(her, "lives_in", cast.places["building"])
    tie(cast.club, "meets_at", places[1])
    tie(refuge, "based_at", places[0])
    tie(refuge, "based_at", cast.places["building"])
    everything = permissions.bits(Scope)
    for giver, receiver in ((cast.daniel, her), (cast.daniel, refuge), (her, cast.surgery)):
        tie(giver, "acts_for", receiver, scopes=everything)


def _happened(cast: Cast, change: ChangeSet, her: Party, refuge: Party, places: tuple[Place, Place]) -> None:
    today = When(from_day=timezone.localdate())
    for one in (her, refuge):
        for giver, receiver in ((one, cast.club), (cast.club, one), (one, None)):
            for kind in ("session.held", "meal.shared"):
                end = receiver.pk if receiver else None
                journal.record(kind, change=change, when=today, giver=giver.pk, receiver=end)
        promise = Promise.objects.create(
            giver=one, kind_id=terms.kind("service"), made_in=change, changed_in=change, receiver=None
        )
        Service.objects.create(promise=promise, title=f"Tea with {one.name}", free=True)
        indexing.settle([promise.pk])
        Promise.objects.create(
            giver=cast.ruth, receiver=one, kind_id=terms.kind("service"), made_in=change, changed_in=change
        )
    journal.record("meal.shared", change=change, when=today, giver=cast.club.pk, place=places[1].pk)
    attended = Entry.objects.filter(giver=cast.club).order_by("pk").first()
    Part.objects.create(entry=attended, party=her, role_id=terms.id_of(terms.ROLE, "attender"))


def _said(cast: Cast, change: ChangeSet, her: Party, refuge: Party) -> None:
    written = {"made_in": change, "changed_in": change}
    figure = {
        "amount": 3, "unit_id": terms.unit(PEOPLE), "indicator_id": terms.id_of("indicator", "population"), **written,
    }  # fmt: skip
    Claim.objects.create(party=her, **figure)
    Claim.objects.create(place=cast.places["building"], said_by=her, source=HER, **figure)
    Listing.objects.create(party=refuge, about="A safe house", website="https://larkspur.example")
    Identifier.objects.create(scheme="local/list", value="zeb-1", party=her, made_in=change)
    Identifier.objects.create(scheme="GB-CHC", value="1999999", party=refuge, made_in=change)
    for one in (cast.ruth, cast.daniel):
        low, high = sorted((one.pk, her.pk))
        LikelyPair.objects.create(one_id=low, other_id=high, reason="near_name", likeness=90, found_in=change)
    Look.objects.create(subject=cast.ruth, by=her, purpose=Purpose.DIRECTORY, day=timezone.localdate())
    Disclosure.objects.create(list="directory.parties", asked_by=her, purpose="thanks", asked_at=timezone.now())
    Job.objects.create(kind="tests.none", key="zeb", by=her, asked_at=timezone.now(), finished_at=timezone.now())


def _agreed(cast: Cast, her: Party) -> None:
    now = timezone.now()
    for purpose in Purpose:
        for to in (cast.partnership, cast.hub, cast.surgery, cast.ruth, cast.daniel):
            consent.give(subject=her.pk, to=to.pk, purpose=purpose, by=her.pk, at=now)
    for one in (cast.ruth, cast.daniel):
        consent.give(subject=one.pk, to=her.pk, purpose=Purpose.REFERRAL, by=one.pk, at=now)


def protect(cast: Cast) -> None:
    """Take her, the refuge and its place out of sight."""
    things = (
        Party.objects.get(ref=HER_REF), Party.objects.get(ref=REFUGE_REF), Place.objects.get(ref=PLACE_REF),
    )  # fmt: skip
    for thing in things:
        done = protection.protect(thing=thing, worker=cast.sunita.pk, by=cast.sunita.pk, at=timezone.now())
        assert not isinstance(done, protection.ProtectionRefusal), done

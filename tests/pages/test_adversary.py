"""The adversary: who is protected, did not agree or is a child cannot be found, on any page, in any count or file.

A controlling partner, a curious neighbour, somebody who works at a member organisation, and the host of the machine
each ask for every address there is, before and after somebody protected is put in the record, and compare bytes.
"""

import io
import logging
from collections.abc import Callable

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goldenthread.core import aggregates, journal, parties, protection
from goldenthread.core.models import ChangeSet, Consent, Party, Place, Tie
from goldenthread.domain.kinds import Purpose
from goldenthread.web.commands import export
from tests.cast import Cast
from tests.pages import attacker
from tests.pages.attacker import HER_REF, NO_REF, PLACE_REF, READERS, REFUGE_REF, addresses, differing, walk

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


@pytest.fixture
def settled(cast: Cast) -> Cast:
    attacker.settle_in(cast)
    return cast


def refs_of(cast: Cast) -> tuple[str, ...]:
    """References that an attacker may hold: of all they know, and hers."""
    known = [cast.parties[name].ref for name in ("club", "ruth")]
    return (*known, cast.places["building"].ref, HER_REF, REFUGE_REF, PLACE_REF)


# ---- Protected ----


@pytest.mark.parametrize("name", READERS)
def test_somebody_protected_changes_no_answer_by_a_byte(settled: Cast, client_for: SignedIn, name: str):
    reader, where = client_for(name), addresses(refs_of(settled))
    before = walk(reader, where)
    assert not [address for address, answer in before.items() if answer.status >= 500]
    attacker.put_in_the_record(settled)
    in_sight = walk(reader, list(attacker.asked())[:8])
    assert [address for address, answer in in_sight.items() if answer != before[address]], "the walk would notice her"
    attacker.protect(settled)
    after = walk(reader, where)
    assert differing(before, after) == []


def test_a_protected_connection_changes_no_answer_by_a_byte(settled: Cast, client_for: SignedIn):
    readers = [client_for(name) for name in ("nobody", "amina")]
    where = addresses((settled.bakery.ref, settled.surgery.ref))
    before = [walk(reader, where) for reader in readers]
    with journal.change(action="directory.change", by=settled.amina.pk, at=timezone.now()) as change:
        kind = Tie.objects.filter(giver=settled.surgery).values_list("kind", flat=True)[0]
        made = Tie.objects.create(
            giver=settled.bakery, receiver=settled.surgery, kind_id=kind, made_in=change, changed_in=change
        )
        change.about = made.ref
    protection.protect(thing=made, worker=settled.sunita.pk, by=settled.sunita.pk, at=timezone.now())
    for was, reader in zip(before, readers, strict=True):
        assert differing(was, walk(reader, where)) == []


def exports() -> dict[str, bytes]:
    """Everything that the command line writes."""
    written = {}
    for what, forms in export.FORMS.items():
        for form in forms:
            stream = io.BytesIO()
            export._write(what, form, stream)
            body = stream.getvalue()
            written[f"{what}.{form}"] = attacker.unpacked(body) if form == "xlsx" else body
    return written


def test_no_file_that_the_command_line_writes_differs_by_a_byte(settled: Cast):
    before = exports()
    attacker.put_in_the_record(settled)
    in_sight = exports()
    assert {name for name in before if before[name] != in_sight[name]} >= {"parties.csv", "ties.json", "network.kumu"}
    attacker.protect(settled)
    after = exports()
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize("name", READERS)
def test_her_reference_is_answered_as_one_that_was_never_given_out(settled: Cast, client_for: SignedIn, name: str):
    attacker.put_in_the_record(settled)
    attacker.protect(settled)
    reader = client_for(name)

    def answered(ref: str) -> list[tuple[str, int, bytes, int]]:
        found = []
        for address in attacker.filled((ref,)):
            if ref in address:
                with CaptureQueriesContext(connection) as queries:
                    answer = attacker.look(reader, address)
                pattern = address.replace(ref, "…")
                found.append((pattern, answer.status, answer.body.replace(ref.encode(), b"ref"), len(queries)))
        return found

    answered(NO_REF)
    unknown = answered(NO_REF)
    assert len(unknown) > 10
    for ref in (HER_REF, REFUGE_REF, PLACE_REF, attacker.ROOM_REF, settled.nadia.ref):
        assert answered(ref) == unknown, ref


def test_no_line_of_a_log_names_her(settled: Cast, client_for: SignedIn, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    attacker.put_in_the_record(settled)
    attacker.protect(settled)
    for name in ("nobody", "daniel", "amina"):
        walk(client_for(name), addresses((HER_REF, settled.club.ref)))
    assert caplog.records, "something was logged"
    assert not [word for word in ("Zeb", "Marlowe", "Larkspur", "zeb@") if word in caplog.text]


def test_figures_do_not_move_in_the_quarter_in_which_she_is_protected(settled: Cast):
    with journal.change(action="directory.add", by=None, at=settled.at) as change:
        for number in range(12):
            parties.create(kind="person", name=f"Neighbour {number}", change=change)

    def figures() -> aggregates.Figures:
        return aggregates.count_by(Party.unnarrowed.all(), by="kind", table="tests", at=timezone.now())

    before = figures()
    assert before.cells["person"]
    attacker.put_in_the_record(settled)
    attacker.protect(settled)
    assert figures() == before


def test_taking_back_a_change_does_not_bring_back_what_was_protected_meanwhile(settled: Cast, client_for: SignedIn):
    coordinator = client_for("amina")
    page = f"/directory/{settled.bakery.ref}/"
    form = {"kind": "organisation", "name": "Tollgate Loaves", "sector": "commercial"}
    coordinator.post(f"{page}change/", form | {"seen": parties.version(settled.bakery)})
    changed = ChangeSet.objects.get(action="directory.change", about=settled.bakery.ref)
    bakery = Party.objects.get(pk=settled.bakery.pk)
    assert bakery.name == "Tollgate Loaves"
    protection.protect(thing=bakery, worker=settled.sunita.pk, by=settled.sunita.pk, at=timezone.now())
    assert changed.ref not in coordinator.get("/changes/").content.decode()
    coordinator.post(f"/changes/{changed.ref}/undoing/")  # the reference was known from before
    assert not Party.objects.filter(pk=bakery.pk).exists()
    assert coordinator.get(page).status_code == 404


def test_the_rooms_of_a_refuge_are_out_of_sight_with_it_and_come_back_with_it(settled: Cast):
    building, room = settled.places["building"], settled.places["room"]
    protection.protect(thing=building, worker=settled.sunita.pk, by=settled.sunita.pk, at=timezone.now())
    assert not Place.objects.filter(pk__in=(building.pk, room.pk)).exists()
    assert not Tie.objects.exclude(place=None).exists()
    protection.unprotect(thing=Place.unnarrowed.get(pk=building.pk), by=settled.sunita.pk, at=timezone.now())
    assert Place.objects.filter(pk__in=(building.pk, room.pk)).count() == 2


# ---- Agreed to nothing, a child, no longer ----


@pytest.mark.parametrize(("hidden", "trace"), [("daniel", b"Kowalski"), ("yusuf", b"Bello")])
def test_who_agreed_to_nothing_and_who_is_a_child_are_named_to_nobody_else(
    settled: Cast, client_for: SignedIn, hidden: str, trace: bytes
):
    with journal.change(action="directory.change", by=settled.amina.pk, at=timezone.now()) as change:
        today = attacker.When(from_day=timezone.localdate())
        for giver, receiver in ((hidden, "club"), ("club", hidden)):
            ends = settled.parties[giver].pk, settled.parties[receiver].pk
            journal.record("meal.shared", change=change, when=today, giver=ends[0], receiver=ends[1])
    person = settled.parties[hidden]
    for name in ("nobody", "amina"):
        for address, answer in walk(client_for(name), addresses((person.ref, settled.club.ref))).items():
            assert trace not in answer.body, (name, address)
            assert person.ref.encode() not in answer.body or person.ref in address, (name, address)
        assert client_for(name).get(f"/directory/{person.ref}/").status_code == 404


def test_what_was_agreed_and_is_stopped_is_gone_with_the_next_page(settled: Cast, client_for: SignedIn):
    coordinator, ruth, where = client_for("amina"), client_for("ruth"), addresses(refs_of(settled))
    assert any(b"Adeyemi" in answer.body for answer in walk(coordinator, where).values())
    for purpose in (Purpose.DIRECTORY, Purpose.CONNECTING):
        given = Consent.objects.get(subject=settled.ruth, purpose=purpose)
        assert ruth.post(f"/me/agreements/{given.ref}/end/").status_code == 302
    still = [address for address, answer in walk(coordinator, where).items() if b"Adeyemi" in answer.body]
    assert still == []
    assert b"Adeyemi" not in exports()["parties.csv"] + exports()["network.kumu"]


# ---- The pages themselves ----


@pytest.mark.parametrize("name", ["nobody", "ruth", "amina", "jo"])
def test_every_page_is_valid_html(settled: Cast, client_for: SignedIn, name: str):
    known = tuple(ref for ref in refs_of(settled) if ref not in (HER_REF, REFUGE_REF, PLACE_REF))
    seen: set[bytes] = set()
    for address, answer in walk(client_for(name), addresses(known)).items():
        main = answer.body.partition(b"<main")[2]
        shape = bytes(str(answer.status), "ascii") + b"".join(attacker.re.findall(rb"<[a-z0-9]+", main))
        if answer.is_page and shape not in seen:
            seen.add(shape)
            try:
                html5lib.HTMLParser(strict=True).parse(answer.body.decode())
            except html5lib.html5parser.ParseError as wrong:
                raise AssertionError(f"{address}: {wrong}") from wrong
    assert len(seen) > 10

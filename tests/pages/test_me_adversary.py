"""The adversary at the pages about oneself: the person's own account, their helper, somebody at a member organisation.

Each opens and sends to every address here. None sees more than is theirs, and none learns of what is told only in
person: the same bytes with it and without.
"""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from goldenthread.core import contact, journal, permissions, protection, subject, terms
from goldenthread.core.models import Consent, Look, Party, Tie
from goldenthread.domain.kinds import Purpose, Scope
from tests.cast import Cast
from tests.core.test_subject import SECRETS, protect_ruth
from tests.pages import attacker

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
ADDRESSES = (
    "/", "/me/", "/me/sheet/", "/me/export.json", "/me/export.zip", "/me/export.schema.json", "/me/erasure/",
    "/receipt/", "/desk/", "/account/",
)  # fmt: skip
SENT = ("/desk/sheet/", "/desk/helpers/", "/desk/helpers/end/", "/me/helpers/{ref}/end/", "/me/agreements/{ref}/end/")
OTHERS = ("daniel", "pat", "gurpreet", "nobody")
HERS = (b"ruth@example.org", b"07700900123", b"her own list")


@pytest.fixture
def helped(cast: Cast) -> Cast:
    """Daniel helps Ruth in everything; much is kept about her."""
    with journal.change(action="tests", by=None, at=cast.at) as change:
        for scope in (Scope.ALL, Scope.PEOPLE):
            Tie.objects.create(
                giver=cast.daniel, receiver=cast.ruth, kind_id=terms.kind("acts_for"),
                scopes=permissions.bits([scope]), made_in=change, changed_in=change,
            )  # fmt: skip
    contact.add(party=cast.ruth.pk, kind="phone", address="07700900123", by=cast.ruth.pk, at=cast.at)
    contact.add(party=cast.ruth.pk, kind="address", address="her own list", by=cast.ruth.pk, at=cast.at)
    Look.objects.create(subject=cast.ruth, by=cast.pat, purpose=Purpose.THANKS, day=timezone.localdate())
    return cast


def walk(reader: Client) -> dict[str, attacker.Answer]:
    cache.clear()
    return {address: attacker.look(reader, address) for address in ADDRESSES}


def sent(reader: Client, cast: Cast) -> dict[str, bytes]:
    """What is answered to everything that can be sent about Ruth, by a reference that everybody may know."""
    cache.clear()
    refs = [cast.ruth.ref, *subject.helpers(subject.Subject.of(cast.ruth.pk)).values_list("ref", flat=True)]
    refs += Consent.objects.filter(subject=cast.ruth).values_list("ref", flat=True)
    answers = {}
    for address in SENT:
        for ref in refs if "{ref}" in address else [""]:
            form = {"who": cast.ruth.ref, "helper": refs[1], "sure": "yes"}
            answers[address.format(ref=ref)] = reader.post(address.format(ref=ref), form).content
    return answers


def test_the_walk_finds_her_details_where_they_are_hers(helped: Cast, client_for: SignedIn):
    found = b"".join(answer.body for answer in walk(client_for("ruth")).values())
    assert all(word in found for word in HERS), "else the other tests would look for nothing"


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_opens_what_is_kept_about_her(helped: Cast, client_for: SignedIn, role: str):
    reader = client_for(role)
    found = b"".join([*(answer.body for answer in walk(reader).values()), *sent(reader, helped).values()])
    assert not [word for word in HERS if word in found]
    if role in ("pat", "nobody"):
        assert b"Adeyemi" not in found


@pytest.mark.parametrize("role", ["daniel", "pat", "nobody"])
def test_what_they_send_ends_nobodys_help_and_erases_nobody(helped: Cast, client_for: SignedIn, role: str):
    mine = set(Consent.objects.filter(subject=helped.ruth).values_list("ref", flat=True))
    reader = client_for(role)
    before = list(subject.helpers(subject.Subject.of(helped.ruth.pk)).values("ref", "until_day"))
    sent(reader, helped)
    assert list(subject.helpers(subject.Subject.of(helped.ruth.pk)).values("ref", "until_day")) == before
    assert Party.objects.filter(pk=helped.ruth.pk).exists()
    if role != "daniel":  # who helps in everything may stop an agreement for her, openly
        assert Consent.objects.filter(ref__in=mine, withdrawn_at=None).count() == len(mine)


# Who could see her before notices that she is gone, as from every other page; but not from her own.
SEEN_BY = [(role, secret) for role in ("ruth", "daniel", "pat") for secret in SECRETS if secret is not protect_ruth]


@pytest.mark.parametrize(
    ("role", "secret"), [("ruth", protect_ruth), *SEEN_BY], ids=lambda one: getattr(one, "__name__", one)
)
def test_what_is_told_in_person_changes_no_byte(
    helped: Cast, client_for: SignedIn, role: str, secret: Callable[[Cast], None]
):
    reader = client_for(role)
    before = walk(reader)
    assert len({answer.body for answer in before.values()}) > 4
    secret(helped)
    after = walk(reader)
    changed = [address for address in before if after[address] != before[address] and address != "/"]
    assert changed == []


def test_her_own_pages_do_not_say_that_she_is_kept_out_of_sight(helped: Cast, client_for: SignedIn):
    protection.protect(thing=helped.ruth, worker=helped.sunita.pk, by=helped.sunita.pk, at=helped.at)
    found = b"".join(answer.body for answer in walk(client_for("ruth")).values()).lower()
    assert b"ruth adeyemi" in found
    assert not [word for word in (b"shielded", b"protect", b"sunita", b"hidden_") if word in found]


def test_a_look_for_a_marked_purpose_is_on_no_page(helped: Cast, client_for: SignedIn, monkeypatch: pytest.MonkeyPatch):
    ruth = client_for("ruth")
    monkeypatch.setattr(subject, "SAFETY_PURPOSES", frozenset({Purpose.REFERRAL}))
    before = walk(ruth)
    Look.objects.create(subject=helped.ruth, by=helped.amina, purpose=Purpose.REFERRAL, day=timezone.localdate())
    assert attacker.differing(before, walk(ruth)) == []
    assert ruth.post("/me/agreements/", {"purpose": "referral"}).status_code == 302
    assert not Consent.objects.filter(subject=helped.ruth, purpose=Purpose.REFERRAL).exists()

"""Passkeys, with an authenticator made of forty lines: it is added, signs in, is stopped, and cannot be borrowed."""

import hashlib
import json
import re
import secrets
import struct
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.cache import cache
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

from goldenthread.core.models import Account
from goldenthread.web.accounts import opening
from tests.pages.signing import SINCE, account, party, signed_in, who_is_in

pytestmark = pytest.mark.django_db
PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Phone:
    """Somebody's telephone: makes a key for one site, and signs what that site asks."""

    def __init__(self, site: str = "testserver", origin: str = "http://testserver") -> None:
        self.site, self.origin = site, origin
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.counter, self.owner = 0, ""

    def _data(self, flags: int) -> bytes:
        self.counter += 1
        return hashlib.sha256(self.site.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def make(self, options: dict[str, Any]) -> str:
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        data = self._data(PRESENT | VERIFIED | NEW_KEY) + bytes(16) + struct.pack(">H", 16) + self.id + public
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": b64(said), "attestationObject": b64(made)})

    def sign(self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED) -> str:
        said, data = self._said("webauthn.get", options["publicKey"]["challenge"]), self._data(flags)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": b64(said), "authenticatorData": b64(data), "signature": b64(signature)}
        return self._answer({**response, "userHandle": self.owner})

    def _answer(self, response: dict[str, str]) -> str:
        told = {"credProps": {"rk": True}}
        mine = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key"}
        return json.dumps({**mine, "response": response, "clientExtensionResults": told})


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def amina() -> Account:
    return account(party("Amina Begum"), "amina@example.org")


def added(who: Account, phone: Phone) -> Client:
    client = signed_in(who)
    page = client.get("/account/passkey/").content.decode()
    found = re.search(r'id="passkey-options">(.+?)</script>', page)
    assert found
    options = json.loads(found[1])["creation_options"]
    answer = client.post(
        "/account/passkey/", {"credential": phone.make(options), "name": "my phone", "passwordless": "on"}
    )
    assert answer.headers["Location"] == "/account/", answer.content.decode()
    return client


def asked(client: Client) -> dict[str, Any]:
    options: dict[str, Any] = client.get("/sign-in/passkey/", headers={"Accept": "application/json"}).json()
    return options["request_options"]


def test_a_passkey_is_added_and_signs_in_alone(amina: Account, client: Client) -> None:
    phone = Phone()
    assert "my phone" in added(amina, phone).get("/account/").content.decode()
    answer = client.post("/sign-in/passkey/", {"credential": phone.sign(asked(client)), "next": "/account/"})
    assert who_is_in(client) == amina.pk
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/")
    assert client.get("/account/passkey/").status_code == 200  # a session of its own, fresh


def test_an_answer_is_good_for_one_question_only(amina: Account, client: Client) -> None:
    phone = Phone()
    added(amina, phone)
    answer = phone.sign(asked(client))
    client.post("/sign-in/passkey/", {"credential": answer})
    assert who_is_in(client) == amina.pk
    thief = Client()
    asked(thief)
    thief.post("/sign-in/passkey/", {"credential": answer})
    assert who_is_in(thief) is None


def test_a_finger_or_number_is_asked_for(amina: Account, client: Client) -> None:
    phone = Phone()
    added(amina, phone)
    client.post("/sign-in/passkey/", {"credential": phone.sign(asked(client), flags=PRESENT)})
    assert who_is_in(client) is None


def test_a_passkey_made_for_another_site_opens_nothing(amina: Account, client: Client) -> None:
    phone = Phone()
    added(amina, phone)
    phone.site = "evil.example"
    client.post("/sign-in/passkey/", {"credential": phone.sign(asked(client))})
    assert who_is_in(client) is None


def test_nobody_signs_in_as_another_with_their_own_key(amina: Account, client: Client) -> None:
    bob, mine, hers = account(party("Bob Hall")), Phone(), Phone()
    added(bob, mine)
    added(amina, hers)
    mine.owner = hers.owner
    client.post("/sign-in/passkey/", {"credential": mine.sign(asked(client))})
    assert who_is_in(client) is None


def test_a_stopped_passkey_opens_nothing_and_only_its_owner_stops_it(amina: Account, client: Client) -> None:
    phone = Phone()
    hers = added(amina, phone)
    number = Authenticator.objects.get(user=amina).pk
    stop = f"/account/passkey/{number}/end/"
    assert signed_in(account(party("Bob Hall"))).post(stop).status_code == 404
    assert hers.get(stop).status_code == 302 and Authenticator.objects.filter(pk=number).exists()
    assert hers.post(stop).status_code == 302 and not Authenticator.objects.filter(pk=number).exists()
    client.post("/sign-in/passkey/", {"credential": phone.sign(asked(client))})
    assert who_is_in(client) is None


def test_a_closed_account_cannot_use_its_passkey(amina: Account, client: Client) -> None:
    phone = Phone()
    added(amina, phone)
    opening.close(account=amina, by=None, at=SINCE)
    client.post("/sign-in/passkey/", {"credential": phone.sign(asked(client))})
    assert who_is_in(client) is None


def test_a_passkey_does_not_lock_out_who_has_lost_it(amina: Account, client: Client) -> None:
    added(amina, Phone())
    client.post("/sign-in/code/", {"email": "amina@example.org"})
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", mail.outbox[-1].body)
    assert found
    client.post("/sign-in/code/enter/", {"code": found[0]})
    assert who_is_in(client) == amina.pk


@pytest.mark.parametrize("credential", ["", "x", "{}", "[]", '{"rawId": "AA"}', '{"rawId": 1, "response": {}}'])
def test_nonsense_makes_no_passkey_and_no_fault(amina: Account, credential: str) -> None:
    client = signed_in(amina)
    client.get("/account/passkey/")
    answer = client.post("/account/passkey/", {"credential": credential, "passwordless": "on"})
    assert answer.status_code in (200, 400)
    assert not Authenticator.objects.exists()

"""Somebody about whom everything that can be kept is kept, so that an erasure has something to do everywhere.

Every text holds one of `WORDS`, letters that occur nowhere else.
"""

import json
import sys
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore

from goldenthread.core import contact, files, identity, journal, parties, sends, terms
from goldenthread.core.models import (
    Account,
    BeforeImage,
    Card,
    Claim,
    Disclosure,
    Finding,
    Identifier,
    Job,
    LikelyPair,
    Look,
    Party,
    Tie,
)
from goldenthread.domain.kinds import Purpose
from goldenthread.domain.quantities import PEOPLE, Quantity
from goldenthread.domain.times import When
from tests.cast import AT, Cast, build

NAME = "Wilhelmina Xanthoudakis"
WORDS = ("wilhelmina", "xanthoudakis", "qwerzblat", "07700900456")


def leave(cast: Cast) -> Party:
    """Write down everything about Ruth, under a name that can be searched for in bytes."""
    ruth = cast.ruth
    with journal.change(action="tests.rename", by=None, at=AT) as change:
        parties.update(parties.lock(ruth), change=change, name=NAME)
        twin = parties.create(kind="person", name="W. Xanthoudakis", change=change)
        Identifier.objects.create(scheme="club-list", value="Qwerzblat-17", party=ruth, made_in=change)
        number = {"amount": 1, "unit_id": terms.unit(PEOPLE), "indicator_id": terms.id_of("indicator", "population")}
        written = {"made_in": change, "changed_in": change}
        Claim.objects.create(party=ruth, source="said by Wilhelmina", **number, **written)
        tie = Tie.objects.get(giver=ruth, receiver=cast.club)
        Claim.objects.create(tie=tie, source="Xanthoudakis 2024", **number, **written)
        LikelyPair.objects.create(one=cast.daniel, other=twin, reason="same_name", likeness=90, found_in=change)
        journal.record(
            "session.held", change=change, when=When(from_day=AT.date()), giver=cast.club.pk,
            quantity=Quantity(9, PEOPLE), parts=(("attender", ruth.pk),),
        )  # fmt: skip
    identity.link(one=ruth, other=twin, by=cast.amina.pk, at=AT)
    contact.add(party=ruth.pk, kind="phone", address="07700900456", by=ruth.pk, at=AT, safe_when="qwerzblat")
    sends.ask(key="qwerzblat:1", party=ruth.pk, channel="email", template="t", language="en", at=AT)
    Look.objects.create(subject=ruth, by=cast.amina, purpose=Purpose.DIRECTORY, day=AT.date())
    files.keep([b"qwerzblat"], label="Wilhelmina.csv", until=AT + timedelta(days=9_999), party=ruth.pk)
    Job.objects.create(kind="x", key="x:qwerzblat", arguments={"name": NAME}, result={"for": NAME}, asked_at=AT)
    Disclosure.objects.create(
        list="people", asked_by=cast.amina, purpose=Purpose.DIRECTORY, filters={"q": NAME}, asked_at=AT
    )
    Finding.objects.create(engine="x", key="x", revision="1", value={"names": [NAME]}, made_at=AT)
    _signing_in(ruth)
    return Party.objects.get(pk=ruth.pk)


def _signing_in(ruth: Party) -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    account = Account.objects.get(party=ruth)
    Account.objects.filter(pk=account.pk).update(email="wilhelmina@example.org")
    EmailAddress.objects.create(user=account, email="wilhelmina@example.org", verified=True, primary=True)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "qwerzblat"})
    Card.objects.create(account=account, digest="d" * 64, printed_at=AT)
    for held in ({"_auth_user_id": str(account.pk)}, {"said": f"Added {NAME}."}, {"said": "Added nobody."}):
        session = SessionStore()
        session.update(held)
        session.create()


def build_site() -> None:
    """Fill an empty, migrated database and print the public references: run in a process of its own."""
    cast = build()
    leave(cast)
    assert BeforeImage.objects.filter(party=cast.ruth).exists()
    sys.stdout.write(json.dumps({name: party.ref for name, party in cast.parties.items()}))

"""A few people for the tests of signing in, and how they come in. Nobody here is real."""

import re
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from goldenthread.core import consent, journal, names, partnership, terms
from goldenthread.core.models import Account, Identifier, Party, Tie
from goldenthread.core.permissions import bits
from goldenthread.domain.kinds import Purpose, Scope
from goldenthread.web.accounts import opening, sessions

SINCE = datetime(2026, 1, 5, 9, tzinfo=UTC)


def party(name: str, kind: str = "person", **more: Any) -> Party:
    with journal.change(action="directory.add", by=None, at=SINCE) as made:
        fields = {"kind": kind, "name": name, "name_key": names.key(name), "made_in": made, "changed_in": made}
        return Party.objects.create(**fields, **more)


def agrees(who: Party, purpose: Purpose = Purpose.DIRECTORY) -> Party:
    """Somebody who agrees to be found by those who act for the partnership."""
    to = Party.objects.get(pk=partnership.party_id()).pk
    consent.give(subject=who.pk, to=to, purpose=purpose, by=who.pk, at=SINCE)
    return who


def acts_for(giver: Party, receiver: Party, *scopes: Scope) -> Tie:
    with journal.change(action="directory.tie", by=None, at=SINCE) as made:
        return Tie.objects.create(
            giver=giver, receiver=receiver, kind_id=terms.kind("acts_for"), scopes=bits(scopes),
            made_in=made, changed_in=made,
        )  # fmt: skip


def the_partnership() -> Party:
    """Return the partnership of the place, made once in a test."""
    cache.clear()
    whole = party("Smethwick Together", "organisation", sector="social")
    with journal.change(action="core.set_up", by=None, at=SINCE) as made:
        Identifier.objects.create(scheme=partnership.SCHEME, value=partnership.VALUE, party=whole, made_in=made)
    return whole


def account(of: Party, email: str = "", *, hosts: bool = False) -> Account:
    opened = opening.open_account(party=of, by=None, at=SINCE, email=email, hosts=hosts)
    assert isinstance(opened, Account), opened
    return opened


def signed_in(who: Account, *, way: str = sessions.CODE, **options: Any) -> Client:
    """Return a browser in which somebody has just signed in."""
    client = Client(**options)
    client.force_login(who, backend="goldenthread.web.accounts.backend.Backend")
    session = client.session
    session["way"], session["since"] = way, timezone.now().isoformat()
    session.save()
    return client


def who_is_in(client: Client) -> int | None:
    """Return the number of the account that is signed in, or None."""
    found = client.session.get(SESSION_KEY)
    return int(found) if found else None


def unlike(body: str) -> str:
    """Return a page without what differs from one showing to the next: the form's token, and where it is."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
    return re.sub(r'name="next" value="[^"]*"|\?(?:next|page)=[^"]*"', "", body)

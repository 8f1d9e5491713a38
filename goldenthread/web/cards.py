"""Printed cards: a code on paper, read out or typed at a hub desk, so that nobody must own a phone or an address.

A code is twelve random characters (sixty bits) and one that catches a slip. Only a keyed digest of it is kept:
whoever reads the database cannot sign in with what they find.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from goldenthread.core import journal, refs
from goldenthread.core.models import Account, Card, ChangeSet
from goldenthread.domain.refusals import Refusal
from goldenthread.web.limits import WRONG_CARDS

SALT = "goldenthread.cards"
AT_ONCE = 3  # cards that work at the same time for one account; an older one is ended by a newer


class CardRefusal(Refusal):
    WRONG = "wrong"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Printed:
    """What the sheet shows, once."""

    code: str
    card: Card


def check(code: str) -> str:
    """The check character: Luhn's scheme in base 32. It notices one wrong character and most swapped neighbours."""
    total = 0
    for place, letter in enumerate(reversed(code)):
        value = refs.ALPHABET.index(letter) * (2 - place % 2)
        total += value // 32 + value % 32
    return refs.ALPHABET[-total % 32]


def written(code: str) -> str:
    """As it stands on paper: ABCD-EFGH-JKMN-P."""
    return "-".join((code[:4], code[4:8], code[8:12], check(code))).upper()


def read(typed: str) -> str:
    """The twelve characters of what somebody typed or heard, or "" if there is a slip in it."""
    plain = refs.read(typed[:64])
    well = len(plain) == refs.LENGTH + 1 and all(letter in refs.ALPHABET for letter in plain)
    return plain[:-1] if well and check(plain[:-1]) == plain[-1] else ""


def digests(code: str) -> list[str]:
    """The keyed digest of a code under today's secret, then under those before it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(SALT, code, secret=secret, algorithm="sha256").hexdigest() for secret in secrets]


@journal.action("accounts.card_printed", undo="accounts.card_ended")
def print_card(*, account: Account, by: int | None, at: datetime, change: ChangeSet) -> Printed:
    """Make a card for an account; the code is in the answer and nowhere else."""
    working = Card.objects.filter(account=account, ended_at=None).order_by("-printed_at", "-pk")
    for old in working[AT_ONCE - 1 :]:
        old.ended_at = at
        old.save(update_fields=["ended_at"])
    code = refs.new()
    card = Card.objects.create(account=account, digest=digests(code)[0], printed_at=at, printed_by_id=by)
    change.about = account.ref
    return Printed(written(code), card)


@journal.action("accounts.card_ended", undo="accounts.card_printed")
def end(*, card: Card, by: int | None, at: datetime, change: ChangeSet) -> None:
    """From now on a card opens nothing. Ending it twice changes nothing."""
    Card.objects.filter(pk=card.pk, ended_at=None).update(ended_at=at)
    change.about = card.account.ref


def sign_in(typed: str, *, address: str) -> Account | CardRefusal:
    """Whose card this is. Wrong codes are counted for the address they come from, and then refused unread.

    A slip, an ended card and one that never was get the same answer after the same work.
    """
    if WRONG_CARDS.full(address):
        return CardRefusal.TOO_MANY
    code = read(typed)
    found = Card.objects.select_related("account").filter(
        digest__in=digests(code), ended_at=None, account__is_active=True
    )
    card = found.first()
    if card is None:
        WRONG_CARDS.count(address)
        return CardRefusal.WRONG
    return card.account

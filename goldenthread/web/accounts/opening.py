"""Giving somebody a way to sign in: a person at a hub desk does, or whoever acts for them, openly."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from goldenthread.core import journal, terms
from goldenthread.core.models import Account, ChangeSet, Party, Tie
from goldenthread.core.permissions import (
    EVERYBODY,
    NOBODY,
    Actor,
    ActsFor,
    Agreed,
    ForPartnership,
    Grown,
    Hosts,
    Member,
    Where,
    permission,
)
from goldenthread.domain.kinds import PartyKind, Purpose, Scope
from goldenthread.domain.refusals import Refusal
from goldenthread.domain.words import N_


class OpeningRefusal(Refusal):
    ADDRESS_TAKEN = "address_taken"
    NOT_A_PERSON = "not_a_person"


def _acting(at: datetime) -> Any:
    """Live connections by which somebody acts for somebody."""
    return Tie.objects.filter(Tie.live(timezone.localdate(at)), kind=terms.kind("acts_for"))


@dataclass(frozen=True, slots=True)
class ActsForNobody:
    """The person has no authority of their own, so a card for them opens nothing but their own pages."""

    def holds(self, actor: Actor, thing: Party) -> bool:
        hosting = Account.objects.filter(party=thing, hosts=True)
        return not hosting.exists() and not _acting(actor.at).filter(giver=thing).exists()

    def things(self, actor: Actor) -> Q:
        hosting = Account.objects.filter(party=OuterRef("pk"), hosts=True)
        return Q(~Exists(hosting), ~Exists(_acting(actor.at).filter(giver=OuterRef("pk"))))

    def actors(self, thing: Party, at: datetime) -> Q:
        return EVERYBODY if self.holds(Actor(None, at), thing) else NOBODY


WAYS_IN = permission(
    "accounts.ways_in",
    (ActsFor("", Scope.PEOPLE), Where("kind", (PartyKind.PERSON,)), ActsForNobody()),
    (
        ForPartnership(Scope.PEOPLE), Agreed(Purpose.DIRECTORY), Grown(),  # whom the desk may see: see core.sight
        Where("kind", (PartyKind.PERSON,)), ActsForNobody(),
    ),
    why_not=N_("Only those at a hub desk, or who act for this person, may change how they sign in."),
)  # fmt: skip
OWN = permission("accounts.own", (Member(),), (Hosts(),), why_not=N_("Sign in first."))


def of(party: Party) -> Account | None:
    """The account that points to a person, if there is one."""
    return Account.objects.filter(party=party).first()


@journal.action("accounts.opened", undo="accounts.closed")
def open_account(
    *, party: Party, by: int | None, at: datetime, change: ChangeSet, email: str = "", hosts: bool = False
) -> Account | Refusal:
    """Give a person an account, or the one they have a new address. One address opens one account."""
    if party.kind != PartyKind.PERSON:
        return OpeningRefusal.NOT_A_PERSON
    address = Account.objects.normalize_email(email.strip()) if email else ""
    if address and Account.objects.filter(email__iexact=address).exclude(party=party).exists():
        return OpeningRefusal.ADDRESS_TAKEN
    account = of(party) or Account(party=party, hosts=hosts)
    if account.pk is None:
        account.set_unusable_password()
    elif address and address != account.email:
        account.set_unusable_password()  # whoever had the old address is signed out
    account.email, account.is_active = address or account.email, True
    account.save()
    change.about = account.ref
    return account


@journal.action("accounts.host_opened", undo="accounts.closed")
def open_host(*, email: str, by: int | None, at: datetime, change: ChangeSet) -> Account:
    """An account that looks after the installation and is nobody's: for first set-up, from the machine itself."""
    account = Account.objects.create_user(email=email, hosts=True)
    change.about = account.ref
    return account


@journal.action("accounts.closed", undo="accounts.opened")
def close(*, account: Account, by: int | None, at: datetime, change: ChangeSet) -> None:
    """Nobody can sign in with it any more, and whoever is signed in is signed out."""
    account.set_unusable_password()
    account.is_active = False
    account.save(update_fields=["password", "is_active"])
    change.about = account.ref

"""The first moment of a site: its partnership, and the account of whoever looks after the installation."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from goldenthread.core import journal, names
from goldenthread.core.models import Account, ChangeSet, Identifier, Party
from goldenthread.core.partnership import SCHEME, VALUE
from goldenthread.domain.kinds import PartyKind, Sector


def partnership() -> Party | None:
    """The partnership, if there is one yet."""
    found = Identifier.objects.filter(scheme=SCHEME, value=VALUE).select_related("party").first()
    return found.party if found else None


@journal.action("core.founded", final="A site belongs to one partnership from its first day.")
def found(*, name: str, by: int | None, at: datetime, change: ChangeSet) -> Party:
    """Make the partnership that runs this site, the party to whom people agree."""
    made = Party.objects.create(
        kind=PartyKind.ORGANISATION, sector=Sector.SOCIAL, name=name, name_key=names.key(name), made_in=change,
        changed_in=change,
    )  # fmt: skip
    Identifier.objects.create(scheme=SCHEME, value=VALUE, party=made, made_in=change)
    change.about = made.ref
    cache.delete("partnership")
    return made


@journal.action("core.host_added", final="An account that looks after the site is ended by erasing it, not by undoing.")
def add_host(*, email: str, by: int | None, at: datetime, change: ChangeSet) -> Account:
    """An account that looks after the installation. It belongs to nobody in the record, and reads nobody."""
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        return Account.objects.create_user(email=email, hosts=True)
    account.hosts = True
    account.save(update_fields=["hosts"])
    return account

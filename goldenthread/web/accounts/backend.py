"""Who an account is, read in one query: the account with the person it points to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from goldenthread.core.models import Account, Party
from goldenthread.core.prepared import Prepared, number

PATH = f"{__name__}.Backend"
_ACCOUNT = [field.attname for field in Account._meta.concrete_fields]
_SAID = {"id", "ref", "name", "kind"}  # what a page says of whoever is signed in; the rest is read if asked for
_PARTY = [field.attname for field in Party._meta.concrete_fields if field.name in _SAID]  # as `from_db` counts them


@Prepared
def _active() -> QuerySet[Any]:
    of_party = [f"party__{name}" for name in _PARTY]
    return Account.objects.filter(pk=number("account"), is_active=True).values_list(*_ACCOUNT, *of_party)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Account | None:
        for row in _active(account=user_id):
            account: Account = Account.from_db(DEFAULT_DB_ALIAS, _ACCOUNT, row[: len(_ACCOUNT)])
            if account.party_id is not None:
                account.party = Party.from_db(DEFAULT_DB_ALIAS, _PARTY, row[len(_ACCOUNT) :])
            return account
        return None

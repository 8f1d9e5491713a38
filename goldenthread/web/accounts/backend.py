"""Who an account is, read in one query: the account with the person it points to."""

from allauth.account.auth_backends import AuthenticationBackend

from goldenthread.core.models import Account

PATH = f"{__name__}.Backend"


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("party").filter(pk=user_id, is_active=True).first()

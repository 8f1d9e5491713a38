"""How people sign in: an e-mailed code, a passkey, a printed card. No passwords anywhere.

Nobody makes an account for themself: a person at a hub desk opens one (see `opening`). So an unknown address
gets a mail that says how to join, the page says the same words for every address, and both take the same work.
A passkey is another way in, not a second lock: whoever loses the phone still has their address or a card.
"""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """allauth's e-mailed codes, as this house wants them."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That is not the code from the mail. After three tries you need a new one."),
        "too_many_login_attempts": _("Very many codes were asked for or tried. Wait a while, then ask for a new one."),
        "rate_limited": _("There were very many tries from here. Wait a few minutes and try again."),
    }  # fmt: skip

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        from goldenthread.web.accounts import sessions

        sessions.begin(request, user, way=sessions.CODE)

    def get_client_ip(self, request: HttpRequest) -> str:
        from goldenthread.web.limits import address_of

        found = address_of(request)
        return "0.0.0.0" if found == "unknown" else found  # noqa: S104 - one count for all whose address is unknown

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this very site; allauth would also go to its other names."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(
        self, request: HttpRequest, level: int, *given: Any, message: str | None = None, **more: Any
    ) -> None:
        """Our pages say for themselves what happened; only refusals come from allauth."""
        if message:
            super().add_message(request, level, message=message)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_notification_mail(self, *given: Any, **more: Any) -> None:
        """Nothing about an account is mailed unasked: the account's own page shows it."""

    def generate_login_code(self) -> str:
        from goldenthread.core import refs

        return f"{(code := refs.new())[:4]}-{code[4:8]}".upper()  # forty bits, for ten minutes and three tries


class PasskeyAdapter(DefaultMFAAdapter):
    """allauth's passkeys, as this house wants them."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That passkey did not work here. Try again, or sign in another way."),
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        return False

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}

    def _get_site_name(self) -> str:
        return str(settings.PARTNERSHIP_NAME)

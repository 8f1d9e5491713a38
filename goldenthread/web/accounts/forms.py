"""allauth's forms, asking in our words and bearing whatever is sent to them."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from django.utils.translation import gettext_lazy as _

MADE_UP = (KeyError, TypeError, ValueError, AttributeError)  # what reading an answer no browser sends runs into


class AskForCode(RequestLoginCodeForm):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["email"].label = _("Your e-mail address")
        self.fields["email"].help_text = _("We send a code to it. It works for ten minutes.")
        self.fields["email"].widget.attrs = {"autocomplete": "email", "maxlength": "254"}


class TypeCode(ConfirmLoginCodeForm):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["code"].label = _("The code from the mail")
        self.fields["code"].help_text = _("Eight letters and figures. Capitals and dashes do not matter.")
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "maxlength": "64", "dir": "ltr"}


class UsePasskey(LoginWebAuthnForm):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except MADE_UP:
            raise get_adapter().validation_error("incorrect_code") from None


class AddPasskey(AddWebAuthnForm):
    def clean(self) -> Any:
        try:
            return super().clean()
        except MADE_UP:
            raise get_adapter().validation_error("incorrect_code") from None

"""allauth's two forms, asking in our words."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django.utils.translation import gettext_lazy as _


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

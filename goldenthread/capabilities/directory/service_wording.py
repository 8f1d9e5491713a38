"""Refusals about services, links and asks, in sentences."""

from django.utils.translation import gettext_lazy as _

from goldenthread.capabilities.directory.asking_rules import AskRefusal
from goldenthread.capabilities.directory.rules import ListingRefusal
from goldenthread.capabilities.directory.service_rules import ServiceRefusal
from goldenthread.capabilities.directory.wording import REFUSALS as LISTINGS
from goldenthread.core.contact import ContactRefusal

REFUSALS = {
    **{refusal: LISTINGS[refusal] for refusal in ListingRefusal},
    ServiceRefusal.NO_TITLE: _("Say what it is called: nobody can find it without a name."),
    ServiceRefusal.TOO_LONG: _("This is too long: shorten it."),
    ServiceRefusal.AGES_CROSSED: _("The oldest age is below the youngest. Change one of them."),
    ServiceRefusal.HOURS_CROSSED: _("It must close after it opens."),
    ServiceRefusal.CHANGED_MEANWHILE: _(
        "Somebody else changed this while you were writing. Look at it again, then make your change."
    ),
    ServiceRefusal.GONE: _("This has already been taken out of the directory."),
    ServiceRefusal.LINK_OVER: _("This link has been used already, or its time is over."),
    ServiceRefusal.ASKED_ALREADY: _("They were asked today already."),
    ServiceRefusal.KEPT_ELSEWHERE: _(
        "This comes from another directory, and is changed there: its page says which, and leads to it. Ask them to "
        "put it right; what they change shows here when it is read next."
    ),
    AskRefusal.NO_WORDS: _("Say what you need."),
    AskRefusal.TOO_LONG: _("This is too long: shorten it."),
    AskRefusal.NO_NAME: _("Say what we may call you: any name will do."),
    AskRefusal.NO_REACH: _("Give a telephone number or an e-mail address: else nobody can answer you."),
    AskRefusal.NOT_A_PHONE: _("We cannot read this as a telephone number or an e-mail address. Look at it again."),
    AskRefusal.DANGER: _("Please ring one of the numbers on this page. Nothing you wrote was kept."),
    AskRefusal.ANSWERED: _("Somebody has marked this as answered already."),
    ContactRefusal.NOT_AN_EMAIL: _("This is not an e-mail address we can read. Look at it again."),
    ContactRefusal.NOT_A_PHONE: _("This is not a telephone number we can read. Look at it again."),
    ContactRefusal.EMPTY: _("Give a number or an address."),
    ContactRefusal.ALREADY_KNOWN: _("This is in the list already."),
}

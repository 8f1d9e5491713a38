"""Refusals of the directory, in sentences."""

from django.utils.translation import gettext_lazy as _

from goldenthread.capabilities.directory.rules import ListingRefusal

REFUSALS = {
    ListingRefusal.NO_NAME: _("Give it a name: nobody can find a group without one."),
    ListingRefusal.NAME_TOO_LONG: _("The name is longer than 300 letters: shorten it."),
    ListingRefusal.ABOUT_TOO_LONG: _("What it does is longer than 2,000 letters: shorten it."),
    ListingRefusal.NOT_A_BODY: _(
        "People say for themselves that they want to be listed. Add a group or an organisation."
    ),
    ListingRefusal.CHANGED_MEANWHILE: _(
        "Somebody else changed this while you were writing. Look at it again, then make your change."
    ),
    ListingRefusal.PARTNERSHIP: _("This is the partnership that runs this site. It cannot be taken out."),
    ListingRefusal.GONE: _("This has already been taken out of the directory."),
}

"""The file somebody brings, and what they say it is."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KINDS = (
    ("", _("Work it out from the file")),
    ("parties", _("People, groups and organisations")),
    ("places", _("Places")),
    ("ties", _("Connections")),
    ("entries", _("What happened")),
    ("360giving", _("Grants (360Giving)")),
    ("oruk", _("A directory of services (Open Referral UK)")),
    ("postcodes", _("Postcodes")),
    ("boundaries", _("Boundaries on a map (GeoJSON)")),
)
ENDINGS = ".csv,.tsv,.txt,.xlsx,.xls,.ods,.json,.geojson"


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        max_length=200,
        allow_empty_file=True,  # the reader says it better
        help_text=_(
            "A spreadsheet (Excel, LibreOffice, CSV), grants, a directory of services, postcodes or boundaries."
        ),
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
    )
    kind = forms.ChoiceField(label=_("What is in it?"), choices=KINDS, required=False)
    source = forms.SlugField(
        label=_("What is this list called?"),
        max_length=60,
        required=False,
        help_text=_(
            "Leave it empty to use the name of the file. Bring the next version in under the same name, "
            "and rows with the same number are recognised."
        ),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(too_large())
        return file


def too_large() -> str:
    most = settings.UPLOAD_LIMIT // (1024 * 1024)
    return gettext(
        "This file is larger than the %(most)s MB we take. Split it into smaller files, and bring them in one by one."
    ) % {"most": most}

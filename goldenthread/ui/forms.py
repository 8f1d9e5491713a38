"""How forms are drawn: our templates around Django's own fields, in the one template environment.

In settings: FORM_RENDERER = "goldenthread.ui.forms.Renderer". `{{ form }}` then gives the summary of what
to put right, and each field with its label, hint and error tied together; `{{ field.as_field_group() }}`
gives one field.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

import django.forms
from django.forms import BaseForm
from django.forms.renderers import Jinja2
from django.template.backends.jinja2 import Jinja2 as Backend

from goldenthread.ui.shapes import Link

OURS = Path(__file__).parent / "templates"
DJANGOS = Path(django.forms.__file__).parent / "jinja2"


class Renderer(Jinja2):
    form_template_name = "ui/forms/div.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"

    @cached_property
    def engine(self) -> Any:
        options = {"environment": "goldenthread.ui.jinja.form_environment"}
        return Backend({"APP_DIRS": False, "DIRS": [OURS, DJANGOS], "NAME": "forms", "OPTIONS": options})


def what_to_put_right(form: BaseForm) -> list[Link]:
    """One link to each field that has an error; what concerns the whole form links to the form's summary."""
    links = [Link(str(error), f"#{summary_id(form)}") for error in form.non_field_errors()]
    for field in form.visible_fields():
        links += [Link(said_of(str(field.label), str(error)), f"#{target(field)}") for error in field.errors]
    return links


def said_of(label: str, error: str) -> str:
    """ "E-mail address: Enter …"; after a question or a sentence, only a space."""
    return f"{label} {error}" if label.endswith(("?", ".", "؟", "।")) else f"{label}: {error}"


def summary_id(form: BaseForm) -> str:
    return f"{form.prefix}-errors" if form.prefix else "errors"


def target(field: Any) -> str:
    """The id to go to: for a set of ticks its first one, for the rest the field itself."""
    first = f"{field.auto_id}_0"
    return first if field.use_fieldset and field.subwidgets else str(field.id_for_label or field.auto_id)

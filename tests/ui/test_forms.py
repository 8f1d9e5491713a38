"""Forms: label, hint and error belong to their field, and the summary leads to each."""

import re

import html5lib
from django.utils import translation

from goldenthread.ui.forms import what_to_put_right
from goldenthread.ui.gallery_samples import AskForm, asked


def test_hint_and_error_are_tied_to_their_field() -> None:
    html = str(asked())
    name = re.search(r"<input[^>]*name=\"name\"[^>]*>", html)
    assert name is not None
    assert 'aria-describedby="id_name_helptext id_name_error"' in name[0]
    assert 'aria-invalid="true"' in name[0]
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_every_error_is_in_the_summary_and_leads_to_its_field() -> None:
    form = asked()
    html = str(form)
    links = what_to_put_right(form)
    assert len(links) == sum(len(errors) for errors in form.errors.values()) == 4
    assert all(f'id="{link.href[1:]}"' in html for link in links)
    assert "4 things to put right" in html


def test_an_untouched_form_has_no_summary() -> None:
    html = str(AskForm())
    assert "errors" not in html
    assert "aria-invalid" not in html


def test_what_concerns_the_whole_form_is_said_in_the_summary() -> None:
    form = AskForm({"name": "Club", "kind": "org", "sector": "social", "agreed": "on"})
    form.full_clean()
    form.add_error(None, "It is here already.")
    assert [link.label for link in what_to_put_right(form)] == ["It is here already."]
    assert "One thing to put right" in str(form)


def test_a_set_of_ticks_is_a_fieldset_with_its_question_as_legend() -> None:
    html = str(asked())
    assert re.search(r"<fieldset[^>]*>\s*<legend>Which economy is it part of\?</legend>", html)


def test_two_forms_on_a_page_share_no_id() -> None:
    both = str(AskForm({}, prefix="one")) + str(AskForm({}, prefix="two"))
    ids = re.findall(r'\sid="([^"]+)"', both)
    assert len(ids) == len(set(ids))


def test_what_was_typed_comes_back_escaped() -> None:
    form = AskForm({"name": '"><script>alert(1)</script>'})
    form.full_clean()
    assert "<script>" not in str(form)


def test_the_summary_counts_in_the_readers_language() -> None:
    with translation.override("ar"):
        html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>x</title>{asked()}")

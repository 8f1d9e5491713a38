"""Every part, drawn in every language on offer, is valid, safe under the content policy, and complete."""

import re
from collections import Counter

import html5lib
import pytest
from jinja2 import UndefinedError

from goldenthread.ui.context import current
from goldenthread.ui.gallery_samples import samples
from goldenthread.ui.languages import OFFERED
from goldenthread.ui.shapes import Column, Empty, Event, Link, ListPage, Progress, Step
from tests.ui.conftest import Draw

LANGUAGES = [language.code for language in OFFERED]
STATUSES = (400, 403, 404, 409, 413, 429, 500)
PARTS = '{% import "ui/parts.html" as parts with context %}'


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, draw: Draw) -> str:
    return draw("ui/gallery.html", language=request.param, **samples())


def test_the_gallery_is_strictly_valid_html_in_every_language(page: str) -> None:
    html5lib.HTMLParser(strict=True).parse(page)


def test_every_page_of_an_error_is_strictly_valid_html(draw: Draw) -> None:
    for status in STATUSES:
        html5lib.HTMLParser(strict=True).parse(draw("ui/page_error.html", status=status))


def test_an_error_page_says_the_reason_it_was_given(draw: Draw) -> None:
    assert "The desk opens at nine." in draw("ui/page_error.html", status=403, reason="The desk opens at nine.")


def test_no_page_carries_a_style_or_a_script_of_its_own(page: str) -> None:
    assert not re.search(r"\sstyle\s*=", page)
    assert not re.search(r"\son\w+\s*=", page)
    assert "<style" not in page
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))


def test_no_two_parts_share_an_id_and_every_reference_finds_one(page: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    references = re.findall(r'\s(?:for|aria-labelledby|aria-describedby|popovertarget)="([^"]+)"', page)
    assert {name for reference in references for name in reference.split()} - set(ids) == set()


def test_the_language_choice_in_its_own_script_is_the_first_control(page: str) -> None:
    controls = re.findall(r"<(?:a|button|input|select|textarea)\b[^>]*>", page[page.index("<body>") :])
    first = next(control for control in controls if 'type="hidden"' not in control)
    assert 'name="language"' in first
    for language in OFFERED:
        assert f'lang="{language.code}" dir="{language.direction}"' in page
        assert f">{language.autonym}</button>" in page


def test_a_page_is_written_in_the_direction_of_its_language(draw: Draw) -> None:
    for language in OFFERED:
        html = draw("ui/page_error.html", language=language.code, status=404)
        assert f'<html lang="{language.code}" dir="{language.direction}">' in html


def test_invented_is_said_in_the_demonstration_and_only_there(draw: Draw, settings: object) -> None:
    sentence = "people, relationships and money are invented"
    assert sentence in draw("ui/page_error.html", status=404)
    settings.DEMO = False  # type: ignore[attr-defined]
    town = draw("ui/page_error.html", status=404)
    assert sentence not in town
    assert "look-as" not in town


def test_the_frame_leaves_out_what_the_site_does_not_have(draw: Draw, settings: object) -> None:
    assert "Who runs this?" in draw("ui/page_error.html", status=404)
    settings.ROOT_URLCONF = "django.conf.urls.i18n"  # type: ignore[attr-defined]
    settings.MENU = "tests.ui.test_pages.no_menu"  # type: ignore[attr-defined]
    bare = draw("ui/page_error.html", status=404)
    assert "Who runs this?" not in bare
    assert "Signed in as" not in bare
    assert 'action="/setlang/"' in bare


def no_menu(actor: object) -> list[object]:
    return []


def test_the_gallery_shows_every_part(draw: Draw) -> None:
    from django.template import engines

    env = engines.all()[0].env  # type: ignore[attr-defined]
    module = env.get_template("ui/parts.html").make_module({"csrf_input": ""})
    parts = {
        name for name in vars(module) if not name.startswith("_") and name not in ("lists", "pictures", "id", "ties")
    }
    source = env.loader.get_source(env, "ui/gallery.html")[0]
    elsewhere = {  # drawn inside another part, by the form, by the frame, or on a page of its own
        "table", "pager", "exports", "mark", "tag", "error_summary", "form_errors", "tour", "explore", "button",
    }  # fmt: skip
    assert {name for name in parts - elsewhere if f"parts.{name}(" not in source} == set()


def test_a_misspelt_name_fails_instead_of_showing_nothing(draw: Draw) -> None:
    with pytest.raises(UndefinedError):
        draw(text="{{ nobody_gave_this }}")
    with pytest.raises(UndefinedError):
        draw(text=PARTS + "{{ parts.timeline([{}]) }}")


def test_what_people_write_is_escaped_in_every_part(draw: Draw) -> None:
    bad = "<script>alert(1)</script>"
    page = ListPage("x", bad, (Column(bad),), ((bad,),), bad, Empty(bad, bad), exports=(Link(bad, "#"),))
    html = draw(
        text=PARTS + "{{ parts.list_page(page) }}{{ parts.timeline(events) }}{{ parts.facts([(bad, bad)]) }}"
        "{{ parts.tag(bad) }}{{ parts.term(bad, 'a', bad) }}{% call parts.card(bad, '#') %}{% endcall %}"
        "{{ parts.tour(step) }}{{ parts.progress(job) }}",
        bad=bad, page=page, events=[Event(samples()["events"][1].when, bad, "#", bad, bad)],
        step=Step(bad, bad, 1, 2), job=Progress("j", bad, 1, 2, True, "#"),
    )  # fmt: skip
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") > 10


def test_finished_work_asks_no_more(draw: Draw) -> None:
    text = PARTS + "{{ parts.progress(job) }}"
    assert "hx-get" in draw(text=text, job=Progress("j", "Bringing in", 3, 9, True, "/job/"))
    done = draw(text=text, job=Progress("j", "Brought in", 9, 9, False, "/job/"))
    assert "hx-get" not in done
    assert "<progress" not in done


def test_a_page_that_waits_looks_again_without_javascript(draw: Draw) -> None:
    waiting = draw("ui/page_error.html", status=404, refresh_seconds=4)
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in waiting
    assert "http-equiv" not in draw("ui/page_error.html", status=404)


def test_a_table_says_its_columns_and_rows_to_a_screen_reader(draw: Draw) -> None:
    html = draw(text=PARTS + "{{ parts.list_page(page) }}", page=samples()["groups"])
    assert '<th scope="col" role="columnheader" aria-sort="ascending">' in html
    assert html.count('<th scope="row" role="rowheader">') == 4
    assert 'data-label="Connections" class="num"' in html


def test_one_line_of_the_menu_is_where_the_reader_is():
    lines = ["/", "/directory/", "/directory/services/"]
    assert current(lines, "/directory/services/abc/") == "/directory/services/"
    assert current(lines, "/directory/abc/") == "/directory/"
    assert current(lines, "/") == "/"
    assert current(lines, "/network/") == ""

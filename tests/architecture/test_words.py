"""The code word may be exact; the screen word is plain. `docs/words.md` maps them, and this file holds us to it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract

from tests.architecture.reading import CODE, ROOT, modules, name_of, templates, visible_text

WORDS = ROOT / "docs" / "words.md"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
AT_LEAST = {"party", "tie", "promise", "entry", "claim", "ego", "user"}


def code_words(table: str) -> dict[str, str]:
    """Return code word -> screen words from a Markdown table `| code word | screen word |`.

    A word that is the same on both sides (a place is a place) is not forbidden.
    """
    rows = [
        [cell.strip(" `*") for cell in line.strip().strip("|").split("|")] for line in table.splitlines() if "|" in line
    ]
    pairs = {row[0].lower(): row[1] for row in rows[2:] if len(row) > 1 and row[0]}
    return {word: screen for word, screen in pairs.items() if not re.search(forms(word), screen.lower())}


def forms(word: str) -> str:
    """Return a pattern for the word and its plural, as a whole word."""
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return rf"(?<![\w-])(?:{re.escape(word)}|{re.escape(plural)})(?![\w-])"


def found_in(text: str, words: dict[str, str]) -> list[str]:
    """Return a remark for each code word that shows in a text."""
    shown = re.sub(r"%\(\w+\)s|\{\w*\}", " ", text).lower()  # names of placeholders are not read by anybody
    return [f"“{word}” (say: {screen})" for word, screen in words.items() if re.search(forms(word), shown)]


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    assert WORDS.exists(), "docs/words.md is missing: a table | code word | screen word |"
    table = code_words(WORDS.read_text(encoding="utf-8"))
    assert set(table) >= AT_LEAST, f"docs/words.md has no row for {AT_LEAST - set(table)}"
    return table


def test_no_code_word_shows_in_a_page_or_mail(words: dict[str, str]) -> None:
    found = templates()
    assert len(found) > 3, "hardly a template was found: where are they?"
    bad = [
        f"{name_of(path)}: {remark}"
        for path in found
        for remark in found_in(visible_text(path.read_text(encoding="utf-8")), words)
    ]
    assert not bad, "Code words on the screen:\n" + "\n".join(bad)


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of every sentence marked for translation in a Python file."""
    with path.open("rb") as source:
        for line, texts, _, _ in extract("python", source, keywords=KEYWORDS):
            yield line, " ".join(texts) if isinstance(texts, tuple) else texts


def test_no_code_word_shows_in_a_sentence_from_python(words: dict[str, str]) -> None:
    spoken = [(path, line, text) for path in modules("goldenthread") for line, text in sentences(path)]
    assert len(spoken) > 20, "hardly a sentence was found: are they marked with _( ) or N_( )?"
    bad = [f"{name_of(p)}:{line}: {remark} in “{text}”" for p, line, text in spoken for remark in found_in(text, words)]
    assert not bad, "Code words on the screen:\n" + "\n".join(bad)


def test_a_code_word_on_the_screen_would_be_noticed() -> None:
    table = code_words(
        "| code word | screen word |\n|---|---|\n| party | person, group |\n| tie | connection |\n| place | place |"
    )
    assert table == {"party": "person, group", "tie": "connection"}
    page = (
        """{# a party #}<p class="tie">{{ _("Both parties agreed") }}</p><img alt="a tie">{% if party %}x{% endif %}"""
    )
    assert len(found_in(visible_text(page), table)) == 2
    clean = (
        """<p id="party">{% for tie in ties %}{{ tie.name }} {{ _("Hello %(party)s", party=party) }}{% endfor %}</p>"""
    )
    assert found_in(visible_text(clean), table) == []


def test_every_page_is_written_for_translation() -> None:
    """A page whose only text is outside `_( )` cannot be read in Panjabi."""
    bare = re.compile(r">\s*([A-Z][a-z]+(?: [a-z]+){2,})\s*<")  # a sentence straight between two tags
    bad = [
        f"{name_of(path)}: “{match[1]}”"
        for path in sorted(CODE.rglob("templates/**/*.html"))
        if path.name != "gallery.html"  # shows the parts to developers, with samples for text
        for match in bare.finditer(
            re.sub(r"(?s)\{%-? *trans.*?endtrans *-?%\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"))
        )
    ]
    assert not bad, "Put these into _( ) or {% trans %}:\n" + "\n".join(bad)

"""Every sentence can be translated, and what is translated fits."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation

from goldenthread.domain.kinds import Scope
from scripts import messages
from scripts.translations import compile_all
from tests.architecture.test_pages import every_address
from tests.pages.signing import account, acts_for, party, signed_in, the_partnership

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
MARKUP = re.compile(r"</?\w+|&\w+;")

# Sentences in these files are read by those who run a place, never by a resident: they may wait for a translator.
FOR_STAFF: tuple[str, ...] = (
    "goldenthread/web/commands/", "goldenthread/web/templates/web/governs.html",
    "goldenthread/core/keeping.py", "goldenthread/core/archives.py", "goldenthread/core/copies.py",
    "goldenthread/core/scrubbing.py", "goldenthread/core/verifying.py", "goldenthread/ui/templates/ui/gallery.html",
    "goldenthread/ui/gallery.py", "goldenthread/ui/gallery_samples.py",
)  # fmt: skip


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages.collect()


# ---- The catalogues hold what the code says ----


def test_the_catalogues_hold_every_sentence_of_the_code() -> None:
    stale = [path.name for path, text in messages.files(LANGUAGES).items() if path.read_text("utf-8") != text]
    assert not stale, f"{stale} differ from what the code says: run `make messages`"


def test_collecting_twice_changes_nothing_and_keeps_what_was_said(
    template: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    path = messages.catalogue_of("pa")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Sign in"\nmsgstr "ਅੰਦਰ ਆਓ"\n\nmsgid "Agreements, in short"\nmsgstr ""\n', encoding="utf-8")
    path.write_text(once := messages.written(messages.brought_up_to_date("pa", template)), encoding="utf-8")
    assert messages.written(messages.brought_up_to_date("pa", template)) == once
    assert messages.read("pa")["Sign in"].string == "ਅੰਦਰ ਆਓ"
    empty = [message.id for message in messages.read("pa") if message.fuzzy and not message.string]
    assert not empty, f"{empty} have a suggestion that suggests nothing"


def test_sentences_are_found_wherever_they_may_stand(template: Catalog) -> None:
    found = {str(message.id): {file for file, _ in message.locations} for message in template if message.id}
    assert len(found) > 300
    everywhere = {file for files in found.values() for file in files}
    for part in ("goldenthread/domain/", "goldenthread/core/", "goldenthread/ui/", "goldenthread/capabilities/"):
        assert any(file.startswith(part) for file in everywhere), f"no sentence of {part} was found"
    assert any("/templates/" in file for file in found["Sign in"])
    assert any(file.endswith("kinds.py") for file in found["belongs to"])
    assert any("/mail/" in file for file in found["Here is your code:"])


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    missing = [language for language in LANGUAGES if not messages.catalogue_of(language).exists()]
    assert not missing, f"{missing} are offered (goldenthread/ui/languages.py) and have no catalogue"
    assert set(messages.LANGUAGES) == set(LANGUAGES)


def test_what_is_compiled_is_what_django_reads(tmp_path: Path) -> None:
    catalogue = Catalog(locale="pa", domain=messages.DOMAIN, fuzzy=False)
    catalogue.add("Sign in", "ਅੰਦਰ ਆਓ")
    path = tmp_path / "pa" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(messages.written(catalogue), encoding="utf-8")
    assert compile_all(tmp_path) == 1
    with override_settings(LOCALE_PATHS=[str(tmp_path)]), translation.override("pa"):
        assert translation.gettext("Sign in") == "ਅੰਦਰ ਆਓ"


# ---- What translators wrote fits ----


def placeholders(text: str) -> set[str]:
    """Return the names that a sentence fills in."""
    return {found[1] or found[2] or "" for found in PLACEHOLDER.finditer(text)}


def misfits(message: Message) -> Iterator[str]:
    """Yield what is wrong with a translated message: a placeholder lost or invented, or other markup."""
    one, *many = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    wanted, all_wanted = placeholders(one), placeholders(" ".join([one, *many]))
    for string in filter(None, strings):
        have = placeholders(string)
        if have - all_wanted:
            yield f"“{string}” invents {sorted(have - all_wanted)}"
        # a plural form that says "one" or "two" in words need not repeat the figure
        elif not many and wanted - have:
            yield f"“{string}” lost {sorted(wanted - have)}"
        if sorted(MARKUP.findall(one)) != sorted(MARKUP.findall(string)):
            yield f"“{string}” has other tags than “{one}”"
        if re.search(r"%(?!\(\w+\)[sd]|%)", string) and not re.search(r"%(?!\(\w+\)[sd]|%)", one):
            yield f"“{string}” has a bare %"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_of_translations_are_those_of_the_sentence(language: str) -> None:
    bad = [misfit for message in messages.read(language) if message.id for misfit in misfits(message)]
    assert not bad, "\n".join(bad)


def test_a_translation_that_does_not_fit_would_be_noticed() -> None:
    assert list(misfits(Message("Signed in as %(name)s", "ਅੰਦਰ %(naam)s")))
    assert list(misfits(Message("Signed in as %(name)s", "ਅੰਦਰ")))
    assert list(misfits(Message("Half", "50 % of it")))
    assert list(misfits(Message("<b>Now</b>", "Now")))
    assert not list(misfits(Message("Signed in as %(name)s", "%(name)s, ਅੰਦਰ")))
    assert not list(misfits(Message(("%(n)s thing", "%(n)s things"), ("شيء واحد", "%(n)s أشياء"))))


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the sentences of residents' pages that a catalogue does not say, or only suggests."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not all_said(message))
        if not all(file.startswith(FOR_STAFF) for file, _ in message.locations)
    ]


def all_said(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_resident_can_read_every_page_in_every_language(language: str) -> None:
    missing = untranslated(messages.read(language))
    assert not missing, f"{len(missing)} sentences are not in {language}:\n" + "\n".join(missing)


def test_a_missing_translation_would_be_noticed() -> None:
    catalogue = Catalog(locale="pa", fuzzy=False)
    catalogue.add("Sign in", "", [("goldenthread/web/home.py", 0)])
    catalogue.add("Half said", "ਅੱਧਾ", [("goldenthread/web/home.py", 0)], flags={"fuzzy"})
    catalogue.add("Which file?", "", [("goldenthread/web/commands/export.py", 0)])
    assert untranslated(catalogue) == ["Sign in", "Half said"]


# ---- The language of brackets: whatever is not in ⟦…⟧ on a page cannot be translated ----


@pytest.fixture
def brackets(tmp_path: Path, template: Catalog) -> Iterator[None]:
    """Put every sentence between ⟦ and ⟧ in what calls itself Panjabi: days and figures are then in Gurmukhi."""
    pseudo = Catalog(locale="pa", domain=messages.DOMAIN, fuzzy=False)
    for message in template:
        if message.id:
            texts = message.id if isinstance(message.id, tuple) else (message.id,)
            said: Any = tuple(f"⟦{text}⟧" for text in texts) if len(texts) > 1 else f"⟦{texts[0]}⟧"
            pseudo.add(message.id, said, context=message.context)
    path = tmp_path / "pa" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as out:
        write_mo(out, pseudo)
    with override_settings(LOCALE_PATHS=[str(tmp_path)]):
        yield


class Bare(HTMLParser):
    """Collects what a reader sees in Latin letters outside the brackets.

    People's own words are left out: inside <bdi>, or where another language is declared.
    """

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr", "wbr", "path", "circle", "use", "source"})
    SEEN = ("alt", "title", "placeholder", "aria-label", "summary")

    def __init__(self, own: tuple[str, ...]) -> None:
        super().__init__()
        self.own, self.found = own, list[str]()
        self.open: list[tuple[str, bool]] = [("", False)]
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        apart = tag in ("script", "style", "bdi", "code") or said.get("lang", "pa") != "pa"
        for name in self.SEEN:
            if said.get(name) and not apart:
                self.look_at(str(said[name]))
        if tag not in self.VOID:
            self.open.append((tag, self.open[-1][1] or apart))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += "" if self.open[-1][1] else data

    def look_at(self, text: str) -> None:
        for name in self.own:
            text = text.replace(name, "")
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:  # a message may stand inside another
            text = shorter
        self.found += [words.strip() for words in re.findall(r"[A-Za-z][A-Za-z ’'-]*", text) if len(words.strip()) > 1]


def bare(html: str, *own: str) -> list[str]:
    """Return what a page says outside the brackets; `own` are names that stand there of their own right."""
    reader = Bare(own)
    reader.feed(html)
    reader.look_at(reader.text)
    return reader.found


def simple_pages() -> list[str]:
    """Return the address of every page of ours that needs nothing in its address."""
    return sorted(
        address
        for address, pattern in every_address()
        if "<" not in address
        and address != SAYS_WHERE_THE_CODE_IS
        and pattern.callback.__module__.startswith("goldenthread.")
    )


# Names that are the same in every language: of somebody, of a program, of a format.
OWN = (
    "Smethwick Together", "Amina Begum", "Stairwell Singers", "Golden Thread", "CSV", "Excel", "XLSX", "JSON", "ODS",
    "GraphML", "GEXF", "Gephi", "Kumu",
)  # fmt: skip
SAYS_WHERE_THE_CODE_IS = "/what-governs/"


def unwrapped(client: Client, addresses: list[str]) -> tuple[int, list[str]]:
    """Open pages as somebody, in the language of brackets; return how many were pages, and what was bare on them."""
    client.cookies["django_language"] = "pa"
    pages, remarks = 0, []
    for address in addresses:
        response = client.get(address)
        if response.status_code in (200, 403, 404) and response["Content-Type"].startswith("text/html"):
            pages += 1
            found = dict.fromkeys(bare(response.content.decode(), *OWN))
            remarks += [f"{address}: “{words}”" for words in found]
    return pages, remarks


@pytest.mark.django_db
def test_every_word_on_every_page_can_be_translated(brackets: None) -> None:
    whole, amina, singers = the_partnership(), party("Amina Begum"), party("Stairwell Singers", "group")
    acts_for(amina, whole, Scope.ALL)
    helper = signed_in(account(amina, hosts=True))
    about = [f"/directory/{one.ref}/{more}" for one in (whole, amina, singers) for more in ("", "change/", "archive/")]
    about += [f"/network/{singers.ref}/absence/", "/nowhere/"]
    seen = [unwrapped(client, simple_pages() + about) for client in (Client(), helper)]
    bad = [remark for _, remarks in seen for remark in remarks]
    assert not bad, "These words are outside _( ), or are not translated where they are shown:\n" + "\n".join(bad)
    assert seen[0][0] > 8, "hardly a page opened for a stranger"
    assert seen[1][0] > 15, "hardly a page opened for somebody signed in"


@pytest.mark.django_db
def test_a_form_that_is_refused_says_why_in_the_language_of_the_reader(brackets: None) -> None:
    whole, amina = the_partnership(), party("Amina Begum")
    acts_for(amina, whole, Scope.ALL)
    helper = signed_in(account(amina))
    helper.cookies["django_language"] = "pa"
    response = helper.post("/directory/new/", {"name": "", "postcode": "nowhere", "website": "not an address"})
    assert response.status_code == 422
    assert "⟦This is not a postcode we can read." in response.content.decode()
    # “URL” stands inside a sentence that Django itself says in Panjabi
    found = bare(response.content.decode(), *OWN, "nowhere", "not an address", "URL")
    assert not found, f"{found} are not translated, by us or by Django"


def test_a_word_outside_the_brackets_would_be_noticed() -> None:
    page = (
        '<html lang="pa"><body><p>⟦Signed in as ⟦one⟧ more⟧ Amina</p><bdi>Stairwell</bdi><p lang="en">Said so</p>'
        '<img alt="A map"><script>var hidden</script><br><p>Bare words</p></body></html>'
    )
    assert bare(page, "Amina") == ["A map", "Bare words"]

"""Collect every sentence for translation, and bring each language's catalogue up to date. `make messages` starts it.

python -m scripts.messages           writes goldenthread/locale/django.pot and <language>/LC_MESSAGES/django.po
python -m scripts.messages --check   exits with 1 when a catalogue lacks a sentence that the code says
python -m scripts.messages so        begins a catalogue for one more language (Somali)

What translators wrote is kept. A sentence that changed keeps its old translation as a suggestion, marked "fuzzy": it
is not shown until somebody has looked at it. `scripts/translations.py` compiles; the site reads only what is compiled.
"""

import io
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "goldenthread"
LOCALE = CODE / "locale"
DOMAIN = "django"  # Django's own gettext looks for this name
TEMPLATE = LOCALE / f"{DOMAIN}.pot"
LANGUAGES = ("pa", "ar")

# What marks a sentence: Python's names and Jinja's. (1, "c") is a context, a pair of numbers one thing and many.
KEYWORDS: Mapping[str, Any] = {
    "_": None, "N_": None, "lazy": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
_IN_MAIL = re.compile(r"""\{%-?\s*(?:translate|trans)\s+(["'])(.+?)\1""")
# Lines of a header that change with every run, or that only say that nobody filled them in.
_CHANGING = r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version): .*\n'
_IDLE = re.compile(_CHANGING + r'|^".*(?:EMAIL@ADDRESS|LL@li\.org).*\n', re.MULTILINE)


def mail(
    file: BinaryIO, keywords: Collection[str], comment_tags: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel's extractor for our mails, the only texts that Django's own templates make."""
    for line, text in enumerate(file.read().decode("utf-8").splitlines(), start=1):
        for found in _IN_MAIL.finditer(text):
            yield line, "gettext", found[2], []


def collect() -> Catalog:
    """Return every sentence of the code with the files it stands in, as a template for translators."""
    template = Catalog(project="Golden Thread", domain=DOMAIN, fuzzy=False)
    template.header_comment = "# Every sentence that Golden Thread says. Written by `make messages`.\n#"
    with (ROOT / "babel.cfg").open(encoding="utf-8") as settings:
        methods, options = parse_mapping_cfg(settings)
    found = extract_from_dir(CODE, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, _, message, comments, context in sorted(found, key=lambda one: one[:2]):
        template.add(message, None, [(f"goldenthread/{file}", 0)], auto_comments=comments, context=context)
    return template


def catalogue_of(language: str) -> Path:
    """Return where a language's translations are written."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """Return what translators have written so far; an empty catalogue when nobody has begun."""
    path = catalogue_of(language)
    if not path.exists():
        begun = Catalog(locale=language, project="Golden Thread", domain=DOMAIN, fuzzy=False)
        begun.header_comment = "# Whether a speaker has checked this: goldenthread/ui/languages.py says so.\n#"
        return begun
    with path.open("rb") as text:
        return read_po(text, locale=language, domain=DOMAIN, abort_invalid=True)


def brought_up_to_date(language: str, template: Catalog) -> Catalog:
    """Return a language's catalogue with exactly the sentences of the template."""
    catalogue = read(language)
    catalogue.update(template, update_header_comment=False, keep_user_comments=True)
    for message in catalogue:
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        if not any(said):
            message.flags.discard("fuzzy")  # a suggestion that suggests nothing
        if not message.python_format:
            message.flags.discard("python-format")  # it came with the suggestion, from another sentence
    return catalogue


def written(catalogue: Catalog) -> str:
    """Return a catalogue as text: no line numbers and no dates, so that a file changes only when a sentence does."""
    text = io.BytesIO()
    write_po(text, catalogue, width=120, include_lineno=False, sort_by_file=True)
    return _IDLE.sub("", text.getvalue().decode("utf-8"))


def files(languages: Collection[str]) -> dict[Path, str]:
    """Return what each file of sentences should say."""
    template = collect()
    wanted = {TEMPLATE: written(template)}
    return wanted | {catalogue_of(one): written(brought_up_to_date(one, template)) for one in languages}


def main(words: list[str]) -> int:
    """Write each file that has changed, or with --check only say which."""
    check = "--check" in words
    begun = {path.parents[1].name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")}
    wanted = files(sorted(begun | set(LANGUAGES) | {word for word in words if not word.startswith("-")}))
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)}", "lacks what the code says: run `make messages`" if check else "written")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

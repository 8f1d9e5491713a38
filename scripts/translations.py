"""Compile the translations: every `.po` below a folder into the `.mo` beside it. Needs Babel."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[1] / "goldenthread" / "locale"


def compile_all(folder: Path = LOCALE) -> int:
    """Write each `messages.mo` that is missing or older than its `messages.po`; return how many were written.

    Raises `babel.messages.pofile.PoFileError` where a file cannot be read: half a language is worse than none.
    """
    written = 0
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parents[1].name, abort_invalid=True)
        unfinished = target.with_suffix(".mo.part")
        with unfinished.open("wb") as out:
            write_mo(out, catalogue)
        unfinished.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    print(f"Translations compiled: {compile_all()}")

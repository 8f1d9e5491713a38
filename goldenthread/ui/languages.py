"""The languages a page can be read in: their own names, their direction, and what Babel calls them.

`OFFERED` is what the language choice shows. A language is ready to be offered once its line is here
and its catalogue exists; Django itself does not know some of them, so `LANG_INFO_ADDITIONS` is merged
into `django.conf.locale.LANG_INFO` by `teach_django`.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Language:
    """`code` as Django and HTML's lang write it; `autonym` in its own script; `locale` for Babel.

    `checked` says that a speaker has read the translation; until then every page says it has not been.
    """

    code: str
    autonym: str
    english: str
    direction: str = "ltr"
    locale: str = ""
    checked: bool = False

    @property
    def babel(self) -> str:
        return self.locale or self.code


KNOWN: tuple[Language, ...] = (
    Language("en", "English", "English", locale="en_GB", checked=True),
    Language("pa", "ਪੰਜਾਬੀ", "Panjabi", locale="pa_Guru"),  # Gurmukhi, so left to right
    Language("ar", "العربية", "Arabic", "rtl"),
    Language("ur", "اردو", "Urdu", "rtl"),
    Language("pl", "Polski", "Polish"),
    Language("bn", "বাংলা", "Bengali"),
    Language("ro", "Română", "Romanian"),
    Language("so", "Soomaali", "Somali"),
    Language("ps", "پښتو", "Pashto", "rtl"),
    Language("ckb", "کوردیی ناوەندی", "Kurdish (Sorani)", "rtl"),
    Language("ti", "ትግርኛ", "Tigrinya"),
    Language("pt", "Português", "Portuguese"),
    Language("uk", "Українська", "Ukrainian"),
)
BY_CODE = {language.code: language for language in KNOWN}
ENGLISH = BY_CODE["en"]
OFFERED: tuple[Language, ...] = tuple(BY_CODE[code] for code in ("en", "pa", "ar"))

LANGUAGES = [(language.code, language.autonym) for language in OFFERED]
"""For Django's setting of the same name."""

LANG_INFO_ADDITIONS: dict[str, dict[str, Any]] = {
    language.code: {
        "bidi": language.direction == "rtl",
        "code": language.code,
        "name": language.english,
        "name_local": language.autonym,
    }
    for language in KNOWN
}


def teach_django() -> None:
    """Add what Django's own list lacks (so, ps, ti …); what it has stays as it is."""
    from django.conf import locale

    for code, known in LANG_INFO_ADDITIONS.items():
        locale.LANG_INFO.setdefault(code, known)


def find(code: str | None) -> Language:
    """The language a code means ("en-gb" is English); English when we do not know it."""
    whole = (code or "").lower()
    return BY_CODE.get(whole) or BY_CODE.get(whole.split("-")[0]) or ENGLISH

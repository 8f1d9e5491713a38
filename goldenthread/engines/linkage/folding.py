"""How names and addresses are brought to one form before they are compared: script, case, order, spelling.

Letters of other scripts are turned into Latin ones by `anyascii`. Scripts that leave vowels out (Arabic) and people
who spell one name in several ways (Mohammed, Muhammad) meet in the `sound` of a word: its consonants, without those
that English spelling adds or doubles. The sound proposes; it never decides.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

TITLES = frozenset("mr mrs ms miss mx dr prof rev revd sir dame lady lord bhai bibiji sri shri".split())
# Given to every Sikh man or woman, or to most women of a region: borne by so many that sharing one says little, and
# often written by one office and left out by the next. In the spellings met, and as `anyascii` writes them.
_SHARED = frozenset(
    "singh sing simgh kaur kour kor kaura begum begam bgm bibi by bi khatun khatoon katun kwr sngh".split()
)
ARTICLES = frozenset(("the", "a", "an", "y", "yr"))  # English and Welsh, as a name begins with them or leaves them out
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"(.)\1+")
_BREATHED = re.compile(r"(?<=[bcdgjkst])h")
_NASAL = re.compile(r"m(?=[cdfghjklnqrstvz])")
_SOFT = re.compile(r"c(?=[eiy])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart. `words` as written, `given` and `family` without titles and names that everybody bears.

    `family` is empty for somebody without one. `foreign`: some of it was not in Latin letters.
    """

    words: tuple[str, ...]
    given: str
    family: str
    given_sound: str
    family_sound: str
    foreign: bool

    @property
    def ordered(self) -> str:
        return " ".join(sorted(self.words))


def words(text: str) -> list[str]:
    """Latin words in lower case, without accents and punctuation: "St. Alban's" gives st, albans."""
    if not text.isascii():
        text = anyascii(text)
    return _NOT_WORD.sub(" ", text.lower().replace("'", "").replace("`", "")).split()


@lru_cache(maxsize=100_000)
def sound(word: str, vowels: str = "aeiouy") -> str:
    """The consonants of a word as they sound: mohammed, muhammad and mhmd give mhmd; singh and simgh give sng.

    `vowels` has w in it for words from a script that writes it for "u".
    """
    plain = _BREATHED.sub("", _DOUBLED.sub(r"\1", word).replace("ph", "f").replace("ck", "k"))
    plain = _SOFT.sub("s", plain).replace("c", "k").replace("q", "k").replace("z", "s").replace("x", "ks")
    plain = _NASAL.sub("n", "".join(letter for letter in plain if letter not in vowels)).replace("w", "v")
    return plain.removesuffix("h") or word[:1]


def sound_of(text: str, word: str) -> str:
    """The sound of a word that came from `text`."""
    return sound(word, "aeiouyw") if not text.isascii() and _ARABIC.search(text) else sound(word)


def name(text: str) -> Name:
    """Take the name of a person apart."""
    said = [word for word in words(text) if word not in TITLES] or words(text)
    own = [word for word in said if word not in _SHARED] or said
    given, family = (own[0], own[-1] if len(own) > 1 else "") if own else ("", "")
    return Name(
        tuple(said), given, family, sound_of(text, given) if given else "",
        sound_of(text, family) if family else "", not text.isascii() and any(ord(letter) > 0x24F for letter in text),
    )  # fmt: skip


def bare(text: str) -> tuple[str, ...]:
    """The words of a body's name without its leading article: The Stairwell Singers is Stairwell Singers."""
    said = words(text)
    return tuple(said[1:] if len(said) > 1 and said[0] in ARTICLES else said)


def phone(text: str) -> str:
    """A telephone number in figures, +44 and 0044 read as 0; anything with letters (a digest) as it stands."""
    if any(letter.isalpha() for letter in text):
        return text
    figures = re.sub(r"[^\d+]", "", text)
    return re.sub(r"^(\+44|0044)0?", "0", figures)


def email(text: str) -> str:
    return text.strip().lower()


def postcode(text: str) -> str:
    return re.sub(r"\s+", "", text).upper()


def born(text: str) -> str:
    """A day as eight figures, a year as four; anything else is nothing."""
    figures = re.sub(r"\D", "", text)
    return figures if len(figures) in (4, 8) else ""


def line(text: str) -> str:
    return " ".join(words(text))

"""Sentences for translation, where no translation machinery may be imported.

A sentence is made where something is found out, often far from any screen: in a reader of files, in the core. It is
kept as a message and the values in it, and put into the reader's language only where it is shown.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_PLACE = re.compile(r"%\((\w+)\)s")
_QUOTED = re.compile(r"“[^”]*”")
_LEFT_OUT = "…"


def N_(words: str) -> str:  # noqa: N802 - the name Babel is told to look for
    """Return `words` unchanged; Babel collects them, and the screen translates them."""
    return words


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with places like %(name)s, and what stands at each: text as written, or a sentence of its own.

    `str` gives the English. Numbers and dates are text already, in figures.
    """

    message: str
    named: tuple[tuple[str, "str | Sentence"], ...] = ()

    def __str__(self) -> str:
        return self.told(str)

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence with every message in it translated. A place that a translator invented stays as it is."""
        values = {n: v.told(translate) if isinstance(v, Sentence) else v for n, v in self.named}
        return _PLACE.sub(lambda place: values.get(place[1], place[0]), translate(self.message))

    def saying(self, **named: str) -> "Sentence":
        """The same sentence with other values at some of its places."""
        return Sentence(self.message, tuple((name, named.get(name, value)) for name, value in self.named))

    def without_quotes(self) -> "Sentence":
        """The same sentence without what it quotes of a file (“…”), which may name somebody."""
        return Sentence(self.message, tuple((name, self._unquoted(name, value)) for name, value in self.named))

    def _unquoted(self, name: str, value: "str | Sentence") -> "str | Sentence":
        if isinstance(value, Sentence):
            return value.without_quotes()
        return _LEFT_OUT if f"“%({name})s" in self.message else _QUOTED.sub(f"“{_LEFT_OUT}”", value)

    def written(self) -> str:
        """The sentence as it is kept in one column of text; `read` gives it back."""
        return json.dumps(self._parts(), ensure_ascii=False) if self.named else self.message

    def _parts(self) -> list[object]:
        return [self.message, {n: v._parts() if isinstance(v, Sentence) else v for n, v in self.named}]

    @staticmethod
    def read(text: str) -> "Sentence":
        """What `written` wrote. Any other text, as older records hold it, is a sentence without places."""
        try:
            parts = json.loads(text) if text.startswith("[") else None
        except ValueError:
            parts = None
        if isinstance(parts, list) and len(parts) == 2 and isinstance(parts[1], dict):
            return _sentence(parts[0], parts[1])
        return Sentence(text)


def _sentence(message: str, named: Mapping[str, Any]) -> Sentence:
    return Sentence(message, tuple((n, _sentence(*v) if isinstance(v, list) else str(v)) for n, v in named.items()))


def say(message: str, /, **named: "str | int | Sentence") -> Sentence:
    """Make a sentence of a message that N_ has marked, and of what stands at its places."""
    return Sentence(message, tuple((n, v if isinstance(v, Sentence) else str(v)) for n, v in named.items()))


_BOTH = N_("%(one)s %(other)s")


def both(one: Sentence, other: Sentence) -> Sentence:
    """Two whole sentences, one after the other."""
    return say(_BOTH, one=one, other=other)

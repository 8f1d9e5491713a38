"""Words of danger: whoever types them is shown at once where to turn, above anything else. Nothing of it is kept.

The list is ours. The phrases in Panjabi and Arabic were written without a speaker at hand and have NOT YET BEEN
CHECKED BY ONE; they only decide whether the telephone numbers are shown, and a phrase too many does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldenthread.core.search import words_of
from goldenthread.domain.words import N_

ENGLISH = (
    "999", "112", "i want to die", "want to die", "kill myself", "killing myself", "end my life", "take my own life",
    "suicide", "suicidal", "better off dead", "no reason to live", "hurt myself", "harm myself", "self harm",
    "overdose", "he hits me", "she hits me", "hits me", "beats me", "he beats me", "hurts me", "is hurting me",
    "hit me", "hitting me", "beat me up", "strangled me", "choked me", "choking me", "raped", "rape",
    "sexually assaulted", "abuses me", "abusing me",
    "abusive husband", "abusive wife", "abusive partner", "domestic abuse", "domestic violence", "threatens me",
    "threatened to kill", "going to kill me", "kill me", "afraid of my husband", "afraid of my partner",
    "scared of my husband", "scared of my partner", "forced marriage", "forced to marry", "locked me in",
    "wont let me leave", "won't let me leave", "not safe at home", "unsafe at home", "stalking me", "follows me home",
    "emergency", "ambulance", "bleeding", "cant breathe", "can't breathe", "chest pain", "heart attack", "stroke",
)  # fmt: skip
PANJABI = (
    "ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ", "ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦੀ ਹਾਂ", "ਮਰਨਾ ਚਾਹੁੰਦੀ", "ਮਰਨਾ ਚਾਹੁੰਦਾ", "ਖੁਦਕੁਸ਼ੀ", "ਆਤਮ ਹੱਤਿਆ", "ਆਤਮਹੱਤਿਆ",
    "ਮੈਨੂੰ ਮਾਰਦਾ ਹੈ", "ਮੈਨੂੰ ਮਾਰਦੀ ਹੈ", "ਮੈਨੂੰ ਕੁੱਟਦਾ", "ਕੁੱਟਦਾ ਹੈ", "ਘਰੇਲੂ ਹਿੰਸਾ", "ਬਲਾਤਕਾਰ", "ਐਂਬੂਲੈਂਸ", "ਖ਼ਤਰੇ ਵਿੱਚ",
)  # fmt: skip
ARABIC = (
    "أريد أن أموت", "اريد ان اموت", "أريد الموت", "انتحار", "الانتحار", "أقتل نفسي", "يضربني", "زوجي يضربني", "تضربني",
    "يهددني", "عنف أسري", "العنف المنزلي", "اغتصاب", "إسعاف", "طوارئ", "أنا في خطر",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Help:
    number: str
    who: str
    when: str


# Numbers that anybody in England may ring, as each is published by those who answer it.
HELP = (
    Help("999", N_("Police, ambulance or fire"), N_("If somebody is in danger now. 112 reaches the same people.")),
    Help("116 123", N_("Samaritans"), N_("Somebody to talk to about anything, day and night. Free.")),
    Help("0808 2000 247", N_("National Domestic Abuse Helpline"),
         N_("If somebody at home hurts or frightens you, day and night. Free.")),
)  # fmt: skip


def _phrases() -> list[list[str]]:
    return [words_of(phrase) for phrase in (*ENGLISH, *PANJABI, *ARABIC)]


_PHRASES = _phrases()
_STARTS = {phrase[0] for phrase in _PHRASES}


def speaks_of_danger(text: str) -> bool:
    """Does a phrase of the list stand in the text, word for word? Case, accents and punctuation do not matter."""
    said = words_of(text)
    if not _STARTS.intersection(said):
        return False
    return any(
        said[at : at + len(phrase)] == phrase for phrase in _PHRASES for at in range(len(said) - len(phrase) + 1)
    )

"""Every table of the core. The nine of the spine come first; the rest serve them."""

from goldenthread.core.models.people import Account, Card, ContactPoint, Send
from goldenthread.core.models.spine import Claim, Consent, Entry, Part, Party, Place, Promise, Term, Tie
from goldenthread.core.models.trail import (
    BeforeImage,
    ChangeSet,
    Finding,
    Identifier,
    IdentityLink,
    LikelyPair,
    Look,
    Protection,
    Revision,
    Seal,
)
from goldenthread.core.models.work import Disclosure, Import, Job, Outline, Postcode, StoredFile

__all__ = [
    "Account", "BeforeImage", "Card", "ChangeSet", "Claim", "Consent", "ContactPoint", "Disclosure", "Entry",
    "Finding", "Identifier", "IdentityLink", "Import", "Job", "LikelyPair", "Look", "Outline", "Part", "Party",
    "Place", "Postcode", "Promise", "Protection", "Revision", "Seal", "Send", "StoredFile", "Term", "Tie",
]  # fmt: skip
SPINE = (Party, Place, Term, Tie, Consent, Promise, Entry, Part, Claim)

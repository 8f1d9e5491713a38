"""What the directory gives the house."""

from goldenthread.capabilities.directory.kinds import KINDS, TERMS
from goldenthread.core.registry import Capability
from goldenthread.domain.words import N_

CAPABILITY = Capability(
    name="directory",
    words=N_("Who and what is here"),
    kinds=KINDS,
    terms=TERMS,
)

"""What the network gives the house."""

from goldenthread.capabilities.network.kinds import KINDS
from goldenthread.core.registry import Capability
from goldenthread.domain.words import N_

CAPABILITY = Capability(
    name="network",
    words=N_("How we are connected"),
    kinds=KINDS,
)

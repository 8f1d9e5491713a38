"""Golden Thread: the shared information system of a place."""

__version__ = "0.1.0"

"""The page of a piece of long work: how far it is, stopping it, and where its result is."""

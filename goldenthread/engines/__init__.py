"""Pure analytics: values in, findings out, with the inputs seen and the caveats.

Knows no Django, no database, no screen, no clock and no unseeded chance; only `__main__` reads files and prints.
A new engine offers `SCHEMA` and `run`, and is one line in `__main__.ENGINES`.
"""

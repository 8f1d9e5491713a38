"""The command line, a file a command: `add_arguments(parser)`, `run(arguments) -> exit code`, EXAMPLE.

The first line of a command's docstring is its help.
"""

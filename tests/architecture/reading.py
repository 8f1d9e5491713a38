"""Reading the house as text: its files, their syntax trees, and the words a page shows."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "goldenthread"


def modules(*folders: str) -> list[Path]:
    """Return every Python file of ours below these folders of the repository; migrations are Django's."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not {"migrations", "node_modules"} & set(path.parts)]


def name_of(path: Path) -> str:
    """Return a file's place in the repository, as a person would say it."""
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call below a node."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method below a node."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a name or a chain of attributes, with `…` where it starts from something else."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


def templates() -> list[Path]:
    """Return every page template and every mail of ours."""
    found = [path for pattern in ("*.html", "*.txt", "*.typ") for path in CODE.rglob(pattern)]
    return sorted(path for path in found if {"templates", "mail"} & set(path.parts))


def visible_text(source: str) -> str:
    """Return what a reader sees of a template: text between tags, texts in attributes, and sentences passed to `_`.

    Code is not text: tag and class names, addresses, variables and comments fall away.
    """
    lexer = jinja2.Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - nothing is rendered
    markup, spoken = [], []
    for _, kind, value in lexer.lex(source):
        if kind in ("data", "raw_data"):
            markup.append(value)
        elif kind in ("variable_begin", "block_begin"):
            markup.append(" ")
        elif kind == "string" and " " in value:  # one word in quotation marks is a name, not a sentence
            spoken.append(value[1:-1])
    text = re.sub(r"(?s)<!--.*?-->|<(script|style)\b.*?</\1>", " ", "".join(markup))
    attributes = re.findall(r'\b(?:alt|title|placeholder|aria-label|summary)="([^"]*)"', text)
    return " ".join([re.sub(r"<[^>]*>", " ", text), *attributes, *spoken])

"""Reading a connector's source for what a pure translator has no use for."""

import ast
from collections.abc import Iterator
from pathlib import Path

# All that a pure translator needs. Whatever opens, reads or draws is not among it.
PURE_MODULES = frozenset(
    {
        "base64",
        "binascii",
        "collections",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "functools",
        "hashlib",
        "hmac",
        "html",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "string",
        "typing",
        "unicodedata",
        "urllib.parse",
    }
)
IMPURE_CALLS = frozenset({"open", "eval", "exec", "compile", "__import__", "input", "print", "globals", "breakpoint"})
CLOCKS = frozenset({"now", "utcnow", "today"})


def impurities(package: Path) -> Iterator[str]:
    """One line for each import or call that reaches outside; `package` is the folder of an import package."""
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package.parent)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for found in _reaching(node, package.name):
                yield f"{place}:{getattr(node, 'lineno', 0)}: {found}"


def _reaching(node: ast.AST, own: str) -> Iterator[str]:
    match node:
        case ast.Import():
            modules = [alias.name for alias in node.names]
        case ast.ImportFrom(level=0):
            modules = [f"{node.module}.{alias.name}" if node.module == "urllib" else str(node.module) for alias in node.names]
        case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
            yield f"calls {name}"
            return
        case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
            yield f"reads the clock by {name}"
            return
        case _:
            return
    for module in sorted(set(modules)):
        if not _is_pure(module, own):
            yield f"imports {module}"


def _is_pure(module: str, own: str) -> bool:
    if module == "countersign.sdk" or module.startswith("countersign.sdk."):
        return True
    root = module.partition(".")[0]
    return root == own or root in PURE_MODULES or module in PURE_MODULES

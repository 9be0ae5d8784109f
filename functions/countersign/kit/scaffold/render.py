"""A new connector as files: a blueprint's, or one that does all that the hub asks of tickets."""

import json
from collections.abc import Mapping
from importlib import resources
from string import Template
from typing import Any

from countersign import __version__
from countersign.kit.scaffold.blueprint import Blueprint, Operation

_TEMPLATES = {
    "pyproject.toml": "pyproject.toml.tmpl",
    "README.md": "readme.md.tmpl",
    "{package}/__init__.py": "init.py.tmpl",
    "{package}/manifest.py": "manifest.py.tmpl",
    "{package}/connector.py": "connector.py.tmpl",
    "{package}/fake.py": "fake.py.tmpl",
    "{package}/conformance.py": "conformance.py.tmpl",
    "tests/test_connector.py": "test_connector.py.tmpl",
}
_OF_TICKETS = {
    place: f"ticketing/{template}" for place, template in _TEMPLATES.items() if place not in {"pyproject.toml", "{package}/__init__.py"}
}


def files(blueprint: Blueprint) -> dict[str, str]:
    """Texts by their place in the distribution's folder."""
    return _filled(_TEMPLATES, _words(blueprint))


def ticketing_files(name: str) -> dict[str, str]:
    """As `files`, for a ticketing system nobody has described yet: replies, notes and hand-overs, and signed webhooks."""
    return _filled(_TEMPLATES | _OF_TICKETS, _names(name))


def _filled(templates: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    folder = resources.files(__package__) / "templates"
    made = {
        place.format(package=words["package"]): Template((folder / template).read_text(encoding="utf-8")).substitute(words)
        for place, template in templates.items()
    }
    return made | {f"{words['package']}/py.typed": ""}


def _names(name: str) -> dict[str, str]:
    return {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "class_name": "".join(part.capitalize() for part in name.split("_")),
        "package": f"countersign_{name}",
        "distribution": f"countersign-{name.replace('_', '-')}",
        "hub_version": __version__,
    }


def _words(blueprint: Blueprint) -> Mapping[str, str]:
    read, write = blueprint.read, blueprint.write
    return {
        **_names(blueprint.name),
        "capability": blueprint.capability,
        "read_action": read.action,
        "read_title": literal(read.title),
        "read_input": literal(read.input_schema, 4),
        "read_output": literal(read.output_schema, 4),
        "read_path": _path(read),
        "read_route": read.path,
        "read_key": read.path_names[0],
        "read_arguments": literal(read.arguments),
        "read_missing": literal({read.path_names[0]: "no-such-object"}),
        "read_answer": literal(read.answer),
        "read_id": literal(read.arguments[read.path_names[0]]),
        "check_path": read.path.format(**dict.fromkeys(read.path_names, "0")),
        "write_action": write.action,
        "write_title": literal(write.title),
        "write_input": literal(write.input_schema, 4),
        "write_path": _path(write),
        "write_route": write.path,
        "write_status": str(write.status),
        "write_body": literal(tuple(write.body_names)),
        "write_arguments": literal(write.arguments),
        "write_answer": literal({key: value for key, value in write.answer.items() if key != blueprint.id_name}, 8),
        "write_sent": literal(write.path.format(**{name: write.arguments[name] for name in write.path_names})),
        "personal_data": literal(tuple(f"/{name}" for name in write.texts)),
        "id_name": blueprint.id_name,
        **_id_words(text=isinstance(write.answer[blueprint.id_name], str)),
    }


def _id_words(*, text: bool) -> dict[str, str]:
    """Ids are texts or numbers."""
    if text:
        return {"id_type": "str", "id_of_effect": "done.id", "effect_kind": "done"}
    return {"id_type": "int", "id_of_effect": "int(done.id)", "effect_kind": ""}


def _path(operation: Operation) -> str:
    """`path_of("items", arguments["item_id"])`."""
    segments = [segment for segment in operation.path.split("/") if segment]
    return f"path_of({', '.join(_segment(segment) for segment in segments)})"


def _segment(segment: str) -> str:
    if segment.startswith("{") and segment.endswith("}"):
        return f'arguments["{segment[1:-1]}"]'
    if "{" not in segment:
        return f'"{segment}"'
    # A name within a segment, as `{sid}.json`.
    return 'f"' + segment.replace("{", "{arguments['").replace("}", "']}") + '"'


def literal(value: Any, indent: int = 0) -> str:
    """A value as Python text of many lines, as a formatter would leave it."""
    blanks = " " * indent
    if isinstance(value, dict) and value:
        inner = "".join(f"{blanks}    {json.dumps(key)}: {literal(item, indent + 4)},\n" for key, item in value.items())
        return f"{{\n{inner}{blanks}}}"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(literal(item, indent + 4) for item in value)}]"
    # JSON's form of a text is Python's too.
    return json.dumps(value) if isinstance(value, str) else repr(value)

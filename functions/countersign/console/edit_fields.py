"""What people may change of an action, as the fields of a form, and back."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from countersign.errors import RequestRefusedError
from countersign.model.plan import Money, ProposedAction

AMOUNT = "amount_minor"
PREFIX = "set."
# A text this long wants more than a line.
_LINE = 80
_LONGEST = 2_000


class EditField(NamedTuple):
    """One argument; `value` as it stands now, `choices` if it is one of a few."""

    name: str
    label: str
    kind: Literal["choice", "line", "number", "text"]
    value: str
    choices: tuple[str, ...] = ()
    longest: int = _LONGEST


def edit_fields(action: ProposedAction) -> tuple[EditField, ...]:
    """Of what the action says may be changed, all that a form can hold: texts, numbers and sums."""
    return tuple(_fields(action))


def changes(action: ProposedAction, fields: Mapping[str, str]) -> dict[str, Any]:
    """What a form says otherwise than the action; raises RequestRefusedError (422)."""
    said = {
        field: fields[f"{PREFIX}{field.name}"].replace("\r\n", "\n") for field in edit_fields(action) if f"{PREFIX}{field.name}" in fields
    }
    changed = {field.name: _read(field, text, action) for field, text in said.items() if text != field.value}
    if not changed:
        raise RequestRefusedError(422, "Nothing differs from what is asked about.")
    return changed


def _fields(action: ProposedAction) -> Iterator[EditField]:
    for name, schema in action.editable.items():
        value = action.arguments.get(name, "")
        label = name.replace("_", " ")
        if name == AMOUNT and action.money:
            yield EditField(name, f"amount in {action.money.currency}", "line", action.money.amount, longest=20)
        elif schema.get("enum"):
            yield EditField(name, label, "choice", str(value), tuple(map(str, schema["enum"])))
        elif schema.get("type") == "integer":
            yield EditField(name, label, "number", str(value))
        elif schema.get("type") == "string":
            longest = schema.get("maxLength", _LONGEST)
            kind: Literal["line", "text"] = "line" if longest <= _LINE else "text"
            yield EditField(name, label, kind, str(value), longest=longest)


def _read(field: EditField, text: str, action: ProposedAction) -> str | int:
    try:
        if field.name == AMOUNT and action.money:
            return Money.of(text, action.money.currency).amount_minor
        return int(text) if field.kind == "number" else text
    except ValueError:
        raise RequestRefusedError(422, f"`{text}` does not fit: {field.label}.") from None

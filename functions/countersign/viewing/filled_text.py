"""A text beside the template that it was filled from: which words are the template's, and which came from somewhere else."""

from collections.abc import Iterator
from typing import Any

from countersign.model.frozen import Frozen
from countersign.model.plan import ProposedAction
from countersign.planning.playbook import PLACEHOLDER, Playbooks


class Piece(Frozen):
    """A part of a text. `filled` is the placeholder it stands for; None for the template's own words."""

    text: str
    filled: str | None = None


def text_of(action: ProposedAction, playbooks: Playbooks) -> dict[str, Any] | None:
    """The text that would be sent, in pieces; None for an action that sends none. Without `template`, all of it was written freely."""
    text = action.arguments.get("text")
    if not isinstance(text, str):
        return None
    name = _template(action, playbooks)
    pieces = compared(playbooks.templates[name], text) if name else None
    found = pieces or [Piece(text=text, filled="")]
    return {"template": name if pieces else None, "pieces": [piece.to_json() for piece in found]}


def compared(template: str, text: str) -> list[Piece] | None:
    """The pieces of `text`, which always make up the whole of it; None when it does not follow the template.

    Each of the template's own parts is looked for once, from left to right, so a long text costs no more than its length.
    """
    parts = list(_parts(template.strip()))
    pieces: list[Piece] = []
    at = 0
    for number, (name, own) in enumerate(parts):
        begins = len(text) - len(own) if number == len(parts) - 1 else text.find(own, at)
        if begins < at or not text.startswith(own, begins) or (name is None and begins != at):
            return None
        pieces += [Piece(text=text[at:begins], filled=name)] if name is not None and begins > at else []
        pieces += [Piece(text=own)] if own else []
        at = begins + len(own)
    return pieces


def _parts(template: str) -> Iterator[tuple[str | None, str]]:
    """Each placeholder with the template's own words after it; before the first there is none."""
    name, at = None, 0
    for match in PLACEHOLDER.finditer(template):
        yield name, template[at : match.start()]
        name, at = match[1], match.end()
    yield name, template[at:]


def _template(action: ProposedAction, playbooks: Playbooks) -> str | None:
    playbook = playbooks.by_intent.get(action.playbook)
    proposals = playbook.propose if playbook else ()
    return next((proposal.template for proposal in proposals if proposal.action == action.name), None)

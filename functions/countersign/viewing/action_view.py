"""One action as a person must see it before answering for it: everything the digest covers that matters, nothing hidden."""

from collections.abc import Iterator

from countersign.model.plan import Citation, ProposedAction
from countersign.viewing.escaping import escaped, escaped_lines
from countersign.viewing.undo_windows import promised
from countersign.viewing.wording import amount

Field = tuple[str, str]


def described(action: ProposedAction) -> str:
    """One line: what, how much, to whom."""
    sum_ = f": {amount(action.money)}" if action.money else ""
    to = f", to {action.recipient}" if action.recipient else ""
    return escaped(f"{action.title}{sum_}{to}")


def fields(action: ProposedAction) -> Iterator[Field]:
    """Label and text, in the order in which an approver asks."""
    yield "Action", escaped(f"{action.title} ({action.name})")
    if action.money:
        yield "Amount", amount(action.money)
    yield "To", escaped(action.recipient or "nobody outside the company")
    yield (
        "For",
        escaped(f"customer {action.customer_id}, case {action.case_id}" + (f", asked by {action.requester}" * bool(action.requester))),
    )
    for name, value in action.arguments.items():
        yield escaped(name), "\n".join(escaped_lines(str(value)))
    for citation in action.citations:
        yield "Evidence", escaped(cited(citation))
    yield "Done by", escaped(f"{action.connector} {action.connector_version}, effect: {action.effect}, playbook {action.playbook}")
    yield "Undo", escaped(promised(action))


def cited(citation: Citation) -> str:
    """The passage that a text rests on."""
    return f"{citation.article_id} version {citation.version}: {citation.title}"


def request_lines(action: ProposedAction) -> list[str]:
    """The request exactly as it would be sent, less credentials."""
    request = action.request
    query = "&".join(f"{name}={value}" for name, value in request.query)
    head = f"{request.method} {request.path}" + (f"?{query}" if query else "")
    headers = [f"{name}: {value}" for name, value in request.headers]
    return [escaped(line) for line in (head, *headers)] + ["", *escaped_lines(request.body or "(no body)")]

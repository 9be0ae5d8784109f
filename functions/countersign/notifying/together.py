"""Several questions in one message, for one person."""

from collections.abc import Iterator, Sequence

from countersign.model.account import Account
from countersign.notifying.telling import LINE_LENGTH, Matter
from countersign.sdk.notifiers import Detail, Link, Notice, Occasion, Person
from countersign.viewing.wording import minute

# A mail with more lines is not read; the inbox has all.
NAMED = 10


def together(matters: Sequence[Matter], account: Account, *, console_url: str) -> Notice:
    """The most urgent first; under the id of the first notification, so that each try is the same message."""
    ordered = sorted(matters, key=lambda each: each.answer_until)
    return Notice(
        id=matters[0].notification.notification_id,
        occasion=Occasion.REQUESTED,
        at=matters[0].notification.happened_at,
        headline=f"{len(matters)} approvals needed",
        details=tuple(Detail(title=title, value=value[:LINE_LENGTH]) for title, value in _lines(ordered)),
        data={"approval_ids": tuple(str(each.notification.approval_id) for each in ordered)},
        link=Link(title="Sign in and answer", address=f"{console_url}/console") if console_url else None,
        person=Person(name=account.name, email=account.email),
    )


def _lines(matters: Sequence[Matter]) -> Iterator[tuple[str, str]]:
    for each in matters[:NAMED]:
        yield f"Until {minute(each.answer_until)}", each.subject
    if len(matters) > NAMED:
        yield "And", f"{len(matters) - NAMED} more, in your inbox"

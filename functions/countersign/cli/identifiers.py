"""What a person types to name something, checked before it becomes part of an address."""

import re
from collections.abc import Callable

import click

APPROVAL_LENGTH = 32
DIGEST_LENGTH = 64
_CASE = re.compile(r"C-[0-9A-Z]{16}")

Callback = Callable[[click.Context, click.Parameter, str], str]


def is_case(name: str) -> bool:
    """Whether `name` is a case's id rather than a ticket's."""
    return _CASE.fullmatch(name) is not None


def _shaped(pattern: str, what: str) -> Callback:
    shape = re.compile(pattern)

    def check(context: click.Context, parameter: click.Parameter, value: str) -> str:
        if shape.fullmatch(value) is None:
            raise click.BadParameter(f"not {what}", context, parameter)
        return value

    return check


TICKET_OR_CASE = _shaped(r"C-[0-9A-Z]{16}|(?!C-)[\w.-]{1,100}", "a case id such as C-D5GYMPORJHOY73XJ, nor a ticket's such as TICK-0003")
CASE = _shaped(_CASE.pattern, "a case id such as C-D5GYMPORJHOY73XJ")
CASE_OR_CONTROL = _shaped(
    f"{_CASE.pattern}|control", "a case id such as C-D5GYMPORJHOY73XJ, nor `control` for what concerns the tenant as a whole"
)
SUBJECT = _shaped(r"[a-z0-9][a-z0-9._-]{0,127}", "a subject as `countersign exception list` has it")
BEGINNING_OF_ACTION = _shaped(r"[0-9a-f]{4,64}", "an action's digest, or at least the first 4 characters of one")
BEGINNING_OF_DELEGATION = _shaped(r"[0-9a-f]{4,32}", "a delegation's id, or at least the first 4 characters of one")
BEGINNING_OF_APPROVAL = _shaped(r"[0-9a-f]{4,32}", "an approval's id, or at least the first 4 characters of one")
CUSTOMER = _shaped(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}", "a customer's id such as CUST-0001")
SWITCH_NAME = _shaped(r"[A-Za-z0-9][\w.-]{0,99}", "the name of a tenant, connector, action or intent")

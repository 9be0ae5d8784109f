"""The `countersign` command. A command's module is imported when the command is used, not before."""

import json
import sys

import click

from countersign import __version__
from countersign.cli.examples import examples
from countersign.cli.late_group import LateGroup
from countersign.local.operator_error import BAD_INPUT, OperatorError

_INTERRUPTED = 130

_COMMANDS = {
    "demo": ("demo", "Run the told story: real cases through the whole hub."),
    "up": ("stack", "Start the local stack and deploy the template to it."),
    "status": ("stack", "Say whether the local stack is up, and where."),
    "down": ("stack", "Stop the local stack; its contents are kept."),
    "ingest": ("ingest", "Send messages of a CSV file through the hub."),
    "case": ("case", "List cases, or tell the story of one."),
    "inbox": ("inbox", "Look at what waits for people, and answer for it."),
    "mail": ("mail", "Read what approvers were mailed."),
    "drill": ("drill", "Plant known-bad questions that keep eyes open."),
    "approval": ("approval", "Check signed answers."),
    "exception": ("exception", "What lies with people: take it, note on it, resolve it."),
    "effect": ("effect", "Settle what nobody knows of, and compare with what systems list."),
    "switch": ("switch", "Stop a tenant, connector, action or intent at once."),
    "privacy": ("privacy", "See what is held about a customer, and erase it."),
    "policy": ("policy", "Check, test, prove, compare and explain the policies."),
    "connector": ("connector", "What connectors can do, whether it is true, and how to add one."),
    "audit": ("audit", "Verify the record, and export proofs for others to check."),
    "api": ("api", "Print the OpenAPI document of the JSON API."),
    "triage": ("triage", "Train and measure the triage model."),
}

_BEGINNING = examples(
    "countersign demo          start everything and watch ten cases go through",
    "countersign up --detach   start the local stack and leave it running",
    "countersign case list     what happened so far",
    "countersign down          stop it; the next `up` finds everything again",
)


@click.group(
    cls=LateGroup, late=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=_BEGINNING
)
@click.version_option(__version__, prog_name="countersign")
def cli() -> None:
    """A governed customer-experience automation hub, on your machine."""


def main() -> None:
    """Exit codes: 0 done, 1 the command's own "no", 2 bad input or a state that the operator can put right, 130 interrupted."""
    try:
        sys.exit(cli(prog_name="countersign", standalone_mode=False))
    except OperatorError as error:
        _complain(error.message, error.hint, **error.details)
        sys.exit(error.exit_code)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "countersign"
        _complain(error.format_message(), f"{command} --help")
        sys.exit(BAD_INPUT)
    except click.ClickException as error:
        _complain(error.format_message(), "countersign --help")
        sys.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        print("Interrupted.", file=sys.stderr)
        sys.exit(_INTERRUPTED)


def _complain(message: str, hint: str, **details: str) -> None:
    if "--json" in sys.argv:
        print(json.dumps({"error": message, "hint": hint, **details}))
    else:
        print(f"Error: {message}\nTry: {hint}", file=sys.stderr)

"""`countersign up`, `status` and `down`."""

import signal
from pathlib import Path
from time import sleep

import click

from countersign.cli.examples import examples
from countersign.cli.terminal import Terminal, json_option
from countersign.local.condition import Condition, Health, has_ended, observe
from countersign.local.operator_error import OperatorError
from countersign.local.repository import find_repository
from countersign.local.shutdown import take_down
from countersign.local.startup import bring_up
from countersign.local.state_folder import StateFolder

_LOOK_SECONDS = 0.5

state_option = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that holds the stack.  [default: .countersign in the repository]",
)


@click.command(
    epilog=examples("countersign up", "countersign up --detach", "countersign up --detach --state /tmp/second   a separate stack")
)
@click.option("--detach", is_flag=True, help="Return when it is up and leave it running.")
@state_option
@json_option
def up(*, detach: bool, state: Path | None, as_json: bool) -> None:
    """Start the local stack: an AWS emulator, the sandbox company, and template.yaml deployed by the SAM CLI.

    It listens on 127.0.0.1 only and touches no real account. Without --detach it runs until Ctrl-C. Started again, it
    deploys only what changed; a state folder keeps all of its contents over `down` and `up`.
    """
    terminal = Terminal(as_json=as_json)
    repository, folder = places(state)
    # A closed terminal or a `kill` must end what was started, as Ctrl-C does.
    for unwelcome in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(unwelcome, signal.default_int_handler)
    changed = bring_up(repository, folder, terminal)
    _tell(observe(folder, repository), terminal, "The stack is up." if changed else "The stack is already up.")
    if changed and not detach:
        _stay(folder, terminal)


@click.command(epilog=examples("countersign status", "countersign status --json"))
@state_option
@json_option
def status(*, state: Path | None, as_json: bool) -> None:
    """Say whether the local stack is up, and where. Exit code 1 if it is not."""
    repository, folder = places(state)
    condition = observe(folder, repository)
    _tell(condition, Terminal(as_json=as_json), f"The stack is {condition.health}.")
    raise SystemExit(0 if condition.health is Health.UP else 1)


@click.command(epilog=examples("countersign down", "countersign down --state /tmp/second"))
@state_option
@json_option
def down(*, state: Path | None, as_json: bool) -> None:
    """Stop the local stack. It ends only processes that `up` started; the contents are kept for the next `up`."""
    terminal = Terminal(as_json=as_json)
    repository, folder = places(state)
    stopped = take_down(folder, terminal)
    _tell(observe(folder, repository), terminal, "The stack is down." if stopped else "Nothing was running.")


def places(state: Path | None) -> tuple[Path, StateFolder]:
    """The repository that the operator stands in, and the stack's folder: `state`, else the repository's own."""
    repository = find_repository(Path.cwd())
    return repository, StateFolder(state or repository / ".countersign")


def _stay(folder: StateFolder, terminal: Terminal) -> None:
    if not terminal.as_json:
        terminal.results.print("\nCtrl-C stops it.")
    try:
        while not has_ended(folder):
            sleep(_LOOK_SECONDS)
    except KeyboardInterrupt:
        take_down(folder, terminal)
        return
    if take_down(folder, terminal):
        raise OperatorError("A part of the stack has ended by itself; the rest was stopped.", f"Read {folder.logs}, then: countersign up")


def _tell(condition: Condition, terminal: Terminal, headline: str) -> None:
    if terminal.as_json:
        terminal.give(condition.to_json())
        return
    show = terminal.results.print
    show(headline)
    if condition.health is not Health.UP:
        show(f"  state     {condition.state}\n  start it  countersign up --detach", soft_wrap=True)
        return
    show(f"  console   {condition.console_url}", soft_wrap=True)
    show(f"  API       {condition.api_url}", soft_wrap=True)
    show(f"  company   {condition.sandbox_url}   (Larkfield Goods, the sandbox)", soft_wrap=True)
    show(f"  AWS       {condition.endpoint_url}", soft_wrap=True)
    users = ", ".join(f"{user.name} ({user.group or 'no group'})" for user in condition.users)
    show(f"  users     {users}", soft_wrap=True)
    show(f"  password  in {condition.password_file}", soft_wrap=True)
    show(f"  logs      {condition.logs}", soft_wrap=True)
    if condition.sources_changed:
        show("  The sources have changed since: `countersign up --detach` deploys them.")
    show("Next: countersign demo, countersign case list, countersign inbox list, countersign down", soft_wrap=True)

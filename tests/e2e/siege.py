"""Cases on the local stack while its workers are killed, its emulator goes down and comes back, and its vendors misbehave.

    uv run python -m tests.e2e.siege --cases 500

Nothing is simulated here: the deployed template, real processes, real signals. At the end every message that the company's form took
must be accounted for (I9), no order refunded twice (I2), every chain whole (I10).
"""

import argparse
import random
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from os import kill
from pathlib import Path
from time import monotonic, sleep, time

import httpx

from countersign.cli.terminal import Terminal
from countersign.local.demo.stage import Customer, Stage, Ticket
from countersign.local.operator_error import OperatorError
from countersign.local.repository import find_repository
from countersign.local.session import Stack, open_stack
from countersign.local.shutdown import take_down
from countersign.local.startup import bring_up
from countersign.local.state_folder import StateFolder

REPOSITORY = find_repository(Path(__file__).parent)
# An attempt that nobody closed is given up after 15 minutes, and the sweep comes every minute.
PATIENCE_SECONDS = 20 * 60.0
COME_AGAIN_SECONDS = 5.0
AT_ONCE = 4
NOT_ARRIVED = "not arrived"
ACCOUNTED = frozenset({"RESOLVED", "DRAFTED", "RECOMMENDED", "ESCALATED", "STUCK", "WAITING"})
# What customers ask, and for how much: autonomous, supervised, a question, nonsense.
REQUESTS = (
    (2_000, "Please refund order {order}, it arrived broken."),
    (12_000, "I want my money back for order {order}, it is broken."),
    (None, "What are your opening hours on Saturday?"),
    (None, "Lorem ipsum dolor sit amet."),
)
FAULTS = (
    {"system": "payments", "path_prefix": "/refunds", "method": "POST", "kind": "timeout_after_effect", "seconds": 12},
    {"system": "payments", "path_prefix": "/refunds", "method": "POST", "kind": "slow", "seconds": 2},
    {"system": "crm", "path_prefix": "/customers", "method": "GET", "kind": "slow", "seconds": 3},
)


@dataclass
class Toll:
    """What was done to the stack."""

    workers_killed: int = 0
    restarts: int = 0
    faults: int = 0
    delivered_again: int = 0


@dataclass
class Siege:
    """One run. `seed` decides what is asked and what goes wrong; processes and time do not obey it."""

    stack: Stack
    cases: int
    restarts: int
    seed: int
    toll: Toll = field(default_factory=Toll)
    sent: list[tuple[Ticket, Customer]] = field(default_factory=list)

    def run(self) -> dict[str, object]:
        """Send everything under fire, then wait in peace until each message is accounted for."""
        with Stage(self.stack, run=int(time())) as stage, self._under_fire():
            self._send(stage)
        with Stage(self.stack, run=int(time())) as stage:
            states = self._settle(stage)
            return self._findings(stage, states)

    @contextmanager
    def _under_fire(self) -> Iterator[None]:
        over = threading.Event()
        killer = threading.Thread(target=self._kill_workers, args=(over,))
        killer.start()
        try:
            yield
        finally:
            over.set()
            killer.join()

    def _kill_workers(self, over: threading.Event) -> None:
        """One worker of some function every second, in the middle of whatever it does."""
        chance = random.Random(self.seed)  # noqa: S311  a dice, not a secret
        while not over.wait(1.0):
            if workers := worker_processes(self.stack):
                with suppress(ProcessLookupError):
                    kill(chance.choice(workers), signal.SIGKILL)
                    self.toll.workers_killed += 1

    def _send(self, stage: Stage) -> None:
        chance = random.Random(self.seed)  # noqa: S311  a dice, not a secret
        waves = self.restarts + 1
        sizes = [self.cases // waves + (number < self.cases % waves) for number in range(waves)]
        for number, size in enumerate(sizes):
            with ThreadPoolExecutor(AT_ONCE) as pool:
                tickets = [self._write_in(stage, chance) for _ in range(size)]
                self.sent += tickets
                for ticket, _ in tickets[::5]:
                    pool.submit(stage.deliver_again, ticket)
                    self.toll.delivered_again += 1
            if number < self.restarts:
                self._restart()

    def _write_in(self, stage: Stage, chance: random.Random) -> tuple[Ticket, Customer]:
        amount, text = chance.choices(REQUESTS, weights=(5, 2, 2, 1))[0]
        customer = stage.customer("Somebody", amount_minor=amount)
        if chance.random() < 0.1:
            stage.bad_day(**chance.choice(FAULTS))
            self.toll.faults += 1
        sleep(0.2)
        return stage.write_in(customer, text.format(order=customer.order)), customer

    def _restart(self) -> None:
        """The emulator ends while cases are on their way: what waited or ran in memory is gone, tables are not."""
        progress = Terminal(as_json=True)
        take_down(self.stack.folder, progress)
        bring_up(REPOSITORY, self.stack.folder, progress)
        self.stack = open_stack(self.stack.folder.root)
        self.toll.restarts += 1

    def _settle(self, stage: Stage) -> dict[str, str]:
        """The state of each case, as soon as all are accounted for or patience ends."""
        states: dict[str, str] = {}
        ends = monotonic() + PATIENCE_SECONDS
        while monotonic() < ends:
            for ticket, _ in self.sent:
                if states.get(ticket.case_id) not in ACCOUNTED:
                    states[ticket.case_id] = self._state(stage, ticket)
            if all(state in ACCOUNTED for state in states.values()):
                break
            self._come_again(stage, states)
            sleep(COME_AGAIN_SECONDS)
        return states

    def _come_again(self, stage: Stage, states: dict[str, str]) -> None:
        """The sandbox gives a webhook up after four tries; real senders come for hours."""
        for ticket, _ in self.sent:
            if states[ticket.case_id] == NOT_ARRIVED:
                stage.deliver_again(ticket)

    @staticmethod
    def _state(stage: Stage, ticket: Ticket) -> str:
        try:
            story = stage.story(ticket)
        except (httpx.HTTPError, OperatorError):
            return "no answer"
        return str(story["case"]["state"]) if story else NOT_ARRIVED

    def _findings(self, stage: Stage, states: dict[str, str]) -> dict[str, object]:
        customers = [customer for _, customer in self.sent if customer.order]
        twice = [customer.order for customer in customers if len(stage.effects(customer, "refund")) > 1]
        broken = [ticket.case_id for ticket, _ in self.sent if not self._chain_whole(stage, ticket)]
        return {
            "cases": len(self.sent),
            "by_state": dict(Counter(states.values())),
            "with_people": dict(self._reasons(stage)),
            "unaccounted": sorted(case for case, state in states.items() if state not in ACCOUNTED),
            "refunded_twice": twice,
            "chains_broken": broken,
            **vars(self.toll),
        }

    def _reasons(self, stage: Stage) -> Counter[str]:
        """Why cases went to people."""
        stories = (stage.story(ticket) for ticket, _ in self.sent)
        return Counter(escalation["reason"] for story in stories for escalation in story.get("escalations", ()))

    @staticmethod
    def _chain_whole(stage: Stage, ticket: Ticket) -> bool:
        story = stage.story(ticket)
        return bool(story) and story["chain"]["whole"]


def worker_processes(stack: Stack) -> list[int]:
    """The emulator's Lambda workers."""
    record = stack.folder.read()
    if record is None or record.emulator is None:
        return []
    found = subprocess.run(["pgrep", "-P", str(record.emulator.pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607  pgrep of the system, a number
    return [int(line) for line in found.stdout.split()]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--restarts", type=int, default=3, help="how often the emulator goes down in mid-case (default: 3)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    folder, progress = StateFolder(Path(tempfile.mkdtemp(prefix="countersign-siege-"))), Terminal(as_json=True)
    bring_up(REPOSITORY, folder, progress)
    try:
        began = monotonic()
        findings = Siege(open_stack(folder.root), given.cases, given.restarts, given.seed).run()
    finally:
        take_down(folder, progress)
        shutil.rmtree(folder.root, ignore_errors=True)
    for name, value in {**findings, "seconds": round(monotonic() - began)}.items():
        print(f"{name:16} {value}")  # noqa: T201  what the command is for
    return 1 if findings["unaccounted"] or findings["refunded_twice"] or findings["chains_broken"] else 0


if __name__ == "__main__":
    raise SystemExit(main())

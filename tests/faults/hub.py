"""A whole hub with its state machines, its people and its bad luck, on a clock that does not wait."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from botocore.exceptions import BotoCoreError
from tests.builders import TENANT, make_account
from tests.fakes import CrashError, SandboxTransport
from tests.faults.agenda import Agenda
from tests.faults.mishaps import Fate, OnTheWire, Unlucky
from tests.faults.step_functions import StepFunctions
from tests.faults.witness import Witness
from tests.world import World

from countersign.adapters.data_keys import InMemoryKeyKeeper
from countersign.approving.absences import Away, announce
from countersign.approving.delegations import Delegate, delegate
from countersign.errors import RequestRefusedError
from countersign.model.amendment import Edited
from countersign.model.approval import ApprovalRequest, Voter
from countersign.model.case import CaseRef
from countersign.ports import Power, WriteRefusedError
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.sealed_store import SealedStore
from countersign.record import keys
from countersign.record.rows import find
from countersign.sdk.contract import Connector, Request, Response
from countersign.steps.intake import Accepted
from countersign.steps.record_approval import Recorded

SWEEP_EVERY = timedelta(seconds=60)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
# A sender or a person tries again a few times, seconds apart.
TRIES = 6
TRY_AGAIN_SECONDS = 10.0
# More than any case takes; whoever gets there goes round in circles.
MOST_STEPS = 20_000
OURS_FAILED = (CrashError, BotoCoreError, WriteRefusedError)


class WatchedTransport(SandboxTransport):
    """Shows the witness every request that is not a read, before the company does."""

    def __init__(self, clock: Callable[[], datetime], witness: Witness) -> None:
        super().__init__(clock)
        self._witness = witness

    def _ask(self, connector: Connector, request: Request, power: Power) -> Response:
        if request.method != "GET":
            self._witness.sent(request)
        return super()._ask(connector, request, power)


class RunningHub:
    """`fate` holds sway over every port; `witness` sees every commit and every request."""

    def __init__(self, seed: int = 0) -> None:
        self.random = Random(seed)  # noqa: S311  a test that can be repeated
        self.fate = Fate()
        keeper = InMemoryKeyKeeper()
        self.world = world = World(keeper=Unlucky("keeper", keeper, self.fate))
        self.agenda = Agenda(lambda: world.now, self.random)
        self.workflows = StepFunctions(self.agenda)
        self.workflows.world = world
        books = SealedStore(world.rows, KeyRing(world.rows, keeper, lambda: world.now.timestamp()))  # noqa: PLW0108  `now` is another each time
        self.witness = Witness(world.store, books, world.key, lambda: world.now)
        self.accepted: list[CaseRef] = []
        self.refused: list[str] = []
        self._swept_at = world.now
        world.transport = WatchedTransport(lambda: world.now, self.witness)
        world.transport.crash = OnTheWire(self.fate)  # type: ignore[assignment]  the same method, by another name
        self.staff = world.directory
        ports = {"content": world.content, "tokens": world.tokens, "key": world.key, "directory": world.directory}
        for name, port in {"store": self.witness, **ports}.items():
            setattr(world, name, Unlucky(name, port, self.fate))
        # Blindness is a matter of roles, and of other tests; here the witness is to see what every step writes.
        world.blind_store = world.store
        world.workflows = Unlucky("workflows", self.workflows, self.fate)  # type: ignore[assignment]  the same port
        world.secrets = Unlucky("secrets", world.secrets, self.fate)  # type: ignore[assignment]  the same port

    def deliver(self, event_id: str = "evt_1", **ticket: Any) -> None:
        """A webhook arrives, again and again until it is accepted."""
        data = self.world.open_ticket(ticket.pop("ticket_id", "TICK-0100"), **ticket)
        self.accept(data, event_id)

    def accept(self, data: dict[str, Any], event_id: str) -> None:
        """One delivery of that webhook."""
        self.insistently(lambda: [self.take_note(accepted) for accepted in self.world.intake(self.world.webhook(data, event_id))])

    def take_note(self, accepted: Accepted) -> None:
        """This is one of the cases to account for."""
        ref = CaseRef(tenant=TENANT, case_id=accepted.case_id)
        if ref not in self.accepted:
            self.accepted.append(ref)

    def answer(self, ref: CaseRef, action: str, voter: Voter, answer: str, shown: str | None = None) -> Recorded:
        """One person's click."""
        store = self.witness
        pointer = store.get(keys.approval_of(ref.tenant, ref.case_id, action)) or {}
        request = find(store, keys.approval(ref.tenant, str(pointer.get("approval_id"))), ApprovalRequest)
        assert request is not None, "nobody was asked"
        return self.vote(request, voter, answer, action=shown or action)

    def edit(self, ref: CaseRef, action: str, voter: Voter, **arguments: Any) -> Edited:
        """One person wants something else."""
        self.employ(voter)
        return self.world.edit(ref, action, voter, **arguments)

    def vote(self, request: ApprovalRequest, voter: Voter, answer: str = "approve", **changes: Any) -> Recorded:
        """By somebody who has just signed in."""
        if voter.subject not in self.world.met:
            self.employ(voter)
        return self.world.vote(request, voter.model_copy(update={"authenticated_at": self.world.now}), answer, **changes)

    def employ(self, voter: Voter, **changes: Any) -> None:
        """The directory knows them so from now on; what is done to it from outside is no call of the hub's."""
        self.world.met.add(voter.subject)
        self.staff.put(make_account(voter, **changes))

    def hand_on(self, who: Voter, to: Voter) -> None:
        """`to` stands in for `who`, who is away from now on."""
        self.employ(who)
        self.employ(to)
        days = {"starts_at": self.world.now, "ends_at": self.world.now + timedelta(days=2)}
        given = Delegate(delegate=to.name, roles=who.groups, reason="leave", **days)
        delegate(self.witness, self.staff, who, given, new_id=sha256(to.name.encode()).hexdigest()[:32], now=self.world.now)
        announce(self.witness, who, Away(**days), now=self.world.now)

    def insistently(self, act: Callable[[], Any], tries: int = TRIES) -> None:
        """Somebody outside does it now, and again as long as the hub does not answer."""
        try:
            act()
        except RequestRefusedError as refusal:
            self.refused.append(refusal.title)
        except OURS_FAILED:
            if tries > 1:
                self.agenda.after(TRY_AGAIN_SECONDS, lambda: self.insistently(act, tries - 1))

    def settle(self) -> None:
        """Until nothing happens any more: no execution goes on and nothing will ever be due."""
        for _ in range(MOST_STEPS):
            due, ahead = self._next_sweep(), self.agenda.next_at()
            if due is None and ahead is None:
                return
            if ahead is None or (due is not None and due < ahead):
                self._sweep(due or ahead)
            else:
                self.step()
        raise AssertionError("the hub does not come to rest")

    def step(self) -> None:
        """The next thing on the agenda."""
        moment, act = self.agenda.take()
        self.world.now = max(self.world.now, moment)
        act()

    def step_soon(self, seconds: float) -> bool:
        """The next thing on the agenda, if its time comes within `seconds`: something else acts while a step is slow."""
        ahead = self.agenda.next_at()
        if ahead is None or ahead > self.world.now + timedelta(seconds=seconds):
            return False
        self.step()
        return True

    def _next_sweep(self) -> datetime | None:
        due = self.witness.due(FAR, 1)
        return max(due[0].due_at, self._swept_at + SWEEP_EVERY) if due else None

    def _sweep(self, moment: datetime) -> None:
        self.world.now = self._swept_at = max(self.world.now, moment)
        try:
            self.world.sweep()
        except OURS_FAILED:
            # The schedule comes again in a minute.
            return

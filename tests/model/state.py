"""What the model of the promise looks at: one row a case, everybody who works on it, and the outside system.

An abstraction of steps/ and record/: one step of the model is one transaction, one request or one event outside. `breach` is set by what
really happened, never by asking a mechanism.
"""

from collections.abc import Iterator
from enum import StrEnum, auto
from typing import NamedTuple, TypeAlias

QUORUM = 2


class Mechanism(StrEnum):
    """What keeps the promise; each can be removed."""

    WARRANT = auto()
    WARRANT_DEADLINE = auto()
    WARRANT_ONCE = auto()
    BURNED_GRANTS = auto()
    WRITE_AHEAD = auto()
    DIGEST = auto()
    SIGNATURE = auto()
    GRANT_BINDING = auto()
    GRANT_BUNDLE = auto()
    GRANT_EXPIRY = auto()
    DISTINCT_PEOPLE = auto()
    NO_SELF_VOTE = auto()
    NO_IS_FINAL = auto()
    EDIT_WHILE_OPEN = auto()
    SUPERSEDED_AT_WARRANT = auto()
    AFTER_DONE = auto()
    SWITCH_AT_WARRANT = auto()
    SWITCH_AT_ATTEMPT = auto()
    BUNDLE_AT_WARRANT = auto()
    LEDGER_VERSION = auto()
    ATTEMPT_ONCE = auto()
    LEASE = auto()
    FENCING = auto()
    LOOK_UP = auto()
    KEY_WINDOW = auto()
    UNKNOWN_PARKED = auto()
    SWEEP = auto()


class Vendor(StrEnum):
    """What an outside system offers against a second effect: a key for longer or shorter than a warrant lives, a look-up, or nothing."""

    KEY = auto()
    SHORT_KEY = auto()
    LOOK_UP_ONLY = auto()
    NEITHER = auto()


class Bad(StrEnum):
    """An answer that must not count, and why."""

    FORGED = auto()
    FOREIGN = auto()
    SELF = auto()
    TWICE = auto()


class At(StrEnum):
    """Where a worker of execute is. LATE: it is gone, but its last transaction is still on the way."""

    OFF = auto()
    READY = auto()
    SENDING = auto()
    LOOKING = auto()
    CLOSING = auto()
    LATE = auto()


class Attempt(StrEnum):
    """The attempt's row."""

    NONE = auto()
    OPEN = auto()
    NOT_APPLIED = auto()
    DONE = auto()
    REJECTED = auto()
    UNKNOWN = auto()


class Worker(NamedTuple):
    """One run of execute, with the action as it read it. `took_over`: it found the attempt open."""

    at: At = At.OFF
    epoch: int = 0
    outcome: Attempt = Attempt.NONE
    took_over: bool = False
    altered: bool = False


class Reading(NamedTuple):
    """What a gate has read and will decide on."""

    bundle: int
    thrown: bool
    spent: int


IDLE = Worker()


class Case(NamedTuple):
    """One case with one action that needs a quorum of yeses. `asked_under` is the bundle the people were asked under.

    `edited`: a person put another action in the place of this one, which is from then on like a case of its own.
    """

    asked_under: int = 1
    yes: int = 0
    no: bool = False
    edited: bool = False
    bad: frozenset[Bad] = frozenset()
    expired: bool = False
    altered: bool = False
    reading: Reading | None = None
    warrants: int = 0
    aged: bool = False
    attempt: Attempt = Attempt.NONE
    epoch: int = 0
    lease_over: bool = True
    key_forgotten: bool = False
    workers: tuple[Worker, Worker] = (IDLE, IDLE)
    flying: bool = False
    effects: int = 0
    with_person: bool = False

    @property
    def accounted(self) -> bool:
        return self.with_person or self.attempt in {Attempt.DONE, Attempt.REJECTED} or (self.edited and not self.warrants)

    def with_worker(self, number: int, worker: Worker) -> "Case":
        first, second = self.workers
        return self._replace(workers=(worker, second) if number == 0 else (first, worker))


class State(NamedTuple):
    """All cases of one customer, whose sum may not pass `cap`. `faults` may still happen. `ordered`: the second comes after the first."""

    vendor: Vendor
    cases: tuple[Case, ...]
    cap: int
    faults: int
    hostile: bool
    ordered: bool = False
    bundle: int = 1
    thrown: bool = False
    spent: int = 0
    breach: str = ""

    def put(self, number: int, case: Case) -> "State":
        return self._replace(cases=(*self.cases[:number], case, *self.cases[number + 1 :]))

    def fault(self) -> "State":
        return self._replace(faults=self.faults - 1)

    def broken(self, invariant: str) -> "State":
        return self if self.breach else self._replace(breach=invariant)


Mechanisms: TypeAlias = frozenset[Mechanism]
ALL: Mechanisms = frozenset(Mechanism)
Moves: TypeAlias = Iterator[tuple[str, State]]

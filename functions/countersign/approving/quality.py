"""How the asking goes: how long people take, how often they differ, and how often what they approved was taken back.

Computed from entries by day, so it costs what was answered in the window.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from countersign.approving.attention import answers_of_day
from countersign.model.answered import Answered
from countersign.model.approval import Voter
from countersign.model.frozen import Frozen, Moment
from countersign.model.outcome import Escalation
from countersign.ports import Store, Table
from countersign.record import keys
from countersign.record.rows import find

DAYS, MOST_DAYS = 7, 31
# Who owns the process and may see how all of it goes.
OWNERS = frozenset({"risk", "compliance", "operator"})


class Spread(Frozen):
    """Half of the values are at most `median`, nine in ten at most `p90`."""

    median: int
    p90: int

    @classmethod
    def of(cls, values: Iterable[int]) -> "Spread | None":
        """By nearest rank; None without values."""
        ordered = sorted(values)
        if not ordered:
            return None
        return cls(median=ordered[-(-len(ordered) // 2) - 1], p90=ordered[-(-9 * len(ordered) // 10) - 1])


class Sums(Frozen):
    """Of some answers: `unopened` came without the question having been opened, `differed` where others answered otherwise.

    `taken_back` are approved actions that were undone later, refused outside, or are still unknown. Checks count as such and nowhere else.
    """

    answers: int
    approved: int
    waited_seconds: Spread | None
    dwell_seconds: Spread | None
    unopened: int
    differed: int
    taken_back: int
    checks: int
    checks_seen_through: int


class Line(Frozen):
    """The sums of one approver, or of one policy."""

    name: str
    sums: Sums


class Quality(Frozen):
    """`mine` is None for who answered nothing, `approvers` and `policies` for who does not own the process."""

    since: Moment
    mine: Sums | None
    approvers: tuple[Line, ...] | None
    policies: tuple[Line, ...] | None


@dataclass(frozen=True)
class Window:
    """The answers of some days, up to `now`."""

    store: Store
    tenant: str
    days: int
    now: datetime

    @property
    def since(self) -> datetime:
        begin = self.now - timedelta(days=self.days - 1)
        return begin.replace(hour=0, minute=0, second=0, microsecond=0)

    @cached_property
    def answers(self) -> Sequence[Answered]:
        partitions = (answers_of_day(self.tenant, self.since + timedelta(days=day)).partition for day in range(self.days))
        rows = (row for partition in partitions for row in self.store.query(Table.STATE, partition))
        return [Answered.from_json(dict(row)) for row in rows]

    @cached_property
    def disputed(self) -> frozenset[str]:
        """Approvals on which people differed."""
        said: defaultdict[str, set[str]] = defaultdict(set)
        for answer in self.answers:
            said[answer.approval_id].add(answer.answer)
        return frozenset(approval_id for approval_id, answers in said.items() if len(answers) > 1)

    @cached_property
    def taken_back(self) -> frozenset[str]:
        """Approved actions that came to nothing, or were not wanted after all."""
        approved = {(answer.case_id, answer.action): answer.at for answer in self.answers if answer.answer == "approve"}
        return frozenset(action for (case_id, action), at in approved.items() if self._is_taken_back(case_id, action, at))

    def of(self, subject: str) -> Sums | None:
        mine = [answer for answer in self.answers if answer.voter == subject]
        return self._sums(mine) if mine else None

    @property
    def by_approver(self) -> tuple[Line, ...]:
        return self._lines(lambda answer: [answer.voter_name])

    @property
    def by_policy(self) -> tuple[Line, ...]:
        return self._lines(lambda answer: answer.policies)

    def _lines(self, names: Callable[[Answered], Iterable[str]]) -> tuple[Line, ...]:
        """Those with the most answers first: what is asked most is what asking less would help most."""
        grouped: defaultdict[str, list[Answered]] = defaultdict(list)
        for answer in self.answers:
            for name in names(answer):
                grouped[name].append(answer)
        ordered = sorted(grouped.items(), key=lambda group: (-len(group[1]), group[0]))
        return tuple(Line(name=name, sums=self._sums(answers)) for name, answers in ordered)

    def _sums(self, given: Sequence[Answered]) -> Sums:
        checks, answers = [each for each in given if each.is_check], [each for each in given if not each.is_check]
        approved = [answer for answer in answers if answer.answer == "approve"]
        return Sums(
            answers=len(answers),
            approved=len(approved),
            waited_seconds=Spread.of(answer.waited_seconds for answer in answers),
            dwell_seconds=Spread.of(answer.dwell_seconds for answer in answers if answer.dwell_seconds is not None),
            unopened=sum(answer.is_unseen for answer in answers),
            differed=sum(answer.approval_id in self.disputed for answer in answers),
            taken_back=len({answer.action for answer in approved} & self.taken_back),
            checks=len(checks),
            checks_seen_through=sum(check.answer == "reject" for check in checks),
        )

    def _is_taken_back(self, case_id: str, action: str, at: datetime) -> bool:
        if self.store.get(keys.undo(self.tenant, case_id, action)) is not None:
            return True
        escalation = find(self.store, keys.escalation(self.tenant, case_id, action), Escalation)
        return escalation is not None and escalation.at > at


def quality(store: Store, person: Voter, days: int, *, now: datetime) -> Quality:
    """What somebody may see: their own, and whoever owns the process, all of it."""
    window, owns = Window(store, person.tenant, days, now), bool(OWNERS & set(person.groups))
    return Quality(
        since=window.since,
        mine=window.of(person.subject),
        approvers=window.by_approver if owns else None,
        policies=window.by_policy if owns else None,
    )

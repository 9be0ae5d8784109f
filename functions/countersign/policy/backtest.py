"""Recorded decisions under two bundles: who would have been asked, what would have been done, before anything is deployed.

A decision is replayed from the facts it was recorded with. One that cannot be is counted with the reason, never guessed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from countersign.model.decision import Need, Reason, Verdict
from countersign.model.frozen import Digest, Frozen, Moment
from countersign.policy.bundle import Bundle
from countersign.policy.decide import Ruling
from countersign.policy.facts import DecisionFacts
from countersign.policy.flips import Flip, FlipGroup, Judged, flip_of, grouped, money_of, ruling_under

MINUTES_PER_APPROVAL = 10


class RecordedDecision(Frozen):
    """The body of an audit event `decision.made` with its facts, and when it was written where that is known.

    `lost` says why facts that the decision rested on are not there.
    """

    action: Digest
    verdict: Verdict
    needs: tuple[Need, ...]
    reasons: tuple[Reason, ...]
    errors: tuple[str, ...]
    facts: dict[str, Any]
    approvals: dict[str, int]
    bundle: Digest
    warrant: Digest | None
    at: Moment | None = None
    lost: str | None = None

    @property
    def ruled(self) -> Verdict:
        """What the policies said: a case's own hand-over is allowed, and recorded as the escalation that it is."""
        return Verdict.ALLOW if self.warrant == self.action else self.verdict


class Workload(Frozen):
    """What approvers would have had to do. `queue_minutes` is the sum over the people needed; per 100 days, since counts are whole."""

    approvals: int
    queue_minutes: int
    approvals_per_100_days: int | None


class Unreproduced(Frozen):
    """A decision that its own bundle decides otherwise today: the record, the engine or the bundle is not what it was."""

    action: Digest
    recorded: str
    replayed: str


class Backtest(Frozen):
    """What `new` changes about decisions compared with `old`; `elsewhere` counts those recorded under neither."""

    old: Digest
    new: Digest
    decisions: int
    replayed: int
    elsewhere: int
    flips: int
    groups: tuple[FlipGroup, ...]
    money: dict[str, int]
    customers: int
    before: Workload
    after: Workload
    not_replayable: dict[str, int]
    not_reproduced: tuple[Unreproduced, ...]


@dataclass(frozen=True)
class _Replay:
    decision: RecordedDecision
    facts: DecisionFacts
    before: Ruling
    after: Ruling

    @property
    def flip(self) -> Flip | None:
        return flip_of(self.facts, Judged.by(self.before), Judged.by(self.after))


class _NotReplayableError(Exception):
    """The message is the reason as it is counted."""


def backtest(old: Bundle, new: Bundle, decisions: Iterable[RecordedDecision], minutes: Mapping[str, int]) -> Backtest:
    """Replay under both; `minutes` says by role how long an approver needs, `MINUTES_PER_APPROVAL` where it says nothing."""
    recorded = list(decisions)
    replays, why_not = _replayed(old, new, recorded)
    flips = [flip for replay in replays if (flip := replay.flip)]
    days = _days(recorded)
    return Backtest(
        old=old.digest,
        new=new.digest,
        decisions=len(recorded),
        replayed=len(replays),
        elsewhere=sum(decision.bundle not in {old.digest, new.digest} for decision in recorded),
        flips=len(flips),
        groups=grouped(flips),
        money=money_of(flips),
        customers=len({flip.customer_id for flip in flips}),
        before=_workload({replay.decision.action: replay.before for replay in _before_votes(replays)}, minutes, days),
        after=_workload({replay.decision.action: replay.after for replay in _before_votes(replays)}, minutes, days),
        not_replayable=dict(sorted(why_not.items())),
        not_reproduced=tuple(_unreproduced(old, new, replays)),
    )


def _replayed(old: Bundle, new: Bundle, recorded: Iterable[RecordedDecision]) -> tuple[list[_Replay], Counter[str]]:
    replays: list[_Replay] = []
    why_not: Counter[str] = Counter()
    for decision in recorded:
        try:
            facts = _facts(decision, old, new)
        except _NotReplayableError as error:
            why_not[str(error)] += 1
            continue
        before, after = (ruling_under(bundle, facts, decision.approvals) for bundle in (old, new))
        replays.append(_Replay(decision, facts, before, after))
    return replays, why_not


def _facts(decision: RecordedDecision, old: Bundle, new: Bundle) -> DecisionFacts:
    if decision.lost:
        raise _NotReplayableError(decision.lost)
    if not decision.facts:
        raise _NotReplayableError("no facts were recorded, for gathering them had failed")
    try:
        facts = DecisionFacts.from_json(decision.facts)
    except ValidationError as error:
        raise _NotReplayableError("the recorded facts are not those that policies see today") from error
    for name, bundle in (("old", old), ("new", new)):
        if facts.action.name not in bundle.judged_actions:
            raise _NotReplayableError(f"the {name} bundle does not know the action {facts.action.name}")
    return facts


def _before_votes(replays: Iterable[_Replay]) -> Iterator[_Replay]:
    """An approval is asked for once; when people have voted, the same action is decided again."""
    return (replay for replay in replays if not replay.decision.approvals)


def _workload(rulings: Mapping[str, Ruling], minutes: Mapping[str, int], days: int | None) -> Workload:
    waiting = [ruling for ruling in rulings.values() if ruling.verdict is Verdict.REQUIRE_APPROVAL]
    queued = sum(need.count * minutes.get(need.role, MINUTES_PER_APPROVAL) for ruling in waiting for need in ruling.needs)
    return Workload(approvals=len(waiting), queue_minutes=queued, approvals_per_100_days=100 * len(waiting) // days if days else None)


def _days(recorded: Iterable[RecordedDecision]) -> int | None:
    """From the first day (UTC) to the last, both counted; None when no decision says when it was made."""
    dates = [decision.at.date() for decision in recorded if decision.at]
    return (max(dates) - min(dates)).days + 1 if dates else None


def _unreproduced(old: Bundle, new: Bundle, replays: Iterable[_Replay]) -> Iterator[Unreproduced]:
    for replay in replays:
        by_digest = {old.digest: replay.before, new.digest: replay.after}
        again = by_digest.get(replay.decision.bundle)
        if again is None:
            continue
        recorded, replayed = Judged.of(replay.decision.ruled, replay.decision.needs, replay.decision.errors), Judged.by(again)
        if (recorded.verdict, recorded.needs) != (replayed.verdict, replayed.needs):
            yield Unreproduced(action=replay.decision.action, recorded=str(recorded), replayed=str(replayed))

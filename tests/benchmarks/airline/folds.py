"""Which guesses earn their place, chosen on some tasks and reported on the others.

A guess is a policy that asks a person on a sign, not on a rule of the airline. All of them stand at first; then, one after the other,
the one goes that costs most: whose absence would let through more right writes than wrong ones.
"""

from collections.abc import Iterable, Sequence

from tests.benchmarks.airline.scoring import Judged, Tally, tally

from countersign.model.decision import Verdict
from countersign.model.frozen import Frozen

FOLDS = 5
GUESS = "guess."


class Fold(Frozen):
    """What the choice on the other folds' tasks was."""

    tasks: tuple[int, ...]
    chosen: tuple[str, ...]
    left_out: tuple[str, ...]


class CrossValidation(Frozen):
    """The choices, and the sum of what each does on the tasks it has not seen (tau2 labels)."""

    folds: tuple[Fold, ...]
    unseen: Tally


def cross_validate(judged: Sequence[Judged]) -> CrossValidation:
    """`judged` must come from a bundle with every guess, candidates too."""
    guesses = sorted({policy for one in judged for policy in one.policies if policy.startswith(GUESS)})
    tasks = sorted({one.task_id for one in judged})
    folds: list[Fold] = []
    unseen: list[Judged] = []
    for number in range(FOLDS):
        held_out = tuple(tasks[number::FOLDS])
        left_out = _left_out(guesses, [one for one in judged if one.task_id not in held_out])
        unseen += [without(one, left_out) for one in judged if one.task_id in held_out]
        chosen = tuple(guess for guess in guesses if guess not in left_out)
        folds.append(Fold(tasks=held_out, chosen=chosen, left_out=tuple(sorted(left_out))))
    return CrossValidation(folds=tuple(folds), unseen=tally(unseen, "tau2"))


def without(judged: Judged, policies: Iterable[str]) -> Judged:
    """What the ruling would be without these approval policies: allowed, if nothing else was asked for."""
    remaining = tuple(policy for policy in judged.policies if policy not in set(policies))
    released = judged.verdict is Verdict.REQUIRE_APPROVAL and not remaining
    return judged.model_copy(update={"policies": remaining, "verdict": Verdict.ALLOW if released else judged.verdict})


def _left_out(guesses: Sequence[str], judged: Sequence[Judged]) -> set[str]:
    left_out: set[str] = set()
    while costs := {guess: cost for guess in guesses if guess not in left_out and (cost := _cost(guess, left_out, judged)) > 0}:
        left_out.add(max(costs, key=lambda guess: (costs[guess], guess)))
    return left_out


def _cost(guess: str, left_out: set[str], judged: Sequence[Judged]) -> int:
    """Right writes less wrong ones that only this guess holds, given what is left out already."""
    now, then = (tally([without(one, gone) for one in judged], "tau2") for gone in (left_out, left_out | {guess}))
    released = {label: then[label][Verdict.ALLOW] - now[label][Verdict.ALLOW] for label in ("right", "wrong")}
    return released["right"] - released["wrong"]

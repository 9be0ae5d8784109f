"""Playing scenarios and checking each case's record."""

from collections.abc import Sequence
from time import monotonic

from countersign.local.demo.scenarios import Scenario
from countersign.local.demo.stage import Stage
from countersign.local.operator_error import OperatorError
from countersign.local.progress import Progress
from countersign.model.frozen import Frozen


class Played(Frozen):
    """One scenario's result. `effects` are what happened in the company's systems; `milliseconds` is wall time."""

    id: str
    title: str
    expected: str
    actual: str
    ok: bool
    case_id: str | None
    state: str | None
    effects: tuple[str, ...]
    events: int
    chain_whole: bool
    milliseconds: int


def perform(stage: Stage, scenarios: Sequence[Scenario], progress: Progress) -> list[Played]:
    """Play all; one that breaks is told as such and the next begins."""
    with progress.step("See that no switch of an earlier performance is still thrown"):
        stage.loosen_all()
    return [_play(stage, scenario, progress) for scenario in scenarios]


def _play(stage: Stage, scenario: Scenario, progress: Progress) -> Played:
    started = monotonic()
    with progress.step(f"({scenario.id}) {scenario.title}"):
        try:
            ending = scenario.play(stage)
        except OperatorError as error:
            return _broken(scenario, str(error), started)
        story = stage.story(ending.ticket)
    whole = story["chain"]["whole"]
    effects = tuple(f"{effect['kind']} {effect['id']}" for effect in stage.effects(ending.customer))
    return Played(
        id=scenario.id,
        title=scenario.title,
        expected=scenario.expected,
        actual=ending.actual,
        ok=ending.actual == scenario.expected and whole,
        case_id=ending.ticket.case_id,
        state=story["case"]["state"],
        effects=effects,
        events=story["chain"]["events"],
        chain_whole=whole,
        milliseconds=_since(started),
    )


def _broken(scenario: Scenario, what: str, started: float) -> Played:
    return Played(
        id=scenario.id,
        title=scenario.title,
        expected=scenario.expected,
        actual=what,
        ok=False,
        case_id=None,
        state=None,
        effects=(),
        events=0,
        chain_whole=False,
        milliseconds=_since(started),
    )


def _since(started: float) -> int:
    return round((monotonic() - started) * 1000)

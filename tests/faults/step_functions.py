"""Step Functions and Lambda in this process: the deployed state machines call the real handlers, on one world's ports and clock."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from tests.fakes import CrashError
from tests.faults.agenda import Agenda
from tests.faults.state_machine import Execution, KilledError, Running, Sleep, StateError, definition
from tests.world import World, catalogue

from countersign import errors
from countersign.planning.playbook import shipped
from countersign.ports import WaitOverError
from countersign.sdk.errors import ConnectorError
from countersign.triage.model_file import embedded

FUNCTIONS = Path(__file__).parents[2] / "functions"
NAMED = tuple(error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, Exception))


class Live(NamedTuple):
    """An execution, and where it stands."""

    execution: Execution
    running: Running


class StepFunctions:
    """The Workflows port, and what states call. `on_waiting` is told of every question that is put to people."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._numbers = count()
        self._names: set[str] = set()
        self._waiting: dict[str, Live] = {}
        self.world: World
        self.on_waiting: Callable[[Mapping[str, str]], None] = lambda _: None
        self.executions: list[Execution] = []
        # How far a function's own clock is off, in seconds, at each call.
        self.skew: Callable[[], float] = lambda: 0.0

    # The port.

    def start_case(self, tenant: str, case_id: str) -> None:
        self._run("case", {"tenant": tenant, "case_id": case_id})

    def resume(self, token: str, output: Mapping[str, str]) -> None:
        self._answered(token, lambda running: running.send(output))

    def refuse(self, token: str, error: str) -> None:
        self._answered(token, lambda running: running.throw(StateError(error)))

    # What states call.

    def call(self, function: str, payload: Any) -> Any:
        folder = re.sub(r"(?<!^)(?=[A-Z])", "_", function.removeprefix("${").removesuffix("FunctionArn}")).lower()
        module = _handler(folder)
        vars(module).update(hub=self._hub, clock=self._clock())
        try:
            return json.loads(json.dumps(module.handler(json.loads(json.dumps(payload)), None)))
        except CrashError:
            raise KilledError from None
        except (*NAMED, ConnectorError) as error:
            raise StateError(type(error).__name__) from error

    def start(self, machine: str, name: str, given: Any) -> None:
        assert machine == "${ApprovalWorkflowArn}"
        if name in self._names:
            raise StateError("StepFunctions.ExecutionAlreadyExistsException")
        self._names.add(name)
        self._run("approval", given)

    def new_token(self) -> str:
        return f"token-{next(self._numbers)}"

    # What an outsider sees or does.

    def lose_all_that_waits(self) -> int:
        """Executions vanish: nobody will be told, and no deadline comes."""
        lost = len(self._waiting)
        self._waiting.clear()
        return lost

    def resume_with_a_stolen_token(self, output: Mapping[str, str]) -> None:
        for token in list(self._waiting)[:1]:
            self.resume(token, output)

    def _clock(self) -> SimpleNamespace:
        now = self.world.now + timedelta(seconds=self.skew())
        return SimpleNamespace(now=lambda: now, new_id=lambda: f"{next(self._numbers):032x}")

    def _hub(self) -> SimpleNamespace:
        world = self.world
        return SimpleNamespace(
            store=world.store,
            blind_store=world.store,
            content=world.content,
            workflows=world.workflows,
            tokens=world.tokens,
            transport=world.transport,
            bundle=world.bundle,
            candidate=world.candidate,
            grant_verifier=world.key,
            catalogue=catalogue(),
            playbooks=shipped(),
            intents=embedded(),
        )

    def _run(self, machine: str, given: dict[str, Any]) -> None:
        execution = Execution(definition(machine), given, self)
        self.executions.append(execution)
        live = Live(execution, execution.run())
        self._agenda.after(0, lambda: self._advance(live, next))
        limit = definition(machine).get("TimeoutSeconds")
        if limit:
            self._agenda.after(limit, live.running.close)

    def _advance(self, live: Live, go: Callable[[Running], Any]) -> None:
        try:
            pause = go(live.running)
        except (StopIteration, StateError):
            # At its end, or failed as CaseStuck: the sweep looks.
            return
        if isinstance(pause, Sleep):
            self._agenda.after(pause.seconds, lambda: self._advance(live, next))
            return
        self._waiting[pause.token] = live
        self._agenda.after(pause.seconds, lambda: self._over(pause.token))
        self.on_waiting(live.execution.given)

    def _over(self, token: str) -> None:
        if token in self._waiting:
            self._answered(token, lambda running: running.throw(StateError("States.Timeout")))

    def _answered(self, token: str, go: Callable[[Running], Any]) -> None:
        live = self._waiting.pop(token, None)
        if live is None:
            raise WaitOverError
        self._agenda.after(0, lambda: self._advance(live, go))


@cache
def _handler(folder: str) -> ModuleType:
    spec = spec_from_file_location(f"faults_{folder}_handler", FUNCTIONS / folder / "handler.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

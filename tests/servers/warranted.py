"""An action that the gate has warranted, and a hub that is to do it at a real system."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.builders import make_assessment, make_case
from tests.servers.hub import Hub
from tests.world import World

from countersign.connectors import Catalogue, load
from countersign.model.case import CaseRef, Channel
from countersign.model.effect import Attempt
from countersign.planning.draw import Draughtsman
from countersign.record import keys
from countersign.steps.execute import Executor, execute


@dataclass(frozen=True)
class Warranted:
    """`action` is the digest that the warrant is for, `key` what stands for it at the system."""

    hub: Hub
    world: World
    catalogue: Catalogue
    ref: CaseRef
    action: str
    key: str

    def execute(self) -> Attempt:
        return execute(Executor(self.world.store, self.catalogue, self.hub.transport), self.ref, self.action, now=self.world.now)

    def attempt(self) -> Attempt:
        return Attempt.from_json(self.world.row(keys.attempt(self.ref.tenant, self.ref.case_id, self.action)))


def warranted_for(hub: Hub, name: str, arguments: Mapping[str, Any], *, intent: str, channel: Channel, by: str) -> Warranted:
    """`by` is the test's name: another case, and so another key, for each."""
    world, catalogue = World(), load([f"countersign-{hub.connector.manifest.name.replace('_', '-')}"])
    case = make_case(case_id=f"C-{by.upper().replace('_', '')[:16]:A<16}", channel=channel)
    action = Draughtsman(case, intent, intent, catalogue, "0" * 64).action("0", name, dict(arguments))
    ref = world.given(action, case=case, assessment=make_assessment(intent=intent))
    warrant = world.gate(ref, action.digest).warrant
    assert warrant is not None
    return Warranted(hub, world, catalogue, ref, warrant, action.idempotency_key)

"""How a stack is, for people and machines."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from countersign.local import process, services
from countersign.local.credentials import keep_credentials
from countersign.local.environment import ARCHITECTURE, RUNTIME
from countersign.local.repository import source_digest
from countersign.local.session import Stack
from countersign.local.state_folder import StackRecord, StateFolder
from countersign.local.users import USERS, User
from countersign.model.frozen import Frozen


class Health(StrEnum):
    """BROKEN: something of it runs, but not all that is needed."""

    UP = "up"
    DOWN = "down"
    BROKEN = "broken"


class Condition(Frozen):
    """Addresses are there while the stack is up. `timings_ms` is of the last `up` that had work to do."""

    health: Health
    state: str
    logs: str
    console_url: str | None = None
    api_url: str | None = None
    sandbox_url: str | None = None
    endpoint_url: str | None = None
    users: tuple[User, ...] = ()
    password_file: str | None = None
    sources_changed: bool = False
    timings_ms: Mapping[str, int] = Field(default_factory=dict)


def observe(folder: StateFolder, repository: Path) -> Condition:
    """Asks the processes themselves; changes nothing."""
    record = folder.read()
    health = _health(folder, record)
    condition = Condition(health=health, state=str(folder.root), logs=str(folder.logs))
    if record is None or record.deployment is None or health is not Health.UP:
        return condition
    stack = Stack(folder, record, keep_credentials(folder))
    addresses = {
        "console_url": stack.console_url,
        "api_url": stack.api_url,
        "sandbox_url": stack.sandbox_url,
        "endpoint_url": stack.endpoint,
    }
    return condition.model_copy(
        update=addresses
        | {
            "users": USERS,
            "password_file": str(folder.credentials_file),
            "sources_changed": record.deployment.sources != source_digest(repository, RUNTIME, ARCHITECTURE),
            "timings_ms": record.timings_ms,
        }
    )


def has_ended(folder: StateFolder) -> bool:
    """Whether one of the two processes is gone."""
    record = folder.read()
    return record is None or not all(started and process.is_running(started) for started in (record.emulator, record.sandbox))


def _health(folder: StateFolder, record: StackRecord | None) -> Health:
    if record is None:
        return Health.DOWN
    running = [started is not None and process.is_running(started) for started in (record.emulator, record.sandbox)]
    if not any(running):
        return Health.DOWN
    both = (services.emulator(folder, record.emulator_port), services.sandbox(folder, record.sandbox_port))
    deployed_and_healthy = record.deployment is not None and all(running) and all(service.is_healthy() for service in both)
    return Health.UP if deployed_and_healthy else Health.BROKEN

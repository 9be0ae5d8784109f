"""The functions as Lambda calls them: their handlers, their sample events, their environment, on moto."""

import io
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from tests.builders import make_account
from tests.contract.stores.aws import LOGICAL, bucket, client, create_tables, sealing_key, signing_key
from tests.fakes import SandboxTransport
from tests.policies.given import shipped_artefact
from tests.world import SYSTEMS, WEBHOOK_KEY

from countersign import clock, entry
from countersign.adapters.in_memory import InMemoryDirectory
from countersign.bootstrap import hub
from countersign.errors import RequestRefusedError
from countersign.identity import voter
from countersign.ports import Replace
from countersign.record import keys

FUNCTIONS = Path(__file__).parents[2] / "functions"
# When the sample events happened.
NOW = datetime(2026, 11, 18, 12, 0, 30, tzinfo=UTC)
TENANT = "main"
DEFINITION = {"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}
ROLE = "arn:aws:iam::123456789012:role/workflow"


def sample(function: str) -> dict[str, Any]:
    """The function's event.json."""
    event: dict[str, Any] = json.loads((FUNCTIONS / function / "event.json").read_text(encoding="utf-8"))
    return event


CASE_ID: str = sample("triage")["case_id"]


class Deployment:
    """Call functions by name; what they log is kept."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        self.logged = io.StringIO()
        rows = create_tables()
        self.transport = SandboxTransport(lambda: self.now)
        self.directory = InMemoryDirectory()
        monkeypatch.setattr(clock, "now", lambda: self.now)
        for name, value in self._environment(folder).items():
            monkeypatch.setenv(name, value)
        self._open_ticket()
        rows.transact([Replace(keys.bundle_pointer(TENANT), {"digest": shipped_artefact().digest})])
        secret = json.dumps({"keys": [WEBHOOK_KEY]})
        client("secretsmanager").create_secret(Name=f"hub/{TENANT}/sandbox_ticketing/webhook", SecretString=secret)
        hub.cache_clear()
        self.store = hub().store
        vars(hub())["transport"] = self.transport
        # The emulated user pool draws subjects of its own, and the samples name theirs.
        vars(hub())["directory"] = self.directory
        self._listen(monkeypatch)

    def call(self, function: str, event: dict[str, Any] | None = None, **changes: Any) -> Any:
        """The handler's answer to its sample event, or to another one."""
        spec = spec_from_file_location(f"{function}_handler", FUNCTIONS / function / "handler.py")
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        called_with = (event or sample(function)) | changes
        self._employ(called_with)
        return module.handler(called_with, None)

    def api(self, function: str, **changes: Any) -> tuple[int, dict[str, Any]]:
        """Status and body of an API's answer to the sample event with some members changed."""
        answer = self.call(function, **changes)
        return answer["statusCode"], json.loads(answer["body"])

    def look(self, path: str, method: str = "GET", **changes: Any) -> tuple[int, dict[str, Any]]:
        """The console's answer."""
        return self.api("console", path=path, resource=path, httpMethod=method, **changes)

    def stream(self) -> list[dict[str, Any]]:
        """The audit table's rows as its stream would bring them."""
        items = client("dynamodb").scan(TableName="AuditTable")["Items"]
        return [{"eventName": "INSERT", "dynamodb": {"Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item}} for item in items]

    def _employ(self, event: dict[str, Any]) -> None:
        """The directory knows whoever calls, as their token says."""
        with suppress(RequestRefusedError):
            self.directory.put(make_account(voter(event)))

    def _environment(self, folder: Path) -> dict[str, str]:
        compiled = folder / "bundle.json"
        compiled.write_bytes(shipped_artefact().to_bytes())
        machine = client("stepfunctions").create_state_machine(name="case", definition=json.dumps(DEFINITION), roleArn=ROLE)
        return {
            **{f"COUNTERSIGN_{table.upper()}_TABLE": name for table, name in LOGICAL.items()},
            "COUNTERSIGN_CONTENT_BUCKET": bucket("content"),
            "COUNTERSIGN_ARCHIVE_BUCKET": bucket("archive"),
            "COUNTERSIGN_GRANT_KEY": signing_key(),
            "COUNTERSIGN_SEAL_KEY": signing_key(),
            "COUNTERSIGN_TOKEN_KEY": sealing_key(),
            "COUNTERSIGN_PRIVACY_KEY": sealing_key(),
            "COUNTERSIGN_RETENTION_DAYS": "400",
            "COUNTERSIGN_CASE_WORKFLOW": machine["stateMachineArn"],
            "COUNTERSIGN_DRILLS": "on",
            "COUNTERSIGN_BUNDLE_DIGEST": shipped_artefact().digest,
            "COUNTERSIGN_POLICY_BUNDLE": str(compiled),
            "COUNTERSIGN_CONNECTORS": ",".join(f"countersign-sandbox-{system}" for system in SYSTEMS),
            "COUNTERSIGN_SECRETS_PREFIX": "hub",
            "COUNTERSIGN_TENANT": TENANT,
            "COUNTERSIGN_USER_POOL": "eu-west-1_approvers",
            "POWERTOOLS_METRICS_NAMESPACE": "Countersign",
            "POWERTOOLS_SERVICE_NAME": "countersign",
        }

    def _open_ticket(self) -> None:
        data = json.loads(sample("intake")["body"])["data"]
        ticket = {"id": data["ticket_id"], "status": "open", "queue": None, "created_at": "2026-11-18T11:59:58Z", **data}
        self.transport.company.documents.put("ticket", data["ticket_id"], ticket)

    def _listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every logger's lines, ours and the libraries', down to debugging."""
        listener = logging.StreamHandler(self.logged)
        listener.setFormatter(entry.log.registered_formatter)
        for logger in (logging.getLogger(), logging.getLogger(entry.log.name)):
            monkeypatch.setattr(logger, "handlers", [*logger.handlers, listener])
        for name in ("countersign", "httpx"):
            monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)

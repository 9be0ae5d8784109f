"""What an operator of a real account would set up by hand after a deployment."""

import json
from datetime import UTC, datetime

import httpx

from countersign.local.console import open_console
from countersign.local.credentials import SYSTEMS
from countersign.local.object_locks import lock_archive
from countersign.local.operator_error import OperatorError
from countersign.local.session import Stack
from countersign.local.stores import rows_of
from countersign.local.users import TENANT, seed_users
from countersign.policy.summary import BundleSummary
from countersign.record.bundles import in_force

SECRETS_PREFIX = "countersign"
WEBHOOK_CONNECTOR = "sandbox_ticketing"


def seed(stack: Stack, policies: str, summary: BundleSummary) -> None:
    """Idempotent: secrets, the pointer to the policies, locks, users, the console's address, where the company sends its webhooks."""
    _seed_secrets(stack)
    _point_to_bundle(stack, policies, summary)
    lock_archive(stack)
    seed_users(stack)
    open_console(stack)
    _direct_webhooks(stack)


def _seed_secrets(stack: Stack) -> None:
    tokens = stack.credentials.sandbox
    for power, by_system in (("read", tokens.read), ("write", tokens.write)):
        for system in SYSTEMS:
            value = {"base_url": f"{stack.sandbox_url}/{system}", "token": by_system[system]}
            _keep_secret(stack, f"sandbox_{system}/{power}", value)
    _keep_secret(stack, f"{WEBHOOK_CONNECTOR}/webhook", {"keys": [stack.credentials.webhook_key]})
    with stack.sandbox() as company:
        mail_server = company.get("/mail-server").raise_for_status().json()
    _keep_secret(stack, "notify_email/notify", {"via": "smtp", "tls": "none", **mail_server})


def _keep_secret(stack: Stack, name: str, value: object) -> None:
    secrets = stack.client("secretsmanager")
    secret_id, text = f"{SECRETS_PREFIX}/{TENANT}/{name}", json.dumps(value)
    try:
        secrets.create_secret(Name=secret_id, SecretString=text)
    except secrets.exceptions.ResourceExistsException:
        secrets.put_secret_value(SecretId=secret_id, SecretString=text)


def _point_to_bundle(stack: Stack, policies: str, summary: BundleSummary) -> None:
    rows_of(stack).transact(in_force(TENANT, policies, summary, datetime.now(UTC)))


def _direct_webhooks(stack: Stack) -> None:
    target = {"url": f"{stack.api_url}/webhooks/{TENANT}/{WEBHOOK_CONNECTOR}", "key": stack.credentials.webhook_key}
    with stack.sandbox() as company:
        answer = company.post("/webhook-target", json=target)
    if answer.status_code != httpx.codes.OK:
        raise OperatorError(f"The sandbox company refused its webhook target ({answer.status_code}).", f"Read {stack.folder.logs}.")

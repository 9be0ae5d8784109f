"""Systems in the place of the sandbox company's: their credentials, and what becomes of their tickets."""

import json
import time
from collections.abc import Mapping
from typing import Any

from countersign.local.demo.stage import SETTLED, Stage
from countersign.local.session import Stack
from countersign.local.users import TENANT


def keep_secret(hub: Stack, name: str, secret: Mapping[str, Any]) -> None:
    """`name` is the connector's and the power's, as `roundup/read`."""
    hub.client("secretsmanager").create_secret(Name=f"countersign/{TENANT}/{name}", SecretString=json.dumps(secret))


def story_of(hub: Stack, ticket_id: str) -> Mapping[str, Any]:
    """The ticket's case as the hub's API tells it, once it has settled; raises OperatorError if it does not."""
    with Stage(hub, run=int(time.time())) as stage:

        def settled() -> Mapping[str, Any] | None:
            cases = [case for case in stage.api("sam").get("/cases").json()["cases"] if case["ticket_id"] == ticket_id]
            told: Mapping[str, Any] = stage.api("sam").get(f"/cases/{cases[0]['case_id']}").json() if cases else {}
            return told if told and told["case"]["state"] in SETTLED else None

        return stage.wait_for(f"ticket {ticket_id} to settle", settled)


def asked_at_the_company(hub: Stack) -> set[str]:
    """Which of the sandbox company's systems have been asked for anything."""
    with hub.sandbox() as company:
        return {entry["system"] for entry in company.get("/journal").raise_for_status().json()["entries"]}

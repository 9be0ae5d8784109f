"""Webhooks: signed after Standard Webhooks, tried again when not taken, and once more on request."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeAlias

import httpx

from countersign.local.sandbox.documents import Documents
from countersign.local.sandbox.seeding import stamp
from countersign.sdk.webhooks import sign

TARGET = "webhook-target"
PAUSES_SECONDS = (0, 1, 5, 15)
_PATIENCE_SECONDS = 20
_AT_ONCE = 4

Change: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


class PostRoom:
    """Delivers in the background. What was not taken before the process ended goes out when it starts again."""

    def __init__(self, documents: Documents, *, pauses_seconds: tuple[int, ...] = PAUSES_SECONDS) -> None:
        self._documents = documents
        self._pauses = pauses_seconds
        self._closing = threading.Event()
        self._workers = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="webhook")

    def send(self, event_type: str, message: Mapping[str, Any], *, now: datetime) -> str:
        """Queue an event for the target, if there is one; returns the event id, the same in every delivery."""
        event_id = f"evt_{secrets.token_hex(12)}"
        body = json.dumps({"type": event_type, "timestamp": stamp(now), "data": message}, ensure_ascii=False)
        self._documents.put("delivery", event_id, {"event_id": event_id, "body": body, "attempts": [], "state": "pending"})
        self.send_again(event_id)
        return event_id

    def send_again(self, event_id: str) -> None:
        """Deliver an event once more, whether or not it was taken before."""
        self._workers.submit(self._deliver, event_id)

    def resume(self) -> None:
        for delivery in self._documents.every("delivery"):
            if delivery["state"] == "pending":
                self.send_again(delivery["event_id"])

    def close(self) -> None:
        self._closing.set()
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _deliver(self, event_id: str) -> None:
        state = "given_up"
        for pause in self._pauses:
            if self._closing.wait(pause):
                return
            status = self._attempt(event_id)
            if status is not None and httpx.codes.is_success(status):
                state = "taken"
                break
        self._update(event_id, lambda kept: {**kept, "state": state})

    def _attempt(self, event_id: str) -> int | None:
        """One delivery; None when there is no target or nobody answers."""
        target, delivery = self._documents.get("setting", TARGET), self._documents.get("delivery", event_id)
        if target is None or delivery is None:
            return None
        body, timestamp = delivery["body"].encode(), int(time.time())
        headers = {
            "content-type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(event_id=event_id, timestamp=timestamp, body=body, key=target["key"]),
        }
        try:
            status = httpx.post(target["url"], content=body, headers=headers, timeout=_PATIENCE_SECONDS, trust_env=False).status_code
        except httpx.HTTPError:
            status = None
        self._update(event_id, lambda kept: {**kept, "attempts": [*kept["attempts"], {"at": timestamp, "status": status}]})
        return status

    def _update(self, event_id: str, change: Change) -> None:
        with self._documents.together():
            kept = self._documents.get("delivery", event_id)
            if kept is not None:
                self._documents.put("delivery", event_id, change(kept))

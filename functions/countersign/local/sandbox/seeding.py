"""The company's first day: customers, orders, tickets and articles, dated back from now."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from countersign.local.sandbox.documents import Documents

FLAGS = ("do_not_contact", "identity_verified", "legal_hold", "marketing_consent", "open_complaint", "vulnerable")


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def seed(documents: Documents, now: datetime) -> None:
    """Once; a company that has customers is left as it is."""
    with documents.together():
        if documents.every("customer"):
            return
        for kind, make in (("customer", customer_record), ("order", order_record), ("ticket", _ticket), ("article", _article)):
            for entry in json.loads((files(__package__) / "seed" / f"{kind}s.json").read_text(encoding="utf-8")):
                documents.put(kind, entry["id"], make(entry, now))
        documents.reserve("TICK", len(documents.every("ticket")))


def customer_record(entry: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A customer as the CRM keeps one."""
    return {
        **{name: entry[name] for name in ("id", "full_name", "email", "phone", "country", "utc_offset_minutes")},
        "segment": entry.get("segment", "consumer"),
        "flags": {flag: flag in entry["flags"] for flag in FLAGS},
        "possible_duplicates": entry.get("possible_duplicates", []),
        "updated_at": stamp(now - timedelta(days=entry.get("updated_days_ago", 20))),
        "earlier_contacts": [stamp(now - timedelta(hours=hours)) for hours in entry.get("contacted_hours_ago", [])],
    }


def order_record(entry: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """An order as the payment system keeps one."""
    return {
        "id": entry["id"],
        "customer_id": entry["customer_id"],
        "total": {"amount_minor": entry["amount_minor"], "currency": "EUR"},
        "refunded_minor": 0,
        "items": entry["items"],
        "status": entry.get("status", "delivered"),
        "disputed": entry.get("disputed", False),
        "purchased_at": stamp(now - timedelta(days=entry["days_ago"])),
    }


def _ticket(entry: dict[str, Any], now: datetime) -> dict[str, Any]:
    kept = {name: value for name, value in entry.items() if name != "days_ago"}
    return {**kept, "created_at": stamp(now - timedelta(days=entry["days_ago"]))}


def _article(entry: dict[str, Any], now: datetime) -> dict[str, Any]:
    approved, expired = entry.get("approved_days_ago"), entry.get("expired_days_ago")
    return {
        **{name: entry[name] for name in ("id", "version", "title", "body")},
        "status": "draft" if approved is None else "approved",
        "approved_at": None if approved is None else stamp(now - timedelta(days=approved)),
        "valid_until": None if expired is None else stamp(now - timedelta(days=expired)),
    }

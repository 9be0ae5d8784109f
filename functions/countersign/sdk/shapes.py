"""JSON Schemas of what the hub itself reads, and of arguments: systems differ in how they name things, and answer alike.

The models that read these answers stand in `countersign.model.facts`, the actions that take these arguments in
`countersign.sdk.vocabulary`.
"""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

TIME: Schema = {"type": "string", "format": "date-time"}
EMAIL: Schema = {"type": "string", "minLength": 3, "maxLength": 254, "pattern": "^[^@\\s]+@[^@\\s]+$"}
PHONE: Schema = {"type": "string", "pattern": "^\\+[0-9]{6,15}$"}
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 10_000}
# What the hub calls a team; a connector knows its system's own word for it.
TEAM: Schema = {"type": "string", "pattern": "^[a-z][a-z_]{1,39}$"}
ANNOUNCEMENT: Schema = {"type": "string", "minLength": 1, "maxLength": 500}
CURRENCY: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}
MINOR: Schema = {"type": "integer", "minimum": 0, "maximum": 1_000_000_000_000}
CHANNEL: Schema = {"enum": ["email", "chat", "sms", "voice", "portal"]}
VERSION: Schema = {"type": "integer", "minimum": 1}
_FLAG: Schema = {"type": "boolean"}


def closed(properties: Mapping[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object that has these properties and no others; all of them but the `optional` ones."""
    required = sorted(properties.keys() - set(optional))
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def or_null(schema: Schema) -> Schema:
    """What `schema` takes, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def passage(article_id: Schema, *, version: Schema = VERSION) -> Schema:
    """An article: `article.read` answers with one, and `article.search` with `passages`."""
    return closed(
        {
            "article_id": article_id,
            "version": version,
            "title": {"type": "string"},
            "text": {"type": "string"},
            "approved": _FLAG,
            "approved_at": or_null(TIME),
            "valid_until": or_null(TIME),
        }
    )


def customer(customer_id: Schema) -> Schema:
    """What `customer.read` answers."""
    return closed(
        {
            "customer_id": customer_id,
            "name": {"type": "string"},
            "email": {"type": "string"},
            "phone": {"type": "string"},
            "segment": {"enum": ["consumer", "business", "regulated"]},
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "utc_offset_minutes": {"type": "integer", "minimum": -720, "maximum": 840},
            "vulnerable": _FLAG,
            "do_not_contact": _FLAG,
            "legal_hold": _FLAG,
            "marketing_consent": _FLAG,
            "identity_verified": _FLAG,
            "open_complaint": _FLAG,
            "possible_duplicates": {"type": "integer", "minimum": 0},
            "updated_at": TIME,
        }
    )


def contact_history(customer_id: Schema) -> Schema:
    """What `customer.contacts` answers."""
    return closed(
        {
            "customer_id": customer_id,
            "contacts_24h": {"type": "integer", "minimum": 0},
            "last_contact_at": or_null(TIME),
        }
    )


def ticket(ticket_id: Schema, customer_id: Schema, queue: Schema, **own: Schema) -> Schema:
    """What `ticket.read` answers; `own` is what only this system tells, or tells otherwise."""
    return closed(
        {
            "ticket_id": ticket_id,
            "customer_id": customer_id,
            "channel": CHANNEL,
            "subject": {"type": "string"},
            "text": {"type": "string"},
            "status": {"enum": ["open", "pending", "closed"]},
            "queue": queue,
            "created_at": TIME,
            **own,
        }
    )


def order(order_id: Schema, customer_id: Schema, status: Schema) -> Schema:
    """An order: `order.read` answers with one, and `order.list` with `orders`."""
    return closed(
        {
            "order_id": order_id,
            "customer_id": customer_id,
            "amount_minor": MINOR,
            "refundable_minor": MINOR,
            "currency": CURRENCY,
            "purchased_at": TIME,
            "status": status,
            "disputed": _FLAG,
        }
    )

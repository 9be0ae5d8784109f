"""JSON Schemas of what the hub itself reads: systems differ in how they name things, and answer alike.

The models that read these answers stand in `countersign.model.facts`.
"""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

TIME: Schema = {"type": "string", "format": "date-time"}
EMAIL: Schema = {"type": "string", "minLength": 3, "maxLength": 254, "pattern": "^[^@\\s]+@[^@\\s]+$"}
PHONE: Schema = {"type": "string", "pattern": "^\\+[0-9]{6,15}$"}
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 10_000}
CHANNEL: Schema = {"enum": ["email", "chat", "sms", "voice", "portal"]}
_FLAG: Schema = {"type": "boolean"}


def closed(properties: Mapping[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object that has these properties and no others; all of them but the `optional` ones."""
    required = sorted(properties.keys() - set(optional))
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def or_null(schema: Schema) -> Schema:
    """What `schema` takes, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def passage(article_id: Schema) -> Schema:
    """An article: `article.read` answers with one, and `article.search` with `passages`."""
    return closed(
        {
            "article_id": article_id,
            "version": {"type": "integer", "minimum": 1},
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

"""What a form brings, and whether it is one of ours, sent from one of our pages by the person who is signed in."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from countersign.console.call import Call, Visit
from countersign.errors import RequestRefusedError

CSRF = "csrf"
# A note of 2,000 characters, each of up to four bytes, percent-encoded.
LONGEST_FORM = 30_000
FIELDS = 100


def submitted(visit: Visit) -> dict[str, list[str]]:
    """The fields of a form by name; raises RequestRefusedError unless it was sent from a page of this session (CSRF)."""
    require_own_page(visit)
    fields = fields_of(visit)
    if not visit.session.issued(single(fields).get(CSRF, "")):
        raise RequestRefusedError(403, "This form is not from your present session. Go back, load the page again, and send it once more.")
    return fields


def fields_of(call: Call) -> dict[str, list[str]]:
    """The fields of a form by name, whoever sent it; raises RequestRefusedError (400, 413) for what is none."""
    body = call.event.get("body") or ""
    try:
        text = b64decode(body).decode() if call.event.get("isBase64Encoded") else body
        if len(text) > LONGEST_FORM:
            raise RequestRefusedError(413, "The form is too long.")
        return parse_qs(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=FIELDS, errors="strict")
    except ValueError:
        raise RequestRefusedError(400, "The form cannot be read.") from None


def single(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The first value of each field."""
    return {name: values[0] for name, values in fields.items()}


def require_own_page(call: Call) -> None:
    """Refuse what another site sent, by the browser's own word (Fetch Metadata; else the Origin header)."""
    site = call.headers.get("sec-fetch-site")
    ours = site == "same-origin" if site else call.headers.get("origin") == _origin(call.hub.console_url)
    if not ours:
        raise RequestRefusedError(403, "This was sent from another site. Open the console itself and answer there.")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"

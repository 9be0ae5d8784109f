"""How long a system asks to be left alone, in every form there is."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from countersign.sdk.contract import Response
from countersign.sdk.declared import RateFacts

# Six digits are eleven days; more is a mistake or an attack.
_DIGITS = 6
_EPOCH_DIGITS = 13
_BUSY = frozenset({429, 503})


def retry_after(response: Response) -> int | None:
    """Seconds of a `Retry-After` header in either form (RFC 9110, section 10.2.3); a date is taken against the response's own `Date`."""
    value = response.headers.get("retry-after", "")
    if _is_number(value, _DIGITS):
        return int(value)
    answered = answered_at(response)
    try:
        return None if answered is None else max(0, int((parsedate_to_datetime(value) - answered).total_seconds()))
    except (ValueError, TypeError):
        return None


def answered_at(response: Response) -> datetime | None:
    """The system's own clock: its `Date` header (RFC 9110, section 6.6.1), which is all that a connector knows of the time."""
    try:
        answered = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return answered if answered.tzinfo else None


def seconds_to_wait(response: Response, rate: RateFacts | None) -> int | None:
    """None when the system may be asked again at once. A refusal that says no time, says so by its reset header if by any."""
    if response.status in _BUSY:
        told = retry_after(response)
        return _reset(response, rate) if told is None else told
    spent = rate is not None and rate.remaining_header is not None and response.headers.get(rate.remaining_header) == "0"
    return _reset(response, rate) if spent else None


def _reset(response: Response, rate: RateFacts | None) -> int | None:
    value = response.headers.get(rate.reset_header, "") if rate and rate.reset_header else ""
    if rate is None or not value:
        return None
    if rate.reset_unit == "seconds":
        return int(value) if _is_number(value, _DIGITS) else None
    answered = answered_at(response)
    moment = _moment(value, rate.reset_unit)
    return None if moment is None or answered is None else max(0, int((moment - answered).total_seconds()))


def _moment(value: str, unit: str) -> datetime | None:
    if unit == "iso_8601":
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return moment if moment.tzinfo else None
    if not _is_number(value, _EPOCH_DIGITS):
        return None
    seconds = int(value) // 1000 if unit == "epoch_milliseconds" else int(value)
    return datetime.fromtimestamp(seconds, UTC) if len(str(seconds)) <= _EPOCH_DIGITS - 3 else None


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits

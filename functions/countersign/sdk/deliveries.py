"""What the answer to a message means when a system follows the rules."""

from countersign.sdk.contract import Response
from countersign.sdk.notifiers import Delivery, Refused, Sent, TryLater
from countersign.sdk.waiting import retry_after

# RFC 9110 and RFC 6585: too slow, too early, too much; server errors pass too.
_FOR_NOW = frozenset({408, 425, 429})


def posted(response: Response) -> Delivery:
    """By HTTP status: any success is taken; what is not said to pass is refused, redirects too."""
    code = f"http_{response.status}"
    if 200 <= response.status < 300:  # noqa: PLR2004  successes, RFC 9110
        return Sent()
    if response.status in _FOR_NOW or response.status >= 500:  # noqa: PLR2004  server errors, RFC 9110
        return TryLater(code=code, retry_after_seconds=retry_after(response))
    return Refused(code=code)


def mailed(response: Response) -> Delivery:
    """By SMTP reply code: 2 is taken, 4 is not taken for now, 5 never (RFC 5321, section 4.2.1)."""
    code = f"smtp_{response.status}"
    match response.status // 100:
        case 2:
            return Sent()
        case 4:
            return TryLater(code=code)
        case _:
            return Refused(code=code)

"""What the next page tells first, carried over a redirect by a cookie of a minute's life. It is text, and shown as text."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from collections.abc import Sequence

from aws_lambda_powertools.shared.cookies import Cookie
from pydantic import TypeAdapter, ValidationError

from countersign.console.answers import Said
from countersign.console.cookies import SAID, cookie

SECONDS = 60
_SENTENCES = TypeAdapter(tuple[Said, ...])


def carried(said: Sequence[Said], *, secure: bool) -> Cookie:
    """For the next page."""
    return cookie(SAID, urlsafe_b64encode(_SENTENCES.dump_json(tuple(said))).decode(), secure=secure, max_age=SECONDS)


def heard(value: str) -> tuple[Said, ...]:
    """What the page before wanted to be said; nothing if it cannot be read."""
    try:
        return _SENTENCES.validate_json(urlsafe_b64decode(value))
    except (NotBase64Error, ValidationError, ValueError):
        return ()

"""Style, script and htmx, served by us. A name holds the digest of the content, so browsers may keep it for a year."""

import hashlib
from functools import cache
from http import HTTPStatus
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePath

from aws_lambda_powertools.event_handler import Response

from countersign.errors import RequestRefusedError

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
HTMX = "htmx.js"
FOREVER = "public, max-age=31536000, immutable"


@cache
def files() -> dict[str, Traversable]:
    """What is served, by its plain name."""
    ours = (resources.files(__package__) / "static").iterdir()
    return {file.name: file for file in ours if PurePath(file.name).suffix in TYPES} | {HTMX: _htmx()}


@cache
def hashed_name(name: str) -> str:
    """`console.css` as `console-3f2a9c51b7d0.css`; raises KeyError for what is not served."""
    plain = PurePath(name)
    return f"{plain.stem}-{hashlib.sha256(files()[name].read_bytes()).hexdigest()[:12]}{plain.suffix}"


def served(name: str) -> Response[str]:
    """The file of a hashed name; raises RequestRefusedError (404)."""
    plain = next((plain for plain in files() if hashed_name(plain) == name), None)
    if plain is None:
        raise RequestRefusedError(404, "There is no such file.")
    kind, text = TYPES[PurePath(plain).suffix], files()[plain].read_text(encoding="utf-8")
    return Response(HTTPStatus.OK, kind, text, headers={"Cache-Control": FOREVER})


def _htmx() -> Traversable:
    # Of that package only this file is in the layer; the rest is for Django.
    return resources.files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"

"""The way to connectors that other teams run: a Lambda function that the deployment may invoke, or a signed call of an HTTPS endpoint.

Nothing is asked before the first call, so a remote connector that is down keeps nobody from starting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from countersign import clock
from countersign.adapters.credentials import Credential
from countersign.adapters.failures import aws_failures, failure_code
from countersign.adapters.line import Line
from countersign.adapters.pace import Pace
from countersign.adapters.wire import MAX_ANSWER_BYTES
from countersign.distributions import PluginSetupError
from countersign.ports import MaybeSentError, NotSentError, Power, Secrets, SecretUnavailableError
from countersign.sdk.contract import Manifest, Request
from countersign.sdk.errors import ReadUnavailableError
from countersign.sdk.remote_connector import Post, RemoteConnector, RemoteFailedError
from countersign.sdk.webhooks import signature_headers

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# A translation takes milliseconds; the rest is the way there. Four reads that wait for it in vain leave enrich time to say so.
SECONDS = 4.0
# Refusals of AWS that another moment may lift. Any other is for a person: a missing function, or one that may not be invoked.
_PASSING = frozenset(
    {"TooManyRequestsException", "ThrottlingException", "ServiceException", "EC2ThrottledException", "ResourceNotReadyException"}
)


def open_lambda(region: str) -> "LambdaClient":
    """One try, no longer than a call may take: whoever asked tries again, more slowly."""
    from botocore.config import Config
    from botocore.session import get_session

    config = Config(connect_timeout=2, read_timeout=SECONDS, retries={"total_max_attempts": 1})
    session: Any = get_session()
    client: LambdaClient = session.create_client("lambda", region_name=region, config=config)
    return client


def places_of(setting: str) -> Mapping[str, str]:
    """Of `larkdesk=arn:aws:lambda:…,acme=https://…`; raises PluginSetupError."""
    pairs = [entry.strip().partition("=") for entry in setting.split(",") if entry.strip()]
    for name, _, place in pairs:
        if not (name and place.startswith(("arn:", "https://", "http://"))):
            raise PluginSetupError(f"RemoteConnectors: {name} is not followed by = and an ARN or an address")
    return {name: place for name, _, place in pairs}


@dataclass(frozen=True)
class RemoteLines:
    """The ways to all remote connectors of a deployment. `open_client` makes a client of Lambda for a region."""

    places: Mapping[str, str]
    tenant: str
    secrets: Secrets
    line: Line
    open_client: Callable[[str], "LambdaClient"] = open_lambda

    def reach(self, manifest: Manifest) -> RemoteConnector:
        """A connector that is asked where it runs; raises PluginSetupError when the deployment does not say where that is."""
        place = self.places.get(manifest.name)
        if place is None:
            raise PluginSetupError(f"{manifest.name} runs elsewhere, and RemoteConnectors does not say where")
        return RemoteConnector(manifest, Spared(manifest.name, self._post(manifest.name, place)))

    def _post(self, name: str, place: str) -> Post:
        if place.startswith("arn:"):
            return over_lambda(self.open_client, place)
        return over_https(self.line, place, partial(self._keys, name), name)

    def _keys(self, name: str) -> list[str]:
        try:
            keys: list[str] = self.secrets.get(self.tenant, name, Power.REMOTE)["keys"]
        except (SecretUnavailableError, KeyError):
            raise RemoteFailedError(f"the secret with keys to sign calls of {name} cannot be read") from None
        return keys


@dataclass(frozen=True)
class Spared:
    """A line that leaves alone for a while what could not be reached again and again."""

    name: str
    post: Post
    _pace: Pace = field(default_factory=Pace)

    def __call__(self, body: bytes) -> bytes:
        if self._pace.wait(monotonic()) > 0:
            raise ReadUnavailableError(f"{self.name} is left alone for a while: it could not be reached")
        try:
            answer = self.post(body)
        except ReadUnavailableError:
            self._pace.failed(monotonic())
            raise
        self._pace.failures = 0
        return answer


def over_https(line: Line, url: str, keys: Callable[[], list[str]], name: str) -> Post:
    """Calls an HTTPS endpoint, signed as Standard Webhooks are; raises ReadUnavailableError when it cannot be reached."""
    parts = urlsplit(url)
    base_url, path = f"{parts.scheme}://{parts.netloc}", parts.path or "/"

    def post(body: bytes) -> bytes:
        request = Request(method="POST", path=path, headers=(("content-type", "application/json"),), body=body.decode())
        try:
            response = line.exchange(name, base_url, request, Credential(sign=partial(_sign, keys())), ends=monotonic() + SECONDS)
        except (NotSentError, MaybeSentError) as error:
            raise ReadUnavailableError(f"{name} cannot be reached: {error}") from error
        if response.status in {429, 502, 503, 504}:
            raise ReadUnavailableError(f"{name} answered {response.status}")
        if response.status != 200:  # noqa: PLR2004  an HTTP status
            raise RemoteFailedError(f"{name} answered {response.status}")
        return response.body

    return post


def _sign(keys: list[str], request: httpx.Request) -> None:
    stamp = int(clock.now().timestamp())
    request.headers.update(signature_headers(event_id=clock.new_id(), timestamp=stamp, body=request.content, keys=keys))


def over_lambda(open_client: Callable[[str], "LambdaClient"], function: str) -> Post:
    """Invokes a Lambda function in the region of its ARN; its policy says who may. Raises ReadUnavailableError when it cannot run now."""
    # At the first call, and kept: making a client costs a tenth of a second.
    client = cache(open_client)

    def post(body: bytes) -> bytes:
        return _invoked(client(function.split(":")[3]), function, body)

    return post


def _invoked(client: "LambdaClient", function: str, body: bytes) -> bytes:
    try:
        answer = client.invoke(FunctionName=function, Payload=body)
        # One more than may be, to tell what fits from what does not.
        payload = answer["Payload"].read(MAX_ANSWER_BYTES + 1)
    except aws_failures() as error:
        raise _refused(function, error) from error
    if "FunctionError" in answer:
        raise RemoteFailedError(f"{function} failed")
    if len(payload) > MAX_ANSWER_BYTES:
        raise RemoteFailedError(f"{function} answered with more than {MAX_ANSWER_BYTES} bytes")
    return payload


def _refused(function: str, error: Exception) -> Exception:
    from botocore.exceptions import ClientError

    code = failure_code(error)
    # Anything but an answer is a lost connection or a deadline.
    if code in _PASSING or not isinstance(error, ClientError):
        return ReadUnavailableError(f"{function} cannot be invoked now: {code}")
    return RemoteFailedError(f"{function} cannot be invoked: {code}")

"""botocore as a witness: its own models of AWS's services say what may be asked and answered, and its signer what was signed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.validate import ParamValidator

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.in_memory import InMemorySecrets
from countersign.adapters.line import Line
from countersign.kit.serving import serving
from countersign.kit.system import Target
from countersign.ports import Power
from countersign.sdk import Connector, Outcome, Request, Response

REGION, KEY_ID, SECRET = "eu-central-1", "AKIA0000000000000000", "s3cret"
SIGNED = ("content-type", "host", "x-amz-date")


@dataclass(frozen=True)
class Sent:
    """What of a request an AWS service reads."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class AwsModel:
    """One service as botocore knows it."""

    service: str

    def client(self, url: str = "http://127.0.0.1:9") -> Any:
        """A client that asks once, at `url`."""
        keys = {"aws_access_key_id": KEY_ID, "aws_secret_access_key": SECRET, "region_name": REGION}
        once = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False, s3={"addressing_style": "path"})
        return boto3.client(self.service, endpoint_url=url, config=once, **keys)

    def serialized(self, operation: str, parameters: Mapping[str, Any]) -> Sent:
        """What botocore would send; raises ParamValidationError for what the model does not know or wants besides."""
        client = self.client()
        sent = client._serializer.serialize_to_request(dict(parameters), client.meta.service_model.operation_model(operation))
        query = {name: str(value) for name, value in sent["query_string"].items()}
        return Sent(sent["method"], sent["url_path"], query, json.loads(sent["body"] or b"{}"))

    def strange(self, operation: str, response: Response) -> str:
        """What the model does not know in an answer, or misses in it; empty for none."""
        shape = self.client().meta.service_model.operation_model(operation).output_shape
        return str(ParamValidator().validate(json.loads(response.body or b"{}"), shape).generate_report())


@dataclass
class Heard:
    """A target that notes what it was asked and what it answered."""

    target: Target
    requests: list[Request] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def respond(self, request: Request) -> Response:
        self.requests.append(request)
        self.responses.append(self.target.respond(request))
        return self.responses[-1]


@dataclass(frozen=True)
class Below:
    """A target whose addresses begin with `prefix`, as the end of a secret's `base_url` says."""

    prefix: str
    target: Target

    def respond(self, request: Request) -> Response:
        return self.target.respond(request.model_copy(update={"path": request.path.removeprefix(self.prefix)}))


@dataclass(frozen=True)
class Hub:
    """The hub's own transport before a served fake, with one secret for all powers."""

    connector: Connector
    heard: Heard
    url: str
    transport: HttpTransport

    def do(self, action: str, arguments: Mapping[str, Any], key: str = "key-1") -> Outcome:
        descriptor = next(one for one in self.connector.manifest.actions if one.name == action)
        request = self.connector.prepare(action, arguments, key=key)
        response = self.transport.send(
            "main", self.connector, request, power=Power.WRITE, deadline_seconds=5, late_bound=descriptor.late_bound
        )
        return self.connector.interpret(action, request, response)

    def read(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
        return self.transport.converse("main", self.connector, self.connector.read(action, arguments), deadline_seconds=5)

    @property
    def sent(self) -> Sent:
        """The last request, as it arrived."""
        last = self.heard.requests[-1]
        return Sent(last.method, last.path, dict(last.query), json.loads(last.body or "{}"))

    def last_is_signed_for(self, signing_name: str) -> bool:
        """Whether the last request's signature fits what arrived, by botocore's reckoning."""
        last = self.heard.requests[-1]
        told = dict(last.headers)
        signer = SigV4Auth(Credentials(KEY_ID, SECRET), signing_name, REGION)
        query = "?" + "&".join(f"{name}={value}" for name, value in last.query) if last.query else ""
        headers = {name: told[name] for name in SIGNED if name in told}
        arrived = AWSRequest(last.method, f"{self.url}{last.path}{query}", headers=headers, data=(last.body or "").encode())
        arrived.context["timestamp"] = told["x-amz-date"]
        signature = signer.signature(signer.string_to_sign(arrived, signer.canonical_request(arrived)), arrived)
        return (
            told["authorization"].endswith(f"Signature={signature}") and f"/{REGION}/{signing_name}/aws4_request" in told["authorization"]
        )


@contextmanager
def hub(connector: Connector, fake: Target, *, below: str = "", **settings: str) -> Iterator[Hub]:
    """The hub at work with `fake`, which is served on the loopback; `below` is the path of the secret's address."""
    heard = Heard(fake)
    with serving(heard) as url:
        secret = {"base_url": url + below, "region": REGION, "access_key_id": KEY_ID, "secret_access_key": SECRET, "settings": settings}
        secrets = InMemorySecrets({("main", connector.manifest.name, power): secret for power in (Power.READ, Power.WRITE)})
        yield Hub(connector, heard, url, HttpTransport(secrets, Line(loopback=True)))

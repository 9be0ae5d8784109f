"""AWS Signature Version 4 over a completed request, with a role's short-lived keys or those in the secret."""

from collections.abc import Mapping
from typing import Any

import httpx

from countersign.adapters.credentials import Credential
from countersign.adapters.oauth2 import Granted
from countersign.ports import NotSentError
from countersign.sdk.auth import AwsSignature

ROLE_SECONDS = 3600
MARGIN_SECONDS = 300


def aws_signature(auth: AwsSignature, secret: Mapping[str, Any]) -> Granted:
    """Raises NotSentError when the role cannot be taken on."""
    # Late: no other scheme needs AWS, and its parts cost a cold start.
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    keys = _of_role(secret) if "role_arn" in secret else secret
    signer = SigV4Auth(
        Credentials(keys["access_key_id"], keys["secret_access_key"], keys.get("session_token")), auth.service, secret["region"]
    )

    def sign(request: httpx.Request) -> None:
        # Not user-agent: what is signed must arrive as it was signed.
        headers = {name: value for name, value in request.headers.items() if name in {"content-type", "host"} or name.startswith("x-amz-")}
        signed = AWSRequest(request.method, str(request.url), headers=headers, data=request.content)
        signer.add_auth(signed)
        request.headers.update(dict(signed.headers.items()))

    return Granted(Credential(sign=sign), ROLE_SECONDS - MARGIN_SECONDS)


def _of_role(secret: Mapping[str, Any]) -> Mapping[str, Any]:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.session import get_session

    # With it a role's owner says for which of the hub's tenants the role is, and no other tenant's secret opens it (the confused deputy).
    external = {"ExternalId": secret["external_id"]} if "external_id" in secret else {}
    client: Any = get_session().create_client("sts", region_name=secret["region"])
    try:
        role = {"RoleArn": secret["role_arn"], "RoleSessionName": "countersign", "DurationSeconds": ROLE_SECONDS, **external}
        taken = client.assume_role(**role)["Credentials"]
    except (BotoCoreError, ClientError) as error:
        raise NotSentError("the system's role cannot be taken on") from error
    return {
        "access_key_id": taken["AccessKeyId"],
        "secret_access_key": taken["SecretAccessKey"],
        "session_token": taken["SessionToken"],
    }

"""The other ports on AWS: S3, KMS, Step Functions, Secrets Manager."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from countersign.ports import Power, SecretUnavailableError, WaitOverError
from countersign.privacy.ports import NotForgottenError

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_stepfunctions import SFNClient

SIGNING_ALGORITHM: Literal["ECDSA_SHA_256"] = "ECDSA_SHA_256"
# A rotated credential is picked up within this time; a read per request would cost more than the request.
SECRET_SECONDS = 300


class S3Content:
    """One private bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=key, Body=body)

    def get(self, key: str) -> bytes:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except self._client.exceptions.NoSuchKey:
            raise KeyError(key) from None


class S3Objects(S3Content):
    """The same bucket for whoever may take away what lies in it."""

    def forget(self, prefix: str) -> None:
        for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix):
            # Deletion markers too: they would name the customer's cases for ever.
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            gone: list[ObjectIdentifierTypeDef] = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
            if not gone:
                continue
            answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": gone, "Quiet": True})
            # The service answers 200 also when it deleted none of them.
            if answer.get("Errors"):
                raise NotForgottenError(str(answer["Errors"][0].get("Code")))


class S3Archive(S3Content):
    """One bucket under Object Lock."""

    def add(self, key: str, body: bytes) -> bool:
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, IfNoneMatch="*")
        except self._client.exceptions.ClientError as error:
            # The second: another writer of this key is at work in this moment.
            if error.response["Error"]["Code"] in {"PreconditionFailed", "ConditionalRequestConflict"}:
                return False
            raise
        return True


class KmsSigner:
    """Signs with one key; who may call it is IAM's affair."""

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    @property
    def key_id(self) -> str:
        return self._key_id

    def public_key(self) -> bytes:
        """In SPKI form (DER)."""
        return self._client.get_public_key(KeyId=self._key_id)["PublicKey"]

    def sign(self, message: bytes) -> bytes:
        answer = self._client.sign(KeyId=self._key_id, Message=message, MessageType="RAW", SigningAlgorithm=SIGNING_ALGORITHM)
        return answer["Signature"]


class KmsVerifier:
    """Verifies with the one key this deployment trusts; a signature that names another key is forged."""

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    def verify(self, message: bytes, signature: bytes, key_id: str) -> bool:
        if key_id != self._key_id:
            return False
        try:
            answer = self._client.verify(
                KeyId=self._key_id, Message=message, MessageType="RAW", Signature=signature, SigningAlgorithm=SIGNING_ALGORITHM
            )
        except self._client.exceptions.KMSInvalidSignatureException:
            return False
        return answer["SignatureValid"]


class KmsTokenSafe:
    """Task tokens under a symmetric key, bound to the approval by encryption context."""

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    def seal(self, token: str, context: Mapping[str, str]) -> str:
        answer = self._client.encrypt(KeyId=self._key_id, Plaintext=token.encode(), EncryptionContext=context)
        return b64encode(answer["CiphertextBlob"]).decode()

    def open(self, sealed: str, context: Mapping[str, str]) -> str:
        answer = self._client.decrypt(KeyId=self._key_id, CiphertextBlob=b64decode(sealed), EncryptionContext=context)
        return answer["Plaintext"].decode()


class StepFunctionsWorkflows:
    """Starts cases and answers waiting approvals."""

    def __init__(self, client: "SFNClient", case_workflow: str | None) -> None:
        self._client = client
        self._case_workflow = case_workflow

    def start_case(self, tenant: str, case_id: str) -> None:
        # No execution name: a second start after a crash must be possible, and the steps are idempotent.
        self._client.start_execution(stateMachineArn=str(self._case_workflow), input=json.dumps({"tenant": tenant, "case_id": case_id}))

    def resume(self, token: str, output: Mapping[str, str]) -> None:
        try:
            self._client.send_task_success(taskToken=token, output=json.dumps(output))
        except (self._client.exceptions.TaskTimedOut, self._client.exceptions.TaskDoesNotExist) as error:
            raise WaitOverError from error

    def refuse(self, token: str, error: str) -> None:
        try:
            self._client.send_task_failure(taskToken=token, error=error)
        except (self._client.exceptions.TaskTimedOut, self._client.exceptions.TaskDoesNotExist) as gone:
            raise WaitOverError from gone


class SecretsManagerSecrets:
    """Secrets named `<prefix>/<tenant>/<connector>/<power>`, kept for five minutes."""

    def __init__(self, client: "SecretsManagerClient", prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._kept: dict[str, tuple[float, Mapping[str, Any]]] = {}

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:
        name = self._name(tenant, connector, power)
        kept = self._kept.get(name)
        if kept and monotonic() - kept[0] < SECRET_SECONDS:
            return kept[1]
        try:
            secret: dict[str, Any] = json.loads(self._client.get_secret_value(SecretId=name)["SecretString"])
        except self._client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in {"ResourceNotFoundException", "AccessDeniedException"}:
                raise SecretUnavailableError(f"{tenant}/{connector}/{power}") from None
            raise
        self._kept[name] = (monotonic(), secret)
        return secret

    def forget(self, tenant: str, connector: str, power: Power) -> None:
        self._kept.pop(self._name(tenant, connector, power), None)

    def _name(self, tenant: str, connector: str, power: Power) -> str:
        return f"{self._prefix}/{tenant}/{connector}/{power}"

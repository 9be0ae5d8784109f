"""The other ports, in memory and on AWS."""

import json
from collections.abc import Mapping

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from tests.contract.stores.aws import bucket, client, sealing_key, signing_key
from tests.fakes import LocalKey

from countersign.adapters.aws import (
    KmsSigner,
    KmsTokenSafe,
    KmsVerifier,
    S3Archive,
    S3Content,
    S3Objects,
    SecretsManagerSecrets,
    StepFunctionsWorkflows,
)
from countersign.adapters.in_memory import (
    InMemoryArchive,
    InMemoryContent,
    InMemoryObjects,
    InMemorySecrets,
    InMemoryTokenSafe,
    InMemoryWorkflows,
)
from countersign.ports import Archive, Content, Power, Secrets, SecretUnavailableError, TokenSafe, WaitOverError
from countersign.privacy.ports import NotForgottenError

KEPT = {("main", "sandbox_crm", Power.READ): {"base_url": "https://crm.example", "token": "t"}}
CONTEXT = {"tenant": "main", "approval": "a" * 32}
ROLE = "arn:aws:iam::123456789012:role/workflow"


@pytest.fixture(params=["memory", "aws"])
def on_aws(request) -> bool:
    if request.param == "aws":
        request.getfixturevalue("aws")
    return request.param == "aws"


@pytest.fixture
def content(on_aws) -> Content:
    return S3Content(client("s3"), bucket("content")) if on_aws else InMemoryContent()


@pytest.fixture
def archive(on_aws) -> Archive:
    return S3Archive(client("s3"), bucket("archive")) if on_aws else InMemoryArchive()


@pytest.fixture
def keys(on_aws) -> tuple:
    """A signer and its verifier."""
    if not on_aws:
        local = LocalKey()
        return local, local
    key_id = signing_key()
    return KmsSigner(client("kms"), key_id), KmsVerifier(client("kms"), key_id)


@pytest.fixture
def tokens(on_aws) -> TokenSafe:
    return KmsTokenSafe(client("kms"), sealing_key()) if on_aws else InMemoryTokenSafe()


@pytest.fixture
def secrets(on_aws) -> Secrets:
    if not on_aws:
        return InMemorySecrets(KEPT)
    for (tenant, connector, power), secret in KEPT.items():
        client("secretsmanager").create_secret(Name=f"hub/{tenant}/{connector}/{power}", SecretString=json.dumps(secret))
    return SecretsManagerSecrets(client("secretsmanager"), "hub")


def test_content_comes_back_to_the_byte(content):
    body = "Grüße\x00🪴".encode()
    content.put("main/C-1/a.json", body)
    assert content.get("main/C-1/a.json") == body


def test_what_is_archived_stays_as_it_was_first(archive):
    """I10."""
    assert archive.add("seals/main/1", b"first")
    assert not archive.add("seals/main/1", b"second")
    assert archive.get("seals/main/1") == b"first"


def test_the_public_half_of_a_signing_key_is_told_in_spki_form(keys):
    signer, _ = keys
    public_key = signer.public_key() if isinstance(signer, KmsSigner) else signer.public_key
    load_der_public_key(public_key).verify(signer.sign(b"message"), b"message", ECDSA(SHA256()))


def test_what_is_forgotten_is_gone_with_all_its_versions(on_aws):
    """I12: also a text that was written over, and the marker that says it was deleted."""
    objects = versioned() if on_aws else InMemoryObjects()
    for name in ("main/key/C-1/a.json", "main/key/C-2/b.json", "main/key2/C-3/c.json"):
        objects.put(name, b"first")
        objects.put(name, b"second")
    objects.forget("main/key/")
    for name in ("main/key/C-1/a.json", "main/key/C-2/b.json"):
        with pytest.raises(KeyError):
            objects.get(name)
    assert objects.get("main/key2/C-3/c.json") == b"second"
    if on_aws:
        assert {version["Key"] for version in client("s3").list_object_versions(Bucket="content")["Versions"]} == {"main/key2/C-3/c.json"}


def versioned() -> S3Objects:
    name = bucket("content")
    client("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return S3Objects(client("s3"), name)


@pytest.mark.usefixtures("aws")
def test_what_could_not_be_forgotten_is_said(monkeypatch):
    """The service answers 200 and lists what it refused."""
    objects = versioned()
    objects.put("main/key/C-1/a.json", b"text")
    monkeypatch.setattr(objects._client, "delete_objects", lambda **_: {"Errors": [{"Key": "main/key/C-1/a.json", "Code": "AccessDenied"}]})
    with pytest.raises(NotForgottenError, match="AccessDenied"):
        objects.forget("main/key/")


def test_content_that_is_not_there_is_a_key_error(content):
    with pytest.raises(KeyError):
        content.get("main/C-1/none.json")


def test_a_signature_verifies_for_its_message_and_key(keys):
    signer, verifier = keys
    assert verifier.verify(b"message", signer.sign(b"message"), signer.key_id)


def test_a_signature_of_something_else_does_not_verify(keys):
    """I6."""
    signer, verifier = keys
    signature = signer.sign(b"message")
    assert not verifier.verify(b"another", signature, signer.key_id)
    assert not verifier.verify(b"message", signature[:-1] + bytes([signature[-1] ^ 1]), signer.key_id)


def test_a_signature_that_names_another_key_is_refused(keys):
    """I6: whatever that key would say."""
    signer, verifier = keys
    assert not verifier.verify(b"message", signer.sign(b"message"), "another-key")


@pytest.mark.usefixtures("aws")
def test_a_signature_by_another_key_is_refused():
    """I6."""
    ours, theirs = signing_key(), signing_key()
    signature = KmsSigner(client("kms"), theirs).sign(b"message")
    assert not KmsVerifier(client("kms"), ours).verify(b"message", signature, ours)


def test_a_token_opens_in_its_own_context(tokens):
    sealed = tokens.seal("AQCkAAAAKgAAAAMAAAAA", CONTEXT)
    assert tokens.open(sealed, CONTEXT) == "AQCkAAAAKgAAAAMAAAAA"


@pytest.mark.parametrize("changes", [{"approval": "b" * 32}, {"tenant": "other"}])
def test_a_token_does_not_open_for_another_approval(tokens, changes):
    """I6."""
    sealed = tokens.seal("token", CONTEXT)
    with pytest.raises((ClientError, ValueError)):
        tokens.open(sealed, CONTEXT | changes)


@pytest.mark.usefixtures("aws")
def test_a_token_at_rest_is_unreadable():
    """I12."""
    assert "token" not in KmsTokenSafe(client("kms"), sealing_key()).seal("token", CONTEXT)


def test_a_secret_is_given_by_tenant_connector_and_power(secrets):
    assert secrets.get("main", "sandbox_crm", Power.READ)["token"] == "t"


@pytest.mark.parametrize(
    "asked", [("other", "sandbox_crm", Power.READ), ("main", "other", Power.READ), ("main", "sandbox_crm", Power.WRITE)]
)
def test_no_other_secret_is_given(secrets, asked):
    """I13: the refusal names who asked for what, and nothing else."""
    with pytest.raises(SecretUnavailableError, match="/".join(asked)):
        secrets.get(*asked)


@pytest.mark.usefixtures("aws")
def test_a_secret_is_read_once_for_a_while():
    secretsmanager = client("secretsmanager")
    secretsmanager.create_secret(Name="hub/main/sandbox_crm/read", SecretString='{"token": "first"}')
    secrets = SecretsManagerSecrets(secretsmanager, "hub")
    secrets.get("main", "sandbox_crm", Power.READ)
    secretsmanager.put_secret_value(SecretId="hub/main/sandbox_crm/read", SecretString='{"token": "second"}')
    assert secrets.get("main", "sandbox_crm", Power.READ) == {"token": "first"}


def machine() -> str:
    definition = {"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}
    created: Mapping[str, str] = client("stepfunctions").create_state_machine(name="case", definition=json.dumps(definition), roleArn=ROLE)
    return created["stateMachineArn"]


@pytest.mark.usefixtures("aws")
def test_a_case_is_started_with_its_identifiers_only():
    """I12: and twice if need be, for the steps stand a repeat."""
    arn = machine()
    workflows = StepFunctionsWorkflows(client("stepfunctions"), arn)
    for _ in range(2):
        workflows.start_case("main", "C-1")
    executions = client("stepfunctions").list_executions(stateMachineArn=arn)["executions"]
    inputs = [client("stepfunctions").describe_execution(executionArn=one["executionArn"])["input"] for one in executions]
    assert [json.loads(given) for given in inputs] == [{"tenant": "main", "case_id": "C-1"}] * 2


def test_a_wait_is_answered_once():
    workflows = InMemoryWorkflows()
    workflows.resume("token", {"action": "a"})
    with pytest.raises(WaitOverError):
        workflows.refuse("token", "ApprovalRejectedError")
    assert workflows.answers == {"token": {"action": "a"}}


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("error", ["TaskTimedOut", "TaskDoesNotExist"])
def test_a_wait_that_is_over_is_said_to_be_so(monkeypatch, error):
    """The emulation has no task tokens: the service's answer is put in its place."""
    stepfunctions = client("stepfunctions")

    def over(*_, **__):
        raise getattr(stepfunctions.exceptions, error)({"Error": {"Code": error}}, "SendTask")

    monkeypatch.setattr(stepfunctions, "send_task_success", over)
    monkeypatch.setattr(stepfunctions, "send_task_failure", over)
    workflows = StepFunctionsWorkflows(stepfunctions, None)
    with pytest.raises(WaitOverError):
        workflows.resume("token", {})
    with pytest.raises(WaitOverError):
        workflows.refuse("token", "ApprovalVoidError")

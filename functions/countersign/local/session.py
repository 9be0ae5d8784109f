"""A running local stack, seen by the commands and tests that use it."""

import os
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import botocore.session
import httpx
from botocore.config import Config

from countersign.local.credentials import Credentials, keep_credentials
from countersign.local.environment import ACCESS_KEY, REGION
from countersign.local.operator_error import OperatorError
from countersign.local.ports import LOOPBACK
from countersign.local.process import is_running
from countersign.local.sam import SOURCES_TAG, STACK_NAME
from countersign.local.state_folder import StackRecord, StateFolder

_API_SECONDS = 30.0


class Stack:
    """Everything the template made, by its logical ids; clients that reach this stack and no other account."""

    def __init__(self, folder: StateFolder, record: StackRecord, credentials: Credentials) -> None:
        self.folder = folder
        self.credentials = credentials
        self.endpoint = f"http://{LOOPBACK}:{record.emulator_port}"
        self.sandbox_url = f"http://{LOOPBACK}:{record.sandbox_port}"
        self.client = cache(self._make_client)

    def deployed_sources(self) -> str | None:
        """The digest of the sources that the emulator runs, None if none was ever deployed as a whole."""
        cloudformation = self.client("cloudformation")
        try:
            [stack] = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
        except cloudformation.exceptions.ClientError:  # it answers ValidationError for a stack that is not there
            return None
        # A failed update leaves a working deployment behind, a failed creation does not.
        if stack["StackStatus"] != "CREATE_COMPLETE" and not stack["StackStatus"].startswith("UPDATE_"):
            return None
        return next((tag["Value"] for tag in stack["Tags"] if tag["Key"] == SOURCES_TAG), None)

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """The template's Outputs."""
        return {output["OutputKey"]: output["OutputValue"] for output in self._description["Outputs"]}

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The template's Parameters, as deployed."""
        return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in self._description["Parameters"]}

    def resource(self, logical_id: str) -> str:
        """The physical name of a resource of the template, say of `StateTable`."""
        return str(self._resources[logical_id]["PhysicalResourceId"])

    @cached_property
    def api_url(self) -> str:
        """Without a slash at the end. The emulator serves REST APIs under this path, not under the host name in the outputs."""
        return f"{self.endpoint}/_aws/execute-api/{self.outputs['ApiId']}/{self.outputs['ApiStage']}"

    @property
    def console_url(self) -> str:
        """Where people answer."""
        return f"{self.api_url}/console"

    def sign_in(self, user: str) -> str:
        """The id token of one of the stack's users, an hour valid."""
        answer = self.client("cognito-idp").initiate_auth(
            ClientId=self.outputs["UserPoolClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user, "PASSWORD": self.credentials.password},
        )
        return str(answer["AuthenticationResult"]["IdToken"])

    def api(self, user: str | None = None) -> httpx.Client:
        """A client of the hub's API, signed in as `user` if one is named."""
        headers = {"Authorization": self.sign_in(user)} if user else {}
        return httpx.Client(base_url=self.api_url, headers=headers, timeout=_API_SECONDS, trust_env=False)

    def sandbox(self) -> httpx.Client:
        """A client of the sandbox company with its administrator's token."""
        headers = {"Authorization": f"Bearer {self.credentials.sandbox.admin}"}
        return httpx.Client(base_url=self.sandbox_url, headers=headers, timeout=_API_SECONDS, trust_env=False)

    def _make_client(self, service: str) -> Any:
        return _session_without_profiles().create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=ACCESS_KEY,
            # Host prefixes (`sync-` of StartSyncExecution) do not resolve on the loopback; a proxy cannot reach it.
            config=Config(inject_host_prefix=False, proxies={}, retries={"mode": "standard", "max_attempts": 3}),
        )

    @cached_property
    def _description(self) -> Mapping[str, Any]:
        [stack] = self.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"]
        return dict(stack)

    @cached_property
    def _resources(self) -> Mapping[str, Mapping[str, Any]]:
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK_NAME)
        return {entry["LogicalResourceId"]: entry for page in pages for entry in page["StackResourceSummaries"]}


def open_stack(state: Path) -> Stack:
    """The stack that `countersign up` started in the folder `state`; raises OperatorError when none runs there."""
    folder = StateFolder(state)
    record = folder.read()
    if record is None or record.deployment is None or record.emulator is None or not is_running(record.emulator):
        raise OperatorError(f"No local stack is running in {folder.root}.", "Start it: countersign up --detach")
    return Stack(folder, record, keep_credentials(folder))


def _session_without_profiles() -> botocore.session.Session:
    # A named profile of the operator would be looked up, and its settings taken, in spite of explicit keys.
    nothing: tuple[None, None, None, None] = (None, None, None, None)
    files: tuple[None, None, str, None] = (None, None, os.devnull, None)
    return botocore.session.Session({"profile": nothing, "config_file": files, "credentials_file": files})

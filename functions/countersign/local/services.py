"""The two services of the stack: the AWS emulator and the sandbox company."""

import sys
from importlib.util import find_spec
from pathlib import Path

from countersign.local.credentials import SandboxTokens
from countersign.local.environment import REGION, service_environment
from countersign.local.operator_error import OperatorError
from countersign.local.ports import LOOPBACK
from countersign.local.service import Service
from countersign.local.state_folder import StateFolder, write_private

INSTALL_HINT = "Install the local stack's tools: uv sync (or: pip install 'countersign[local]')."
# The emulator imports these two late and goes on without them: no SAM transform, no KMS signatures.
_EMULATOR_NEEDS = ("ministack", "samtranslator", "cryptography")


def emulator(folder: StateFolder, port: int) -> Service:
    """MiniStack, on the loopback only, keeping tables on a graceful end and objects at once."""
    settings = {
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder.emulator / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder.emulator / "s3"),
        # It removes containers it takes for its own; here it has none, so it must not find the operator's.
        "DOCKER_HOST": f"unix://{folder.root}/no-docker",
        # Services nobody here uses, which would open ports of their own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    return Service(
        name="The AWS emulator (MiniStack)",
        command=[sys.executable, "-m", "countersign.local.emulator"],
        port=port,
        health_path="/_ministack/ready",
        log=folder.logs / "emulator.log",
        folder=folder.root,
        environment=service_environment(folder) | settings,
    )


def sandbox(folder: StateFolder, port: int) -> Service:
    """The sandbox company, a process of its own as any vendor would be."""
    command = [sys.executable, "-m", "countersign.local.sandbox", "--port", str(port), "--state", str(folder.sandbox)]
    return Service(
        name="The sandbox company",
        command=[*command, "--tokens", str(_tokens_file(folder))],
        port=port,
        health_path="/health",
        log=folder.logs / "sandbox.log",
        folder=folder.root,
        environment=service_environment(folder),
    )


def write_sandbox_tokens(folder: StateFolder, tokens: SandboxTokens) -> None:
    write_private(_tokens_file(folder), tokens.model_dump_json(indent=2))


def require_tools() -> None:
    """Raises OperatorError naming what is not installed."""
    missing = [name for name in (*_EMULATOR_NEEDS, "samcli") if find_spec(name) is None]
    if missing:
        raise OperatorError(f"The local stack lacks {', '.join(missing)}.", INSTALL_HINT)


def _tokens_file(folder: StateFolder) -> Path:
    return folder.root / "sandbox-tokens.json"

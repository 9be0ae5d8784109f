"""The comparison with the outside systems, as an operator of this stack runs it."""

from datetime import datetime

from countersign.adapters.aws import SecretsManagerSecrets
from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.line import Line
from countersign.connectors import load
from countersign.local.operator_error import OperatorError
from countersign.local.seed import SECRETS_PREFIX
from countersign.local.session import Stack
from countersign.local.stores import store_of
from countersign.local.users import TENANT
from countersign.ports import SecretUnavailableError
from countersign.reconciliation.reconcile import Reconciler, reconcile
from countersign.reconciliation.report import Report
from countersign.sdk.errors import ReadRefusedError, ReadUnavailableError


def reconcile_stack(stack: Stack, *, since: datetime, now: datetime) -> Report:
    """Raises OperatorError when one of the systems cannot be asked."""
    hub = Reconciler(
        store=store_of(stack),
        catalogue=load([name for name in stack.parameters["EnabledConnectors"].split(",") if name]),
        transport=HttpTransport(SecretsManagerSecrets(stack.client("secretsmanager"), SECRETS_PREFIX), Line(loopback=True)),
    )
    try:
        return reconcile(hub, TENANT, since=since, now=now)
    except (ReadUnavailableError, ReadRefusedError, SecretUnavailableError) as error:
        raise OperatorError(
            f"A system cannot be asked, so nothing was compared: {error}.", "Try again; if it stays so: countersign status"
        ) from error

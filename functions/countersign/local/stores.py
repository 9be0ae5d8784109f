"""The tables of a stack as an operator reads them."""

from countersign import clock
from countersign.adapters.data_keys import KmsKeyKeeper
from countersign.adapters.dynamodb import DynamoStore
from countersign.local.session import Stack
from countersign.ports import Table
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.sealed_store import SealedStore

_TABLES = {Table.STATE: "StateTable", Table.WARRANT: "WarrantTable", Table.AUDIT: "AuditTable", Table.PRIVACY: "PrivacyTable"}


def rows_of(stack: Stack) -> DynamoStore:
    """As they lie there."""
    return DynamoStore(stack.client("dynamodb"), {table: stack.resource(name) for table, name in _TABLES.items()})


def store_of(stack: Stack) -> SealedStore:
    """With personal data unsealed."""
    rows = rows_of(stack)
    return SealedStore(rows, KeyRing(rows, KmsKeyKeeper(stack.client("kms"), stack.outputs["PrivacyKeyId"]), clock.steady))

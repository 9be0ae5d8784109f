"""What the record holds of what people wrote: never the words, which may name the customer."""

from countersign.model.canonical import digest
from countersign.model.case import CaseRef
from countersign.model.commitment import committed
from countersign.model.frozen import Frozen
from countersign.ports import Store
from countersign.record.audit import CONTROL
from countersign.record.rows import load_salt


def on_record(store: Store, tenant: str, case_id: str, kind: str, said: Frozen) -> str:
    """Under the case's secret; about the tenant as a whole, where there is no customer, as a digest.

    Raises PersonalDataErasedError for a case of which nothing more can be said.
    """
    if case_id == CONTROL:
        return digest(f"countersign-{kind}-v1", said.to_json())
    return committed(load_salt(store, CaseRef(tenant=tenant, case_id=case_id)), kind, said.to_json())

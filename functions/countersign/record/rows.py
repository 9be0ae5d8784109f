"""Typed rows: each noun is one row, in its JSON form."""

from typing import TypeVar

from countersign.errors import ActionAlteredError, CaseNotFoundError, ContentAlteredError, PersonalDataErasedError
from countersign.model.case import Case, CaseRef, CaseSalt
from countersign.model.frozen import Frozen
from countersign.model.plan import ProposedAction
from countersign.ports import Key, Store
from countersign.record import keys

N = TypeVar("N", bound=Frozen)


def find(store: Store, key: Key, noun: type[N]) -> N | None:
    """The noun at `key`, or None."""
    row = store.get(key)
    return None if row is None else noun.from_json(dict(row))


def load(store: Store, key: Key, noun: type[N]) -> N:
    """The noun at `key`; raises CaseNotFoundError where a step relies on an earlier one that has not been."""
    found = find(store, key, noun)
    if found is None:
        raise CaseNotFoundError(f"no {noun.__name__} at {key.sort.split('#', maxsplit=1)[0]}")
    return found


def load_case(store: Store, ref: CaseRef) -> Case:
    """The case; raises CaseNotFoundError."""
    return load(store, keys.case(ref.tenant, ref.case_id), Case)


def load_salt(store: Store, ref: CaseRef) -> str:
    """The secret in what the record commits to of this case; raises PersonalDataErasedError once it is gone."""
    salt = load(store, keys.salt(ref.tenant, ref.case_id), CaseSalt).salt
    if not salt:
        raise PersonalDataErasedError("the customer's data was erased")
    return salt


def load_action(store: Store, ref: CaseRef, digest: str) -> ProposedAction:
    """The stored action; raises ActionAlteredError unless it still has the digest it is known by (I4)."""
    try:
        action = load(store, keys.action(ref.tenant, ref.case_id, digest), ProposedAction)
    except ContentAlteredError as error:
        raise ActionAlteredError("the stored action is not the one that was sealed") from error
    if action.digest != digest:
        raise ActionAlteredError("the stored action is not the one that was planned")
    return action

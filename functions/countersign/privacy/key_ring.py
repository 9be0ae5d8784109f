"""Each customer's key: made with the first case, unwrapped when needed, gone when its row is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from countersign.model.privacy import Subject, WrappedKey
from countersign.ports import Put, Store, Write
from countersign.privacy.ports import DataKey, KeyKeeper
from countersign.record import keys
from countersign.record.rows import find

# For so long a destroyed key may stay in the memory of a function at work.
KEPT_SECONDS = 300
_MOST_KEPT = 500
_KEY_ID_CHARACTERS = 32


@dataclass(frozen=True)
class CustomerKey:
    """The key of a new case; `writes` belong into the transaction that opens the case, and hold only if the key is still the one."""

    key_id: str
    data: DataKey
    writes: tuple[Write, ...]


@dataclass(frozen=True)
class KeyRing:
    """`seconds` is a steady clock. An unwrapped key is kept for a few minutes: a case takes a dozen looks at it."""

    rows: Store
    keeper: KeyKeeper
    seconds: Callable[[], float]
    _kept: dict[tuple[str, str], tuple[float, DataKey]] = field(default_factory=dict, repr=False)

    def current(self, tenant: str, customer_id: str) -> CustomerKey:
        """The customer's present key, or a new one, which is lost unless its `writes` are committed."""
        known = find(self.rows, keys.subject(tenant, customer_id), Subject)
        row = self._row(tenant, known.key_id) if known and known.key_id else None
        if known is None or known.key_id is None or row is None:
            return self._new(tenant, customer_id, known)
        counted = known.model_copy(update={"cases": known.cases + 1})
        # The key's row too, as it is: rows are forgotten when nobody has written them for long.
        again = Put(keys.data_key(tenant, known.key_id), row.to_json(), expect=row.to_json())
        data = self._still_kept(tenant, known.key_id) or self._keep(tenant, known.key_id, self.keeper.unwrap(tenant, row.wrapped))
        return CustomerKey(known.key_id, data, (_subject(tenant, customer_id, known, counted), again))

    def find(self, tenant: str, key_id: str) -> DataKey | None:
        """None for a key that was destroyed."""
        kept = self._still_kept(tenant, key_id)
        if kept is not None:
            return kept
        row = self._row(tenant, key_id)
        return self._keep(tenant, key_id, self.keeper.unwrap(tenant, row.wrapped)) if row else None

    def forget(self, tenant: str, key_id: str) -> None:
        """Also here, and at once."""
        self._kept.pop((tenant, key_id), None)

    def _row(self, tenant: str, key_id: str) -> WrappedKey | None:
        return find(self.rows, keys.data_key(tenant, key_id), WrappedKey)

    def _new(self, tenant: str, customer_id: str, known: Subject | None) -> CustomerKey:
        data, wrapped = self.keeper.make(tenant)
        key_id = sha256(wrapped.encode()).hexdigest()[:_KEY_ID_CHARACTERS]
        first = Subject(key_id=key_id, cases=1, erasing=known.erasing if known else None)
        row = Put(keys.data_key(tenant, key_id), WrappedKey(wrapped=wrapped).to_json())
        return CustomerKey(key_id, self._keep(tenant, key_id, data), (_subject(tenant, customer_id, known, first), row))

    def _still_kept(self, tenant: str, key_id: str) -> DataKey | None:
        until, data = self._kept.get((tenant, key_id), (0.0, None))
        return data if self.seconds() < until else None

    def _keep(self, tenant: str, key_id: str, data: DataKey) -> DataKey:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[tenant, key_id] = (self.seconds() + KEPT_SECONDS, data)
        return data


def _subject(tenant: str, customer_id: str, known: Subject | None, after: Subject) -> Put:
    expect = {"key_id": known.key_id, "cases": known.cases} if known else None
    return Put(keys.subject(tenant, customer_id), after.to_json(), expect=expect)

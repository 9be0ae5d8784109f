"""Texts as steps see them: sealed under the customer's key, whose id stands in the object's name."""

from dataclasses import dataclass

from countersign.errors import ContentAlteredError, PersonalDataErasedError
from countersign.ports import Content
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.ports import DataKey, SealBrokenError


@dataclass(frozen=True)
class SealedContent:
    """Objects are named `tenant/key/...`, so that one prefix holds all that lies under one key."""

    objects: Content
    ring: KeyRing

    def put(self, key: str, body: bytes) -> None:
        data = self._key(key)
        if data is None:
            raise PersonalDataErasedError("the customer's data was erased")
        self.objects.put(key, data.seal(body, key).encode())

    def get(self, key: str) -> bytes:
        sealed, data = self.objects.get(key), self._key(key)
        if data is None:
            raise KeyError(key)
        try:
            return data.open(sealed.decode(errors="replace"), key)
        except SealBrokenError:
            raise ContentAlteredError("the stored text is not the one that was sealed") from None

    def _key(self, name: str) -> DataKey | None:
        tenant, key_id, _ = name.split("/", maxsplit=2)
        return self.ring.find(tenant, key_id)


def content_key(tenant: str, key_id: str, case_id: str, digest: str) -> str:
    """By digest: a forged second delivery of the same event can never overwrite the text of the first."""
    return f"{tenant}/{key_id}/{case_id}/{digest}.json"

"""Who stands behind a bundle: a detached signature over its digest.

The digest pin says which bundle a deployment wants; the signature says that the owners of the policies released it. Building is
reproducible, so owners sign where their key is, and whoever deploys needs no key.
"""

import binascii
from base64 import b64decode, b64encode
from pathlib import Path

from pydantic import ValidationError

from countersign.model.frozen import Frozen
from countersign.policy.artefact import PolicyBundleError
from countersign.ports import Signer, Verifier

SIGNATURE_TAG = b"countersign-policy-release-v1\0"


class BundleSignature(Frozen):
    """`bundle.json.sig`. The kind of key is the verifier's knowledge, not the signature's claim."""

    key_id: str
    signature: str

    def to_bytes(self) -> bytes:
        """The file."""
        return self.model_dump_json().encode() + b"\n"


def signature_file(bundle: Path) -> Path:
    """Where the signature of a bundle's file lies."""
    return bundle.with_name(f"{bundle.name}.sig")


def sign_bundle(digest: str, signer: Signer) -> BundleSignature:
    """Release the bundle of this digest."""
    return BundleSignature(key_id=signer.key_id, signature=b64encode(signer.sign(_message(digest))).decode())


def require_signature(digest: str, file: Path, verifier: Verifier) -> None:
    """Raises PolicyBundleError unless `file` holds the trusted key's signature of exactly this digest."""
    try:
        given = BundleSignature.model_validate_json(file.read_bytes())
        signature = b64decode(given.signature, validate=True)
    except (OSError, ValidationError, binascii.Error) as error:
        raise PolicyBundleError(f"{file.name}: no readable signature of the bundle: sign it with `countersign policy build`") from error
    if not verifier.verify(_message(digest), signature, given.key_id):
        raise PolicyBundleError(f"{file.name}: not the trusted key's signature of bundle {digest}")


def _message(digest: str) -> bytes:
    return SIGNATURE_TAG + bytes.fromhex(digest)

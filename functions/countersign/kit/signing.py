"""Who stands behind a report: a detached Ed25519 signature (RFC 8032) over its bytes."""

import binascii
from base64 import b64decode, b64encode
from pathlib import Path

from pydantic import ValidationError

from countersign.adapters.ed25519 import Ed25519Signer, Ed25519Verifier
from countersign.kit.report import TAG
from countersign.model.frozen import Frozen


class ReportSignature(Frozen):
    """`FILE.sig`, beside the report."""

    key_id: str
    signature: str


def sign(report: Path, key: Path) -> None:
    """Write the signature beside the report; raises KeyFormatError."""
    signer = Ed25519Signer(key.read_bytes())
    signature = b64encode(signer.sign(TAG + report.read_bytes())).decode()
    _file(report).write_text(ReportSignature(key_id=signer.key_id, signature=signature).model_dump_json() + "\n", encoding="utf-8")


def signed_by(report: Path, public_key: str) -> str | None:
    """The id of the trusted key if the report is its, unchanged; else None."""
    verifier = Ed25519Verifier(public_key)
    try:
        given = ReportSignature.model_validate_json(_file(report).read_bytes())
        signature = b64decode(given.signature, validate=True)
    except (OSError, ValidationError, binascii.Error):
        return None
    return given.key_id if verifier.verify(TAG + report.read_bytes(), signature, given.key_id) else None


def _file(report: Path) -> Path:
    return report.with_name(f"{report.name}.sig")

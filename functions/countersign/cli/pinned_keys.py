"""Public keys that a checker trusts: files, or the fingerprints of keys that come with the proof."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from countersign.adapters.ecdsa import EcdsaPublicKey
from countersign.adapters.ed25519 import KeyFormatError
from countersign.local.operator_error import OperatorError

F = TypeVar("F", bound=Callable[..., object])

_FINGERPRINT = "sha256:"


def key_option(name: str, what: str) -> Callable[[F], F]:
    """`--NAME-key`, a PEM file or a fingerprint."""
    return click.option(f"--{name}-key", metavar="PEM|sha256:HEX", help=f"Public key {what}: a file, or the fingerprint of the one inside.")


def pinned(given: str, inside: str | None = None) -> EcdsaPublicKey:
    """The key of that file, or the one `inside` (PEM) if it has that fingerprint; raises OperatorError."""
    if not given.startswith(_FINGERPRINT):
        return _key(_read(given), given)
    if inside is None:
        raise OperatorError(
            "A fingerprint says which key it is, but the key is not in the file.", "Give the key itself: --grant-key FILE.pem"
        )
    key = _key(inside.encode(), "the key in the file")
    if key.fingerprint != given.removeprefix(_FINGERPRINT).lower():
        raise OperatorError(
            f"The key in the file is another one: {_FINGERPRINT}{key.fingerprint}.", "Ask whoever gave you the file for their keys."
        )
    return key


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise OperatorError(f"{name}: {error.strerror}.", "Write the keys of a stack: countersign audit keys --output DIR") from error


def _key(encoded: bytes, where: str) -> EcdsaPublicKey:
    try:
        return EcdsaPublicKey(encoded)
    except KeyFormatError as error:
        raise OperatorError(f"{where}: {error}.", "A P-256 public key in PEM begins with -----BEGIN PUBLIC KEY-----") from error

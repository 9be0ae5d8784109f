"""Finding what is to be tested."""

from importlib import import_module, metadata

from countersign.sdk.conformance import Subject
from countersign.sdk.hookspecs import ENTRY_POINT_GROUP


class UnknownSubjectError(Exception):
    """Nothing of that name can be tested; the message says what to write."""


def find(origin: str) -> Subject:
    """The subject that `package.module:factory` makes; raises UnknownSubjectError."""
    module, _, factory = origin.partition(":")
    try:
        made = getattr(import_module(module), factory)()
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise UnknownSubjectError(f"{origin} cannot be found ({error}): write package.module:factory") from error
    if not isinstance(made, Subject):
        raise UnknownSubjectError(f"{origin} makes a {type(made).__name__}, not a countersign.sdk.conformance.Subject")
    return made


def origin_of(distribution: str) -> str:
    """Where an installed distribution has its subject: `conformance:subject` in the package of its entry point."""
    try:
        found = metadata.distribution(distribution).entry_points.select(group=ENTRY_POINT_GROUP)
    except metadata.PackageNotFoundError:
        raise UnknownSubjectError(f"{distribution} is not installed") from None
    packages = sorted({entry_point.module.split(".")[0] for entry_point in found})
    if not packages:
        raise UnknownSubjectError(f"{distribution} has no entry point in the group {ENTRY_POINT_GROUP}")
    return f"{packages[0]}.conformance:subject"

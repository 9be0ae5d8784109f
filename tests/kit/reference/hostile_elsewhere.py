"""A connector whose requests depend on the order of hashes, which differs from one interpreter to the next."""

from dataclasses import replace

from countersign_reference.conformance import subject as honest
from countersign_reference.connector import Reference

from countersign.sdk import Arguments, Request
from countersign.sdk.conformance import Subject


class Shuffling(Reference):
    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        request = super().prepare(action, arguments, key=key)
        return request.model_copy(update={"headers": (*request.headers, ("x-names", ",".join({*"abcdefgh"})))})


def subject() -> Subject:
    return replace(honest(), connector=Shuffling)

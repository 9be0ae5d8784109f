"""A progress nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager


class Silent:
    @contextmanager
    def step(self, title: str) -> Iterator[None]:  # noqa: ARG002  the protocol's signature
        yield

    def note(self, text: str) -> None:
        pass

"""Parts of the contract for connectors that lack a side: inherit what your system does not have."""

from collections.abc import Generator
from typing import Any

from countersign.sdk.contract import Applied, Arguments, Event, Listing, Outcome, RawWebhook, Request, Response, Unknown, VendorError
from countersign.sdk.errors import InvalidArgumentsError, NotListedError, ReadRefusedError, WebhookRejectedError


class WithoutWebhooks:
    """The system sends none: whatever claims to come from it is forged."""

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:  # noqa: ARG002  the contract's signature
        raise WebhookRejectedError("this system sends no webhooks")

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:  # noqa: ARG002  the contract's signature
        raise WebhookRejectedError("this system sends no webhooks")


class WithoutLists:
    """The system does not tell what was done there."""

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:  # noqa: ARG002  the contract's signature
        raise NotListedError(f"this system keeps no list of {action}")


class WithoutLookUps:
    """The system cannot be asked whether an effect is there: an unknown one goes to a person."""

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  the contract's signature
        yield from ()
        return Unknown(error=VendorError(kind="not_found", safe_message=f"this system cannot be asked for {action}"))


class WithoutUndo:
    """Nothing that the connector does can be undone by it."""

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:  # noqa: ARG002  the contract's signature
        raise InvalidArgumentsError(f"nothing undoes {action}")


class WithoutWrites(WithoutLists, WithoutUndo):
    """The connector only reads."""

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:  # noqa: ARG002  the contract's signature
        raise InvalidArgumentsError(f"{action} is not something this system can do")

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  the contract's signature
        raise InvalidArgumentsError(f"{action} is not something this system can do")

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  the contract's signature
        raise InvalidArgumentsError(f"{action} is not something this system can do")


class WithoutReads:
    """The connector answers no read action."""

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:  # noqa: ARG002  the contract's signature
        raise ReadRefusedError(f"{action} is not something this system can tell")

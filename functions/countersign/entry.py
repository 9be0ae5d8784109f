"""The edge of the functions: one log line per call, errors in the terms of the state machine."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from aws_lambda_powertools import Logger

from countersign.adapters.failures import aws_failures, failure_code
from countersign.errors import TransientHubError
from countersign.model.case import CaseRef
from countersign.ports import WriteRefusedError

Event = dict[str, Any]
Handler = Callable[[Event, Any], Any]

log = Logger()


def step(handler: Handler) -> Handler:
    """A step of a workflow: identifiers and the error's name are logged, nothing else; failures of our own services are transient."""

    @wraps(handler)
    def entered(event: Event, context: Any) -> Any:
        known = {name: event[name] for name in ("tenant", "case_id", "action", "warrant") if name in event}
        try:
            answer = handler(event, context)
        except _failures_of_ours() as error:
            log.error("failed", **known, error=failure_code(error))  # noqa: TRY400  a traceback may show what the case is about
            raise TransientHubError(failure_code(error)) from error
        except Exception as error:
            log.error("failed", **known, error=type(error).__name__)  # noqa: TRY400  a traceback may show what the case is about
            raise
        log.info("done", **known)
        return answer

    return entered


def tell(error: Exception) -> None:
    """A failure of ours behind a page: its name, which is no text of anybody's."""
    log.error("failed", error=failure_code(error))


def case_ref(event: Mapping[str, Any]) -> CaseRef:
    """The case a workflow names."""
    return CaseRef(tenant=event["tenant"], case_id=event["case_id"])


def _failures_of_ours() -> tuple[type[Exception], ...]:
    return (WriteRefusedError, *aws_failures())

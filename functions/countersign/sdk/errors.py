"""Errors a connector may raise, named by what the hub does next."""


class ConnectorError(Exception):
    """Root of all errors a connector raises on purpose. Messages hold no personal data and no secret."""


class InvalidArgumentsError(ConnectorError):
    """No correct request exists for these arguments: the proposal is refused before anybody is asked."""


class WebhookRejectedError(ConnectorError):
    """The webhook is forged, stale, from the future or unreadable: answered with 401 and forgotten."""


class ReadRefusedError(ConnectorError):
    """The system refuses or fails the read for good: the fact stays unknown and the gate is told so."""


class DialogueBrokenError(ReadRefusedError):
    """The connector itself broke the bounds of a dialogue: it tried to write while reading, or asked without end."""


class NotAsApprovedError(ReadRefusedError):
    """A connector that runs elsewhere speaks another contract, or is of another version than was approved: one of the two is updated."""


class NotListedError(ConnectorError):
    """The system keeps no list of what was done there: the hub's own ledger has nothing to be compared with."""


class ReadUnavailableError(ConnectorError):
    """The system cannot answer now: the hub tries again later."""

    def __init__(self, message: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds

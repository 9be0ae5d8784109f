"""What goes wrong for a person at a terminal."""

from collections.abc import Mapping

BAD_INPUT = 2


class OperatorError(Exception):
    """Something the operator can put right; `hint` says how, as an instruction. `details` are for machines."""

    exit_code = BAD_INPUT
    details: Mapping[str, str] = {}

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

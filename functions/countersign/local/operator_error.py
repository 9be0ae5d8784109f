"""What goes wrong for a person at a terminal."""


class OperatorError(Exception):
    """Something the operator can put right; `hint` says how, as an instruction."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

"""How AWS says that something failed."""


def aws_failures() -> tuple[type[Exception], ...]:
    """What clients raise. Imported when something has failed: an `except` needs it only then, a cold start never."""
    from botocore.exceptions import BotoCoreError, ClientError

    return BotoCoreError, ClientError


def failure_code(error: Exception) -> str:
    """The service's code for a refusal, else the error's name: never a message, which may quote the request."""
    from botocore.exceptions import ClientError

    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__

"""Static files."""

from aws_lambda_powertools.event_handler import Response

from countersign.console.app import public
from countersign.console.call import Call
from countersign.console.static_files import served


@public("/console/static/<name>")
def static_file(_: Call, name: str) -> Response[str]:
    return served(name)

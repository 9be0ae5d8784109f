from collections.abc import Generator
from typing import Any

from countersign.sdk import Applied, Arguments, Health, InvalidArgumentsError, Outcome, ReadRefusedError, Request, Response, loads_object
from countersign.sdk.responses import absent, health
from countersign.sdk.without import WithoutLists, WithoutUndo, WithoutWebhooks
from countersign_tryton import parties, rpc
from countersign_tryton.manifest import CUSTOMER_ADDRESSES, CUSTOMER_CONTACTS, CUSTOMER_READ, MANIFEST
from countersign_tryton.versions import Version, reference

_READS = {
    CUSTOMER_READ.name: parties.customer,
    CUSTOMER_CONTACTS.name: parties.contacts,
    CUSTOMER_ADDRESSES.name: parties.addresses,
}


class Tryton(WithoutLists, WithoutUndo, WithoutWebhooks):
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:  # noqa: ARG002  one write, and its stamps let it happen once
        """Both records in one call, which is one transaction."""
        if "version" not in arguments:
            raise InvalidArgumentsError("without the version that customer.addresses returns nobody knows which records to change")
        version = Version.of(arguments["version"], arguments["customer_id"])
        email, phone = {"value": arguments["email"]}, {"value": arguments["phone"]}
        return rpc.call(rpc.WRITE_MECHANISMS, [[version.email], email, [version.phone], phone], version.context)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  one write only
        return rpc.failed(response) or _changed(request)

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  looked up by record
        """The records are their own evidence: they hold the wanted addresses, or they do not."""
        (email,), wanted_email, (phone,), wanted_phone, _ = _params(request)
        found = rpc.result_of((yield rpc.call(rpc.READ_MECHANISMS, [[email, phone], ["value_compact"]])))
        held = {each["id"]: each["value_compact"] for each in found}
        if held != {email: wanted_email["value"], phone: wanted_phone["value"]}:
            return absent("the records do not hold the wanted addresses")
        return _changed(request)

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        return _READS[action](arguments["customer_id"])

    def check(self) -> Generator[Request, Response, Health]:
        """Parties can be read, with this session."""
        response = yield rpc.call(rpc.FIND_PARTIES, [[], 0, 1, None, ["code"]])
        found = health(response)
        if not found.ok:
            return found
        try:
            rpc.result_of(response)
        except ReadRefusedError as error:
            return Health(ok=False, findings=(str(error),))
        return found


def _changed(request: Request) -> Applied:
    """Known by the record of the e-mail address; the phone's was changed with it."""
    mechanism = reference(_params(request)[0][0])
    return Applied(vendor_id=mechanism, result={"id": mechanism})


def _params(request: Request) -> Any:
    return loads_object((request.body or "{}").encode())["params"]

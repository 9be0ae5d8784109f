from dataclasses import dataclass, field

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, Happened, reply, route

CALL = "11111111-2222-4333-8444-000000000001"
TASK = "11111111-2222-4333-8444-000000000002"
QUEUE = "99999999-2222-4333-8444-000000000001"
NOT_ALLOWED = "+999"


@dataclass
class Contact:
    """A call or a task. `token` starts no second one while the first goes on."""

    id: str
    channel: str
    attributes: dict[str, str]
    token: str | None = None
    active: bool = True


def _contacts() -> list[Contact]:
    return [Contact(CALL, "VOICE", {"customer_id": "CUST-0001"}), Contact(TASK, "TASK", {"customer_id": "CUST-0001"})]


@dataclass
class ConnectFake(FakeSystem):
    """An instance in which a call and a task go on. It calls every number but those it may not dial."""

    contacts: list[Contact] = field(default_factory=_contacts)

    @route("PUT", "/contact/outbound-voice")
    def start_outbound_voice_contact(self, asked: Asked) -> Response:
        to = asked.json["DestinationPhoneNumber"]
        if to.startswith(NOT_ALLOWED):
            return _refused(403, "DestinationNotAllowedException")
        return _told(self._started(asked, "VOICE", Effect.CUSTOMER_CONTACT, recipient=to))

    @route("PUT", "/contact/task")
    def start_task_contact(self, asked: Asked) -> Response:
        return _told(self._started(asked, "TASK", Effect.WRITE_REVERSIBLE))

    @route("POST", "/contact/transfer")
    def transfer_contact(self, asked: Asked) -> Response:
        moved = self._going_on(asked)
        if moved is None:
            return _refused(404, "ResourceNotFoundException")
        if moved.channel == "VOICE":
            return _refused(400, "InvalidRequestException")
        moved.active = False
        made = self._started(asked, moved.channel, Effect.WRITE_REVERSIBLE)
        return _told(made, ContactArn=f"arn:aws:connect:eu-central-1:111122223333:instance/i/contact/{made.id}")

    @route("POST", "/contact/stop")
    def stop_contact(self, asked: Asked) -> Response:
        stopped = self._going_on(asked)
        if stopped is None:
            return _refused(410, "ContactNotFoundException")
        stopped.active = False
        self.effects.append(Happened(Effect.CUSTOMER_CONTACT, stopped.id, recipient=stopped.attributes["customer_id"]))
        return reply(200, x_amzn_requestid="5e2a")

    @route("GET", "/contact/attributes/{instance}/{contact}")
    def get_contact_attributes(self, asked: Asked) -> Response:
        found = self._known(asked.names["contact"])
        return _refused(404, "ResourceNotFoundException") if found is None else reply(200, {"Attributes": found.attributes})

    @route("POST", "/contact/attributes")
    def update_contact_attributes(self, asked: Asked) -> Response:
        updated, wanted = self._known(asked.json["InitialContactId"]), asked.json["Attributes"]
        if updated is None:
            return _refused(404, "ResourceNotFoundException")
        if not wanted.items() <= updated.attributes.items():
            updated.attributes |= wanted
            self.effects.append(Happened(Effect.WRITE_REVERSIBLE, updated.id))
        return reply(200, x_amzn_requestid="5e2e")

    @route("GET", "/instance")
    def list_instances(self, _asked: Asked) -> Response:
        return reply(200, {"InstanceSummaryList": [{"Id": "i", "InstanceStatus": "ACTIVE"}]}, x_amzn_requestid="5e2b")

    def _started(self, asked: Asked, channel: str, effect: Effect, recipient: str | None = None) -> Contact:
        """A new contact, or that which goes on under the same token."""
        body = asked.json
        going_on = next((one for one in self.contacts if one.active and one.token == body["ClientToken"]), None)
        if going_on is not None:
            return going_on
        made = Contact(f"{CALL[:-4]}{len(self.contacts) + 1:04}", channel, body.get("Attributes", {}), body["ClientToken"])
        self.contacts.append(made)
        self.effects.append(Happened(effect, made.id, recipient=recipient))
        return made

    def _going_on(self, asked: Asked) -> Contact | None:
        known = self._known(asked.json["ContactId"])
        return known if known and known.active else None

    def _known(self, contact_id: str) -> Contact | None:
        return next((one for one in self.contacts if one.id == contact_id), None)


def _told(contact: Contact, **more: str) -> Response:
    return reply(200, {"ContactId": contact.id, **more}, x_amzn_requestid="5e2c")


def _refused(status: int, code: str) -> Response:
    return reply(status, {"Message": ""}, x_amzn_errortype=code, x_amzn_requestid="5e2d")

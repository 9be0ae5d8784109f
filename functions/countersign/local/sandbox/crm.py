"""Customer records."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from countersign.local.sandbox.company import Company, Form, fill_in, public
from countersign.local.sandbox.exchange import Call, RefusedError, Reply
from countersign.local.sandbox.seeding import customer_record, stamp

CONTACT_EFFECTS = ("reply", "call", "sms")


class ContactForm(Form):
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
    phone: Annotated[str, Field(pattern=r"^\+[0-9]{6,15}$")]
    updated_at: str


class NewCustomerForm(Form):
    """A customer an administrator adds, to set a scene."""

    id: Annotated[str, Field(pattern="^CUST-[0-9]{4,10}$")]
    full_name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
    phone: Annotated[str, Field(pattern=r"^\+[0-9]{6,15}$")]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "DE"
    utc_offset_minutes: Annotated[int, Field(ge=-720, le=840)] = 60
    segment: Literal["consumer", "business", "regulated"] = "consumer"
    flags: list[str] = Field(default_factory=lambda: ["identity_verified"])


class AmendForm(Form):
    """What an administrator may change to set a scene."""

    flags: dict[str, bool] = Field(default_factory=dict)
    utc_offset_minutes: Annotated[int, Field(ge=-720, le=840)] | None = None
    earlier_contacts: list[str] | None = None


def read_customer(company: Company, call: Call) -> Reply:
    return Reply(200, public(company.find("customer", call.names["customer_id"]), "earlier_contacts"))


def add_customer(company: Company, call: Call) -> Reply:
    form = fill_in(NewCustomerForm, call)
    if company.documents.get("customer", form.id) is not None:
        raise RefusedError(409, "exists", "there is such a customer")
    company.documents.put("customer", form.id, customer_record(form.model_dump(), call.now))
    return Reply(201, public(company.find("customer", form.id), "earlier_contacts"))


def replace_contact(company: Company, call: Call) -> Reply:
    """PUT: the same request twice leaves the same record; a record changed since `updated_at` is left alone."""
    customer, form = company.find("customer", call.names["customer_id"]), fill_in(ContactForm, call)
    wanted = {"email": form.email, "phone": form.phone}
    former = {name: customer[name] for name in wanted}
    if wanted.items() <= customer.items():
        return Reply(200, public(customer, "earlier_contacts"))
    if form.updated_at != customer["updated_at"]:
        raise RefusedError(412, "stale", "the record was changed since it was read")
    changed = {**customer, **wanted, "updated_at": stamp(call.now)}
    company.documents.put("customer", customer["id"], changed)
    change_id = company.documents.next_id("CHG")
    company.record_effect(
        call, kind="contact_change", effect_id=change_id, customer_id=customer["id"], key=None, before=public(customer), **wanted
    )
    return Reply(200, {**public(changed, "earlier_contacts"), "former": former}, effect=True)


def amend_customer(company: Company, call: Call) -> Reply:
    customer, form = company.find("customer", call.names["customer_id"]), fill_in(AmendForm, call)
    unknown = sorted(set(form.flags) - set(customer["flags"]))
    if unknown:
        raise RefusedError(422, "invalid", "no such flags", fields=unknown)
    changes: dict[str, Any] = {"flags": customer["flags"] | form.flags} | form.model_dump(exclude={"flags"}, exclude_none=True)
    company.documents.put("customer", customer["id"], {**customer, **changes, "updated_at": stamp(call.now)})
    return read_customer(company, call)


def read_contact_history(company: Company, call: Call) -> Reply:
    """How often the customer heard from the company, over all systems."""
    customer = company.find("customer", call.names["customer_id"])
    moments = list(customer["earlier_contacts"])
    for kind in CONTACT_EFFECTS:
        moments += [effect["at"] for effect in company.effects(kind) if effect["customer_id"] == customer["id"]]
    recent = [moment for moment in moments if call.now - datetime.fromisoformat(moment) < timedelta(hours=24)]
    return Reply(200, {"contacts_24h": len(recent), "last_contact_at": max(moments, default=None)})

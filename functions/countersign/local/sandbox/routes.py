"""Every path of the company, who serves it and what it takes to be let in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from countersign.local.sandbox import administration, crm, knowledge, payments, telephony, ticketing
from countersign.local.sandbox.company import Company, Handler
from countersign.local.sandbox.exchange import Call, Rank, RefusedError, Reply, template_pattern

_TABLE: tuple[tuple[str, str, str, Rank, Handler], ...] = (
    ("POST", "crm", "/customers", Rank.ADMIN, crm.add_customer),
    ("GET", "crm", "/customers/{customer_id}", Rank.READ, crm.read_customer),
    ("PATCH", "crm", "/customers/{customer_id}", Rank.ADMIN, crm.amend_customer),
    ("GET", "crm", "/customers/{customer_id}/contact-history", Rank.READ, crm.read_contact_history),
    ("PUT", "crm", "/customers/{customer_id}/contact", Rank.WRITE, crm.replace_contact),
    ("GET", "ticketing", "/tickets", Rank.READ, ticketing.list_tickets),
    ("POST", "ticketing", "/tickets", Rank.WRITE, ticketing.create_ticket),
    ("GET", "ticketing", "/tickets/{ticket_id}", Rank.READ, ticketing.read_ticket),
    ("GET", "ticketing", "/tickets/{ticket_id}/comments", Rank.READ, ticketing.list_comments),
    ("POST", "ticketing", "/tickets/{ticket_id}/comments", Rank.WRITE, ticketing.add_comment),
    ("GET", "ticketing", "/tickets/{ticket_id}/hand-overs", Rank.READ, ticketing.list_hand_overs),
    ("POST", "ticketing", "/tickets/{ticket_id}/hand-overs", Rank.WRITE, ticketing.hand_over),
    ("GET", "ticketing", "/comments", Rank.READ, ticketing.list_all_comments),
    ("GET", "ticketing", "/hand-overs", Rank.READ, ticketing.list_all_hand_overs),
    ("GET", "ticketing", "/webhooks", Rank.ADMIN, administration.list_deliveries),
    ("POST", "ticketing", "/webhooks/resend/{event_id}", Rank.ADMIN, administration.resend_webhook),
    ("GET", "telephony", "/calls", Rank.READ, telephony.list_calls),
    ("POST", "telephony", "/calls", Rank.WRITE, telephony.place_call),
    ("GET", "telephony", "/messages", Rank.READ, telephony.list_messages),
    ("POST", "telephony", "/messages", Rank.WRITE, telephony.send_message),
    ("GET", "knowledge", "/articles", Rank.READ, knowledge.search_articles),
    ("GET", "knowledge", "/articles/{article_id}", Rank.READ, knowledge.read_article),
    ("POST", "payments", "/orders", Rank.ADMIN, payments.add_order),
    ("GET", "payments", "/orders", Rank.READ, payments.list_orders),
    ("GET", "payments", "/orders/{order_id}", Rank.READ, payments.read_order),
    ("GET", "payments", "/refunds", Rank.READ, payments.list_refunds),
    ("POST", "payments", "/refunds", Rank.WRITE, payments.create_refund),
    ("GET", "payments", "/reversals", Rank.READ, payments.list_reversals),
    ("POST", "payments", "/refunds/{refund_id}/reversals", Rank.WRITE, payments.reverse_refund),
    ("POST", "", "/faults", Rank.ADMIN, administration.add_fault),
    ("GET", "", "/faults", Rank.ADMIN, administration.list_faults),
    ("DELETE", "", "/faults", Rank.ADMIN, administration.clear_faults),
    ("GET", "", "/journal", Rank.ADMIN, administration.read_journal),
    ("GET", "", "/effects", Rank.ADMIN, administration.list_effects),
    ("GET", "", "/mail-server", Rank.ADMIN, administration.read_mail_server),
    ("GET", "", "/mails", Rank.ADMIN, administration.list_mails),
    ("POST", "", "/reset", Rank.ADMIN, administration.reset),
    ("POST", "", "/webhook-target", Rank.ADMIN, administration.set_webhook_target),
)
_ROUTES = tuple((method, system, template_pattern(template), rank, handler) for method, system, template, rank, handler in _TABLE)


@dataclass(frozen=True)
class Desk:
    """Who serves a call, once it is known that the caller may ask."""

    handler: Handler
    names: Mapping[str, str]

    def serve(self, company: Company, call: Call) -> Reply:
        with company.documents.together():
            return self.handler(company, replace(call, names=self.names))


def find_desk(company: Company, call: Call) -> Desk:
    """Raises RefusedError: 404, 405, or what the token lacks."""
    on_path = [
        (method, rank, handler, found.groupdict())
        for method, system, pattern, rank, handler in _ROUTES
        if system == call.system and (found := pattern.fullmatch(call.path))
    ]
    for method, rank, handler, names in on_path:
        if method == call.method:
            company.tokens.require(call, rank)
            return Desk(handler, names)
    company.tokens.require(call, Rank.READ)
    if on_path:
        raise RefusedError(405, "method_not_allowed", "this path has other methods")
    raise RefusedError(404, "not_found", "no such path")

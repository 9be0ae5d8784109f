from datetime import timedelta

from tests.builders import NOW, make_action, make_customer, make_order, make_sheet

from countersign.model.facts import ContactHistory, FactSource, Passage
from countersign.model.plan import Citation
from countersign.sdk.contract import Effect
from countersign.viewing.evidence import evidence

READ = FactSource(connector="payments", read="order.list", observed_at=NOW - timedelta(minutes=2), found=True)


def about(sheet, action=None):
    return {found["about"]: found for found in evidence(sheet, action or make_action())["found"]}


def values(found):
    return {fact["name"]: fact["value"] for fact in found["facts"]}


def test_a_fact_has_its_source_and_the_time_it_was_read():
    order = about(make_sheet(sources=(READ,)))["Order ORD-1001"]
    assert (order["source"], order["observed_at"]) == ("payments, order.list", "2026-11-18T11:58:00Z")
    assert values(order)["Still refundable"] == "10,000.00 EUR"


def test_only_the_orders_that_the_action_is_about_are_shown():
    sheet = make_sheet(orders=(make_order(), make_order(order_id="ORD-2000")))
    assert [name for name in about(sheet) if name.startswith("Order")] == ["Order ORD-1001"]


def test_neither_address_nor_number_of_the_customer_is_shown():
    """I12."""
    shown = str(evidence(make_sheet(), make_action()))
    assert make_customer().email not in shown
    assert make_customer().phone not in shown


def test_what_makes_a_customer_one_to_be_careful_with_is_said():
    careful = make_sheet(customer=make_customer(vulnerable=True, legal_hold=True, possible_duplicates=2))
    shown = values(about(careful)["Customer CUST-0001"])
    assert (shown["Be careful"], shown["Possible duplicates"]) == ("vulnerable, legal hold", "2")


def test_a_reply_shows_the_passage_it_rests_on_and_what_the_customer_was_told_before():
    passage = Passage(article_id="ART-1", version=2, title="Returns", text="Thirty days.", approved=True, approved_at=NOW, valid_until=None)
    other = passage.model_copy(update={"article_id": "ART-2"})
    contacts = ContactHistory(customer_id="CUST-0001", contacts_24h=1, last_contact_at=NOW)
    action = make_action(effect=Effect.CUSTOMER_CONTACT, citations=(Citation(article_id="ART-1", version=2, title="Returns"),))
    shown = about(make_sheet(passages=(passage, other), contacts=contacts), action)
    assert shown["Article ART-1, version 2: Returns"]["text"] == "Thirty days."
    assert values(shown["Contacts with the customer"])["In the last 24 hours"] == "1"
    assert not any("ART-2" in name for name in shown)


def test_what_is_not_known_is_said():
    shown = evidence(make_sheet(customer=None, gaps=("customer",), quality_bp=4_250, quality_findings=("stale",)), make_action())
    assert (shown["unknown"], shown["quality"], shown["findings"]) == (["customer"], "42.50 %", ["stale"])

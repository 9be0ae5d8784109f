from countersign.sdk.conformance import ReadExample, Subject, WriteExample
from countersign_sandbox_payments.connector import SandboxPayments
from countersign_sandbox_payments.fake import PaymentsFake


def subject() -> Subject:
    """What the conformance kit needs to know."""
    refund = {"order_id": "ORD-1001", "customer_id": "CUST-0001", "amount_minor": 500, "currency": "EUR", "reason": "arrived cracked"}
    reversal = {"refund_id": "RF-0999", "order_id": "ORD-1003", "customer_id": "CUST-0001", "amount_minor": 700, "currency": "EUR"}
    return Subject(
        distribution="countersign-sandbox-payments",
        package="countersign_sandbox_payments",
        connector=SandboxPayments,
        fake=PaymentsFake,
        writes={
            "refund.issue": WriteExample(refund, refused=({"amount_minor": 2001}, {"currency": "USD"}, {"order_id": "ORD-9999"})),
            "refund.reverse": WriteExample(reversal, refused=({"amount_minor": 1}, {"refund_id": "RF-9998"})),
        },
        reads={
            "order.read": ReadExample({"order_id": "ORD-1001"}, missing={"order_id": "ORD-9999"}),
            "order.list": ReadExample({"customer_id": "CUST-0001"}, missing={"customer_id": "CUST-9999"}),
        },
    )

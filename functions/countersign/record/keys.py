"""Where every row lies. The tenant comes first in each partition, so no key of one tenant can reach another's rows (I13)."""

from datetime import datetime

from countersign.ports import Key, Table

SHADOW = "SHADOW#"


def case_partition(tenant: str, case_id: str) -> str:
    return f"{tenant}|case|{case_id}"


def case_row(tenant: str, case_id: str, sort: str) -> Key:
    return Key(Table.STATE, case_partition(tenant, case_id), sort)


def case(tenant: str, case_id: str) -> Key:
    return case_row(tenant, case_id, "CASE")


def assessment(tenant: str, case_id: str) -> Key:
    return case_row(tenant, case_id, "TRIAGE")


def fact_sheet(tenant: str, case_id: str) -> Key:
    return case_row(tenant, case_id, "FACTS")


def plan(tenant: str, case_id: str) -> Key:
    return case_row(tenant, case_id, "PLAN")


def action(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"ACTION#{digest}")


def decision(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"DECISION#{digest}")


def shadow(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"{SHADOW}{digest}")


def attempt(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"ATTEMPT#{digest}")


def escalation(tenant: str, case_id: str, subject: str) -> Key:
    return case_row(tenant, case_id, f"ESCALATION#{subject}")


def approval_of(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"APPROVAL#{digest}")


def settlement(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"SETTLEMENT#{digest}")


def outcome(tenant: str, case_id: str) -> Key:
    return case_row(tenant, case_id, "OUTCOME")


def dedupe(tenant: str, source: str, event_id: str) -> Key:
    return Key(Table.STATE, f"{tenant}|dedupe|{source}", event_id)


def approval_partition(tenant: str, approval_id: str) -> str:
    return f"{tenant}|approval|{approval_id}"


def approval(tenant: str, approval_id: str) -> Key:
    return Key(Table.STATE, approval_partition(tenant, approval_id), "APPROVAL")


def vote(tenant: str, approval_id: str, voter: str) -> Key:
    return Key(Table.STATE, approval_partition(tenant, approval_id), f"VOTE#{voter}")


def inbox(tenant: str) -> str:
    """Partition of an index: one row an open approval."""
    return f"{tenant}|inbox"


def inbox_entry(tenant: str, approval_id: str) -> Key:
    return Key(Table.STATE, inbox(tenant), approval_id)


def exceptions(tenant: str) -> str:
    """Partition of an index: one row an open escalation."""
    return f"{tenant}|exceptions"


def exception_entry(tenant: str, case_id: str, subject: str) -> Key:
    return Key(Table.STATE, exceptions(tenant), f"{case_id}#{subject}")


def case_day(tenant: str, moment: datetime) -> str:
    """Partition of an index: the cases received on one day (UTC)."""
    return f"{tenant}|cases|{moment:%Y-%m-%d}"


def effect_day(tenant: str, moment: datetime) -> str:
    """Partition of an index: the effects first attempted on one day (UTC)."""
    return f"{tenant}|effects|{moment:%Y-%m-%d}"


def effect_entry(tenant: str, moment: datetime, case_id: str, digest: str) -> Key:
    return Key(Table.STATE, effect_day(tenant, moment), f"{case_id}#{digest}")


def session(tenant: str, token_digest: str) -> Key:
    """Who a browser is signed in as."""
    return Key(Table.STATE, f"{tenant}|session|{token_digest}", "SESSION")


def control(tenant: str, sort: str) -> Key:
    return Key(Table.STATE, f"{tenant}|control", sort)


def seal_head(tenant: str) -> Key:
    """Where the log of seals stands."""
    return Key(Table.STATE, f"{tenant}|seal", "HEAD")


def bundle_pointer(tenant: str) -> Key:
    return control(tenant, "bundle")


def switch(tenant: str, kind: str, name: str) -> Key:
    return control(tenant, f"SWITCH#{kind}#{name}")


def warrant(tenant: str, case_id: str, digest: str) -> Key:
    return Key(Table.WARRANT, case_partition(tenant, case_id), f"WARRANT#{digest}")


def burned_grant(tenant: str, approval_id: str, voter: str) -> Key:
    return Key(Table.WARRANT, approval_partition(tenant, approval_id), f"GRANT#{voter}")


def customer_ledger(tenant: str, customer_id: str) -> Key:
    return Key(Table.WARRANT, f"{tenant}|customer|{customer_id}", "LEDGER")


def audit(tenant: str, case_id: str, sequence: int) -> Key:
    return Key(Table.AUDIT, case_partition(tenant, case_id), f"{sequence:010d}")

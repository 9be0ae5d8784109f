"""Where every row lies. The tenant comes first in each partition, so no key of one tenant can reach another's rows (I13)."""

from datetime import UTC, datetime

from countersign.ports import Key, Table

CASE = "CASE"
SHADOW = "SHADOW#"
SWITCH = "SWITCH#"
HASTE = "HASTE"
DELEGATION = "DELEGATION#"
OWED = "OWED#"
DEAD = "DEAD#"
HELD = "HELD#"


def case_partition(tenant: str, case_id: str) -> str:
    return f"{tenant}|case|{case_id}"


def case_row(tenant: str, case_id: str, sort: str) -> Key:
    return Key(Table.STATE, case_partition(tenant, case_id), sort)


def case(tenant: str, case_id: str) -> Key:
    return case_row(tenant, case_id, CASE)


def salt(tenant: str, case_id: str) -> Key:
    """The secret in what the record commits to of this case."""
    return case_row(tenant, case_id, "SALT")


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


def grounds(tenant: str, case_id: str, commitment: str) -> Key:
    """The facts that a decision on the record commits to."""
    return case_row(tenant, case_id, f"GROUNDS#{commitment}")


def shadow(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"{SHADOW}{digest}")


def undo(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"UNDO#{digest}")


def edit(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"EDIT#{digest}")


def withheld(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"WITHHELD#{digest}")


def attempt(tenant: str, case_id: str, digest: str) -> Key:
    return case_row(tenant, case_id, f"ATTEMPT#{digest}")


def escalation(tenant: str, case_id: str, subject: str) -> Key:
    return case_row(tenant, case_id, f"ESCALATION#{subject}")


def handling(tenant: str, case_id: str, subject: str) -> Key:
    return case_row(tenant, case_id, f"HANDLING#{subject}")


def comments(subject: str) -> str:
    """Under what the comments on one escalation are sorted, in their order."""
    return f"COMMENT#{subject}#"


def comment(tenant: str, case_id: str, subject: str, number: int) -> Key:
    return case_row(tenant, case_id, f"{comments(subject)}{number:06d}")


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
    """Partition of an index: one row an open approval, the most urgent first."""
    return f"{tenant}|inbox"


def inbox_entry(tenant: str, expires_at: datetime, approval_id: str) -> Key:
    return Key(Table.STATE, inbox(tenant), by_time(expires_at, approval_id))


def by_time(moment: datetime, name: str) -> str:
    """A sort key in the order of time: moments in UTC, to the microsecond, so that they are all of one width."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}#{name}"


def delegations(tenant: str) -> str:
    """Partition of who stands in for whom, and of who is away."""
    return f"{tenant}|delegations"


def delegations_to(delegate: str) -> str:
    """Under what the delegations to one person are sorted."""
    return f"{DELEGATION}{delegate}#"


def delegation(tenant: str, delegate: str, delegation_id: str) -> Key:
    return Key(Table.STATE, delegations(tenant), f"{delegations_to(delegate)}{delegation_id}")


def absence(tenant: str, subject: str) -> Key:
    return Key(Table.STATE, delegations(tenant), f"ABSENCE#{subject}")


def shown(tenant: str, approval_id: str, subject: str) -> Key:
    """When somebody first opened a question; apart from the approval's own rows, which whoever shows pages may not write."""
    return Key(Table.STATE, f"{tenant}|shown|{approval_id}", f"SHOWN#{subject}")


def answers_of_day(tenant: str, moment: datetime) -> str:
    """Partition of an index: people's answers of one day (UTC)."""
    return f"{tenant}|answers|{moment:%Y-%m-%d}"


def answer_of_day(tenant: str, moment: datetime, approval_id: str, subject: str) -> Key:
    return Key(Table.STATE, answers_of_day(tenant, moment), by_time(moment, f"{approval_id}#{subject}"))


def answers_of_person(tenant: str, subject: str) -> str:
    """Partition of an index: one person's answers."""
    return f"{tenant}|answers-of|{subject}"


def answer_of_person(tenant: str, subject: str, moment: datetime, approval_id: str) -> Key:
    return Key(Table.STATE, answers_of_person(tenant, subject), by_time(moment, approval_id))


def haste(tenant: str, subject: str, approval_id: str) -> Key:
    """An answer that came very soon, until the sweep has looked at it."""
    return Key(Table.STATE, f"{tenant}|haste|{subject}", f"{HASTE}#{approval_id}")


def drills(tenant: str) -> str:
    """Partition of the checks that were planted."""
    return f"{tenant}|drills"


def drill(tenant: str, approval_id: str) -> Key:
    return Key(Table.STATE, drills(tenant), approval_id)


def exceptions(tenant: str) -> str:
    """Partition of an index: one row an open escalation."""
    return f"{tenant}|exceptions"


def exception_entry(tenant: str, case_id: str, subject: str) -> Key:
    return Key(Table.STATE, exceptions(tenant), f"{case_id}#{subject}")


def assigned(tenant: str) -> str:
    """Partition of an index: one row an open escalation that somebody has taken."""
    return f"{tenant}|assigned"


def assigned_entry(tenant: str, case_id: str, subject: str) -> Key:
    return Key(Table.STATE, assigned(tenant), f"{case_id}#{subject}")


def settled_day(tenant: str, moment: datetime) -> str:
    """Partition of an index: the escalations settled on one day (UTC)."""
    return f"{tenant}|settled|{moment:%Y-%m-%d}"


def settled_entry(tenant: str, moment: datetime, case_id: str, subject: str) -> Key:
    return Key(Table.STATE, settled_day(tenant, moment), by_time(moment, f"{case_id}#{subject}"))


def notices(tenant: str) -> str:
    """Partition of what people are told, and of two indexes of it: what is not sent yet, and what never will be."""
    return f"{tenant}|notices"


def notice(tenant: str, notification_id: str) -> Key:
    return Key(Table.STATE, notices(tenant), f"NOTICE#{notification_id}")


def owed_notice(tenant: str, notification_id: str) -> Key:
    return Key(Table.STATE, notices(tenant), f"{OWED}{notification_id}")


def held_notices(subject: str, notifier: str) -> str:
    """Under what the notices that wait for a quieter hour are sorted."""
    return f"{HELD}{subject}#{notifier}#"


def held_notice(tenant: str, subject: str, notifier: str, notification_id: str) -> Key:
    return Key(Table.STATE, notices(tenant), f"{held_notices(subject, notifier)}{notification_id}")


def spent_notices(tenant: str, subject: str, hour: str) -> Key:
    """How many notices somebody had in one hour."""
    return Key(Table.STATE, notices(tenant), f"SPENT#{subject}#{hour}")


def dead_notice(tenant: str, happened_at: datetime, notification_id: str) -> Key:
    return Key(Table.STATE, notices(tenant), f"{DEAD}{by_time(happened_at, notification_id)}")


def link(tenant: str, secret_digest: str) -> Key:
    """A link that was sent to one person, by the digest of its secret."""
    return Key(Table.STATE, f"{tenant}|link|{secret_digest}", "LINK")


def case_day(tenant: str, moment: datetime) -> str:
    """Partition of an index: the cases received on one day (UTC)."""
    return f"{tenant}|cases|{moment:%Y-%m-%d}"


def effect_day(tenant: str, moment: datetime) -> str:
    """Partition of an index: the effects first attempted on one day (UTC)."""
    return f"{tenant}|effects|{moment:%Y-%m-%d}"


def effect_entry(tenant: str, moment: datetime, case_id: str, digest: str) -> Key:
    return Key(Table.STATE, effect_day(tenant, moment), f"{case_id}#{digest}")


def controls(tenant: str) -> str:
    return f"{tenant}|control"


def session(tenant: str, token_digest: str) -> Key:
    """Who a browser is signed in as."""
    return Key(Table.STATE, f"{tenant}|session|{token_digest}", "SESSION")


def control(tenant: str, sort: str) -> Key:
    return Key(Table.STATE, controls(tenant), sort)


def seal_head(tenant: str) -> Key:
    """Where the log of seals stands."""
    return Key(Table.STATE, f"{tenant}|seal", "HEAD")


def bundle_pointer(tenant: str) -> Key:
    return control(tenant, "bundle")


def bundle_summary(tenant: str) -> Key:
    """What people are shown of the bundle that the pointer names."""
    return control(tenant, "bundle-summary")


def backtest(tenant: str) -> Key:
    """The latest report on what other policies would have decided."""
    return control(tenant, "backtest")


def switch(tenant: str, kind: str, name: str) -> Key:
    return control(tenant, f"{SWITCH}{kind}#{name}")


def warrant(tenant: str, case_id: str, digest: str) -> Key:
    return Key(Table.WARRANT, case_partition(tenant, case_id), f"WARRANT#{digest}")


def burned_grant(tenant: str, approval_id: str, voter: str) -> Key:
    return Key(Table.WARRANT, approval_partition(tenant, approval_id), f"GRANT#{voter}")


def customer_ledger(tenant: str, customer_id: str) -> Key:
    return Key(Table.WARRANT, f"{tenant}|customer|{customer_id}", "LEDGER")


def data_key(tenant: str, key_id: str) -> Key:
    """One customer's wrapped key: of all rows the only one that makes their data readable."""
    return Key(Table.PRIVACY, f"{tenant}|key|{key_id}", "KEY")


def subject(tenant: str, customer_id: str) -> Key:
    return Key(Table.PRIVACY, f"{tenant}|subject|{customer_id}", "SUBJECT")


def erasures(tenant: str) -> str:
    """Partition of those erasures that were asked for, by key."""
    return f"{tenant}|erasures"


def erasure(tenant: str, key_id: str) -> Key:
    return Key(Table.STATE, erasures(tenant), key_id)


def audit(tenant: str, case_id: str, sequence: int) -> Key:
    return Key(Table.AUDIT, case_partition(tenant, case_id), f"{sequence:010d}")

"""What a reader of the document has to know before the first call."""

ABOUT = """\
Countersign lets an automated agent resolve what customers ask for, and asks people before anything sensitive is done. This API is how
people and their tools look at cases, answer questions, settle what nobody knows of, and stop work at once. The `countersign` command
and the console use the same functions.

**Who you are** is the ID token's word alone: tenant, groups and name come from it. Nothing in a header, query or body changes the
tenant, and what another tenant has is answered as what nobody has: 404.

**Lists come in pages.** Give `limit` (1 to 200, default 50), and read on with `cursor` as long as `next_cursor` is not null. A cursor is
opaque and good for its own list only. A page may hold fewer entries than asked for and still not be the last.

**Problems** are `application/problem+json` (RFC 9457). 409 means that the world has moved since you looked: `state` says where it stands
now; look again before you answer. 503 and 429 may be tried again, 400 and 422 may not.

**Repeating a call is safe.** No call here does anything at an outside system by itself, and an answer that is given twice counts once.

**Times** are RFC 3339 in UTC. **Money** is integers in minor units (cents) with an ISO 4217 currency. **Digests** are SHA-256 in
hexadecimal over canonical JSON (sorted keys, NFC, integers only).
"""

TAGS = {
    "Approvals": "Questions about exactly one action each, and people's answers.",
    "Cases": "What came in, what was decided and done, and the record of it.",
    "Exceptions": "What lies with people: take it, note on it, resolve it.",
    "Effects": "What was sent and never answered: people find out what became of it.",
    "Switches": "Stop a tenant, connector, action or intent. One person stops, two let it go on.",
    "Delegations": "Who stands in for whom, and who is away.",
    "Overview": "How the hub is doing, and which policies are in force.",
    "Drills": "Known-bad questions that keep eyes open.",
    "Privacy": "What is held about a customer, and its erasure.",
    "Description": "What this API is.",
    "Webhooks": "How outside systems tell the hub what happened.",
}

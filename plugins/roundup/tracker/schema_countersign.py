# What the hub needs of a tracker made from the classic template. Append it to the tracker's schema.py.
# ruff: noqa: F821  names of schema.py, whose end this is

# A reply is mailed to the nosy list as any message of an issue is; a note belongs to no issue's messages, so it is not.
msg.addprop(replies_to=Link("issue"), notes_on=Link("issue"))
# The last hand-over or tagging by the hub: its key, what the team was told, and what was so before.
issue.addprop(hub_key=String(), handed_over=String(), team_before=String(), tags_before=String())

db.security.addRole(name="Customer", description="Sees own issues, and nothing that colleagues write to each other")


def own_issue(db, userid, itemid):
    return db.issue.get(itemid, "creator") == userid


def own_message(db, userid, itemid):
    return db.msg.get(itemid, "notes_on") is None and any(own_issue(db, userid, found) for found in db.issue.find(messages=itemid))


shown = ("id", "title", "messages", "files", "status", "keyword", "nosy", "creator", "creation", "activity")
for name, may in (
    ("View", {"klass": "issue", "check": own_issue, "properties": shown}),
    ("View", {"klass": "msg", "check": own_message}),
    ("Create", {"klass": "issue", "properties": ("title", "messages", "nosy")}),
    ("Create", {"klass": "msg", "properties": ("content", "summary", "author", "date", "messageid", "inreplyto")}),
):
    db.security.addPermissionToRole("Customer", db.security.addPermission(name=name, **may))
for access in ("Web Access", "Email Access", "Rest Access"):
    db.security.addPermissionToRole("Customer", access)

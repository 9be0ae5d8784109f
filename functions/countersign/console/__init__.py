"""The web console: pages rendered by us, that work without JavaScript.

How to add a page:

1. Write a function in a module of `console/pages/` and name the module in `console/pages/__init__.py`:

       @page("/console/cases/<case_id>")
       def case(visit: Visit, case_id: str) -> Page:
           return Page("case.html", f"Case {case_id}", {"story": case_story(visit.hub.store, visit.person.tenant, case_id)})

   Who comes without a session is sent to sign in first. `visit` has the person, the tables (`visit.hub.store`), the time (`visit.now`)
   and the query; a RequestRefusedError becomes a calm page with its status.

2. Write `console/templates/case.html`, which begins with `{% extends "layout.html" %}` and fills `{% block main %}`. Its values and
   `title`, `root`, `person`, `csrf`, `now` are there; a name that is not there is an error. Every address begins with `{{ root }}`, because
   nobody knows under which prefix the API is reached. Texts are escaped and show hidden characters without anything being done for it;
   `|lines` keeps their line breaks. `|money`, `|moment`, `|digest` are for sums, times and digests.

3. What changes something is a form:

       @form("/console/switches/<kind>/<name>/throw")
       def throw_switch(visit: Visit, fields: Mapping[str, str], kind: str, name: str) -> See:
           throw(visit.hub.store, visit.person, kind, name, fields["reason"], now=visit.now)
           return See("console/switches", "The switch is thrown.")

   The form in the template carries `{{ csrf_field }}`; a form without it, or from elsewhere, never reaches the function.

No inline style or script: the Content-Security-Policy forbids them. Styles are in `static/console.css`, keys in `static/console.js`:
a list whose rows are `data-row` is walked with j and k.
"""

"""Forms as they stand in a page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "input" and self.forms and given.get("type") == "hidden":
            self.forms[-1].fields[given["name"]] = given["value"]


def form_of(page: str, ending: str) -> Form:
    """The form whose action ends so, with what it sends by itself; raises LookupError when the page has none."""
    parser = _Forms()
    parser.feed(page)
    for form in parser.forms:
        if form.action.endswith(ending):
            return form
    raise LookupError(f"no form for {ending}")

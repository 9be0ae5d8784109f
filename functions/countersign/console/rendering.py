"""Templates to HTML: everything escaped, nothing hidden, nothing missing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from countersign.console.static_files import hashed_name
from countersign.model.plan import Money
from countersign.viewing import wording
from countersign.viewing.escaping import escaped, escaped_lines

DIGEST_SHOWN = 12


def render(template: str, values: Mapping[str, Any]) -> str:
    """Raises UndefinedError for a name that is not among the values."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_nothing_hidden,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "lines": _lines,
        "money": _money,
        "moment": _moment,
        "ago": _ago,
        "digest": _digest,
        "past": _past,
        "duration": _duration,
    }
    environment.globals |= {"static": hashed_name, "people": wording.people}
    return environment


def _nothing_hidden(value: object) -> object:
    """Applied to whatever a template puts out."""
    return escaped(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _lines(text: str) -> Markup:
    """A text of several lines, for an element that keeps line breaks."""
    return Markup("\n").join(escaped_lines(text))


def _money(money: Money | Mapping[str, Any]) -> str:
    return wording.amount(money if isinstance(money, Money) else Money.from_json(money))


@pass_context
def _moment(context: Context, moment: datetime | str) -> Markup:
    """`21 Nov 2026, 20:10 UTC` and how far that is from now."""
    when = _parsed(moment)
    return Markup('<time datetime="{}">{} UTC</time> <span class="quiet">({})</span>').format(
        when.isoformat(), f"{when:%-d %b %Y, %H:%M}", wording.distance(when, context["now"])
    )


@pass_context
def _ago(context: Context, moment: datetime | str) -> Markup:
    """How far a moment is from now, the moment itself on hovering."""
    when = _parsed(moment)
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        when.isoformat(), f"{when:%-d %b %Y, %H:%M}", wording.distance(when, context["now"])
    )


def _duration(seconds: int) -> str:
    return wording.lasting(timedelta(seconds=seconds))


@pass_context
def _past(context: Context, moment: datetime | str) -> bool:
    """Whether it lies behind us."""
    now: datetime = context["now"]
    return _parsed(moment) <= now


def _digest(digest: str) -> Markup:
    """Its beginning; the whole of it on hovering."""
    return Markup('<code class="digest" title="{}">{}</code>').format(escaped(digest), escaped(digest[:DIGEST_SHOWN]))


def _parsed(moment: datetime | str) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)

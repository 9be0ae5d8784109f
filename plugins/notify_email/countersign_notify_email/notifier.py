from html import escape

from countersign.sdk import Response
from countersign.sdk.deliveries import mailed
from countersign.sdk.notifiers import NOTIFIER_CONTRACT_VERSION, Delivery, Mail, Notice, NotifierManifest

_FOOT = "This mail was sent by Countersign. Answering it reaches nobody; only the page counts."
MANIFEST = NotifierManifest(
    name="notify_email",
    version="0.1.0",
    contract=NOTIFIER_CONTRACT_VERSION,
    title="E-mail",
    audience="person",
    carrier="mail",
)


class NotifyEmail:
    manifest = MANIFEST

    def prepare(self, notice: Notice) -> Mail:
        """Plain text and the same as HTML, without pictures: a mail client has nothing to fetch."""
        if notice.person is None:
            raise ValueError("a mail is for one person")
        return Mail(to=notice.person.email, subject=notice.headline, text=_text(notice), html=_html(notice))

    def interpret(self, response: Response) -> Delivery:
        return mailed(response)


def _text(notice: Notice) -> str:
    details = [f"{detail.title}: {detail.value}" for detail in notice.details]
    link = [f"{notice.link.title}:", notice.link.address, ""] if notice.link else []
    return "\n".join([notice.headline, "", *details, "", *link, _FOOT, ""])


def _html(notice: Notice) -> str:
    rows = "".join(f"<tr><th align='left'>{escape(detail.title)}</th><td>{escape(detail.value)}</td></tr>" for detail in notice.details)
    headline = escape(notice.headline)
    link = f'<p><a href="{escape(notice.link.address)}">{escape(notice.link.title)}</a></p>' if notice.link else ""
    head = f"<head><meta charset='utf-8'><title>{headline}</title></head>"
    body = f"<body><h1>{headline}</h1><table cellpadding='4'>{rows}</table>{link}<p>{escape(_FOOT)}</p></body>"
    return f"<!doctype html><html lang='en'>{head}{body}</html>"

import pytest
from countersign_mediawiki.plain_text import plain_text


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("We '''open''' at ''nine''.", "We open at nine."),
        ("== Hours ==\nFrom 9.", "Hours\nFrom 9."),
        ("On [[Saturday|Saturdays]] and [[Sunday]].", "On Saturdays and Sunday."),
        ("See [https://x.example our page], [https://y.example].", "See our page (https://x.example), https://y.example."),
        ("* one\n## two", "- one\n- two"),
        ("a<br/>b<!-- not\nthis -->", "a\nb"),
        ("Text.\n[[Category:Info]]\n[[File:Shop.jpg|thumb|The shop]]", "Text."),
        ("a\n\n\n\nb &amp; c &lt;d&gt;", "a\n\nb & c <d>"),
    ],
)
def test_markup_goes_and_the_text_stays(wikitext: str, text: str) -> None:
    assert plain_text(wikitext) == (text, True)


@pytest.mark.parametrize(
    "wikitext", ["From {{hours}}.", "{| class='x'\n| 9\n|}", "See <ref>this</ref>.", "[[a|[[b]]", "__TOC__ Text", "<table>"]
)
def test_what_shows_more_than_its_text_is_not_whole(wikitext: str) -> None:
    assert not plain_text(wikitext)[1]

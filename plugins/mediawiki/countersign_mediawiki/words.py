"""Which words of a customer's text a wiki is asked for."""

import re

# A hub's read has five seconds, and ten requests, for all of them.
MOST = 4
_WORD = re.compile(r"\w{2,60}")
# What stands in any letter, in the languages that triage reads.
_COMMON = """
about also am and any are because been before but can could dear did does for from good had has have hello how however just kind
like many much need not now only our out please regards some thank thanks that the their them then there these they this want
was were what when where which who will with would you your
aber alle als auch auf aus bei bin bitte dank danke das dass dem den der des die diese diesen dieser dieses doch ein eine einem einen
einer eines gerne geehrte guten haben hallo hat ich ihr ihre ihren ihrer ist kann kein keine konnte man meine meinem meinen meiner mit
nach nicht noch nur oder schon sehr sein sich sie sind soll über und uns von vor warum was wann wenn werden wie wir wird
wurde zum zur
"""
_TELL_NOTHING = frozenset(_COMMON.split())


def telling_words(text: str) -> list[str]:
    """The longest ones, each once: letters and digits only, so that none is an operator of the search."""
    words = dict.fromkeys(word.lower() for word in _WORD.findall(text))
    return sorted((word for word in words if word not in _TELL_NOTHING), key=len, reverse=True)[:MOST]

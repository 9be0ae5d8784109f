"""A cheap guess of the language, so that a text lands with a person who reads it."""

from countersign.triage.features import single_words

# Frequent words that the customers' other languages do not spell the same way.
_ENGLISH = frozenset(
    single_words(
        "the and you your my for with this that have has are what when where how can could would please order to of it not be "
        "hi hello thanks thank want need get got from does do will if but on at our they there any back"
    )
)
_OTHER = frozenset(
    single_words(
        "ich und der das nicht ist ein eine mit bitte wann habe le les une est pas vous votre bonjour je pour avec quand het een niet "
        "van mijn wat hoe kan graag el los una por que mi con hola cuando il che non per sono"
    )
)
_FEW_WORDS = 3


def language(text: str) -> str:
    """`en` or `other`. A text of a word or three counts as English unless it shows another language."""
    words = single_words(text)
    english, other = (sum(word in known for word in words) for known in (_ENGLISH, _OTHER))
    if len(words) <= _FEW_WORDS:
        return "other" if other > english else "en"
    return "en" if english > other else "other"

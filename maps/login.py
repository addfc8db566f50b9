"""The page on which people sign in."""

from maps.panorama import PAGES, Imprint
from maps.words import CATALOGUE, Language, pick


def render(*, language: Language, next_path: str, imprint: Imprint) -> str:
    """The page; it goes on to `next_path`, a path of this service, once somebody is signed in."""
    return PAGES.get_template("login.html").render(
        language=language,
        other=Language.EN if language is Language.ZH else Language.ZH,
        words={key: pick(word, language) for key, word in CATALOGUE.items()},
        next=next_path,
        imprint=imprint,
    )

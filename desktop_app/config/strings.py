"""Screen and console language: one gettext catalogue, Chinese message ids, English as the second language."""

from __future__ import annotations

import gettext
import os

from desktop_app.config import resources

DOMAIN = "elder_visits"
LANGUAGES = ("zh_CN", "en")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "zh_CN"


def use_language(language: str) -> None:
    """Switch to ``zh_CN`` (the message ids themselves) or ``en``; anything else means Chinese."""
    global _catalogue, _language  # noqa: PLW0603 - one process speaks one language at a time
    if language == "en":
        folder = resources.path("translations")
        _catalogue = gettext.translation(DOMAIN, localedir=folder, languages=["en"], fallback=True)
        _language = "en"
    else:
        _catalogue = gettext.NullTranslations()
        _language = "zh_CN"


def current_language() -> str:
    """Return the language in use."""
    return _language


def language_from_environment() -> str:
    """Return the language asked for by ``ELDER_VISITS_LANG``; Chinese otherwise."""
    return "en" if os.environ.get("ELDER_VISITS_LANG", "").startswith("en") else "zh_CN"


def _(message: str) -> str:
    """Translate a Chinese message id."""
    return _catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Translate with number; Chinese ids are usually alike for one and many."""
    return _catalogue.ngettext(one, many, count)

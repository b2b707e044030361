"""The one place that loads spaCy: sentences and parses of English prose."""

from geo.language.detection import (
    ENGLISH,
    UNDETERMINED,
    detect_language,
    function_words,
    name_language,
)
from geo.language.parsing import Language, Parse

__all__ = [
    "ENGLISH",
    "UNDETERMINED",
    "Language",
    "Parse",
    "detect_language",
    "function_words",
    "name_language",
]

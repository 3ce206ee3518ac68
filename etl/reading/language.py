"""Which language a text is in.

py3langid (BSD) knows 97 languages and ships its model. It is asked about the beginning of a text:
enough to be sure, and fast.
"""

import py3langid

_CHARACTERS = 2_000


def language_of(text: str) -> str:
    """ISO 639-1 code of the text's most probable language."""
    return str(py3langid.classify(text[:_CHARACTERS])[0])

"""Cleaning of an article's text, and the hash by which equal texts are found."""

import hashlib
import re
import unicodedata

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u200b]"
)
_PUNCTUATION_RUN = re.compile(r"[^\w\s]{50,}")
_SPACES = re.compile(r"[^\S\n ]+[^\S\n]*| {2,}[^\S\n]*| [^\S\n ][^\S\n]*")
_WORD = re.compile(r"\w+")
_BREAKS = re.compile(r"\s*\n\s*\n\s*")
_EDGES = re.compile(r" ?\n ?")


def clean_text(text: str) -> str:
    """The text in Unicode normal form C, without control characters, spaces folded.

    Runs of punctuation (separator lines) are cut to 50 characters: a tokenizer's time grows with
    their square.

    Line breaks stay (blank lines are folded to one): they end sentences.
    """
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text.replace("\r\n", "\n")))
    text = text.replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _PUNCTUATION_RUN.sub(lambda run: run[0][:50], _SPACES.sub(" ", text))
    return _EDGES.sub("\n", _BREAKS.sub("\n\n", text)).strip()


def clean_line(text: str) -> str:
    """Cleaned text on one line, for titles and names."""
    return " ".join(clean_text(text).split())


def fold_words(text: str) -> list[str]:
    """The text's words, without case and punctuation."""
    return _WORD.findall(text.casefold())


def hash_words(words: list[str]) -> str:
    """128-bit hash of words in their order."""
    return hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()


def content_hash(text: str) -> str:
    """128-bit hash of the text's words, ignoring case, spacing and punctuation."""
    return hash_words(fold_words(text))


def short_hash(*parts: str) -> str:
    """64-bit hash of the parts in their order, as 16 hexadecimal digits."""
    return hashlib.blake2b(
        "\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8
    ).hexdigest()

"""Which names sources give to the fields of an article: the one alias table.

A record's fields are matched by folded name (lower case, letters and digits only), so that
`Published-At` and `published_at` are one. Every field of a record is used, or counted as unknown by
the caller.
"""

import re
from collections.abc import Mapping
from typing import Any

ALIASES: dict[str, tuple[str, ...]] = {
    "external_id": ("id", "doc_id", "article_id", "uuid", "guid", "external_id", "_id", "docno"),
    "title": ("title", "headline", "name", "heading"),
    "text": ("text", "content", "body", "maintext", "article_body", "full_text", "article_text"),
    "summary": ("description", "summary", "abstract", "lead", "snippet", "excerpt"),
    "published": (
        "published_at",
        "published",
        "date",
        "date_publish",
        "published_date",
        "publish_date",
        "publication_date",
        "pub_date",
        "date_published",
        "timestamp",
    ),
    "source": (
        "source",
        "site",
        "source_domain",
        "source_name",
        "publisher",
        "publication",
        "site_name",
        "domain",
        "source_id",
        "outlet",
    ),
    "modified": (
        "modified",
        "updated",
        "updated_at",
        "date_modify",
        "date_modified",
        "modified_at",
        "last_modified",
    ),
    "dateline": ("dateline",),
    "url": ("url", "link", "canonical_url", "source_url", "permalink", "web_url"),
    "authors": ("authors", "author", "byline", "creator", "by"),
}
"""Article attribute → the names it goes by, most telling first."""


_MISSING = ("", "null", "none", "nan", "na", "undefined")


def fold_name(name: str) -> str:
    """The form under which field names are compared."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_ATTRIBUTE_OF = {
    fold_name(alias): (attribute, rank)
    for attribute, aliases in ALIASES.items()
    for rank, alias in enumerate(aliases)
}


def attribute_of(name: str) -> str | None:
    """The article attribute that a field of this name carries; None for an unknown name."""
    known = _ATTRIBUTE_OF.get(fold_name(name))
    return None if known is None else known[0]


def map_fields(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Maps a record's own field names to article attributes.

    Where several fields of a record carry the same attribute, the first non-empty one in the order
    of `ALIASES` is taken. Returns the attributes found and the names of the fields that the alias
    table does not know.
    """
    best: dict[str, tuple[int, Any]] = {}
    unknown = []
    for name, value in record.items():
        known = _ATTRIBUTE_OF.get(fold_name(str(name)))
        if known is None:
            unknown.append(str(name))
            continue
        attribute, rank = known
        if _is_blank(value):
            continue
        if attribute not in best or rank < best[attribute][0]:
            best[attribute] = (rank, value)
    return {attribute: value for attribute, (_, value) in best.items()}, unknown


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        # Exporters write missing values as `{}`, `-`, `null`, `NaN`, `N/A`.
        return fold_name(value) in _MISSING and value.isascii()
    return value is None or value in ([], {}) or value != value  # noqa: PLR0124 (NaN)


def as_text(value: Any) -> str | None:
    """A field's value as one string; None where it is not a scalar.

    An object with a `name` or `title` (as news APIs give for sources) counts as that name.
    """
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("title")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip()


def as_names(value: Any) -> list[str]:
    """A field's value as a list of names; a string is split at commas, semicolons and 'and'."""
    if isinstance(value, str):
        value = re.split(r"[;,|]|\band\b", re.sub(r"^\s*by\s+", "", value, flags=re.IGNORECASE))
    elif not isinstance(value, list | tuple):
        value = [value]
    names = (as_text(item) for item in value)
    return [name for name in names if name]

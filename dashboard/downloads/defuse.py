"""Cells that a spreadsheet cannot mistake for formulas (OWASP, "CSV Injection")."""

import pyarrow as pa
import pyarrow.compute as pc

_FORMULA = r"^[\s\x{FEFF}\x{200B}]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]|^[\t\r]"


def starts_formula(column: pa.Array) -> pa.Array:
    """Whether each text begins with `=`, `+`, `-`, `@` (also wide, or behind blanks), TAB or CR."""
    return pc.match_substring_regex(column, _FORMULA)


def defuse(column: pa.Array) -> pa.Array:
    """Puts an apostrophe before the texts that start a formula."""
    return pc.if_else(starts_formula(column), pc.binary_join_element_wise("'", column, ""), column)


def is_text(kind: pa.DataType) -> bool:
    """Whether values of the type are texts."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def join_lists(column: pa.Array) -> pa.Array:
    """Lists of texts as one text each, joined with `; `; other columns as they are."""
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return pc.binary_join(column.cast(pa.list_(pa.string())), "; ")
    return column


def flatten(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch for CSV: lists joined, text cells defused, other columns as they are."""
    columns = []
    for column in batch.columns:
        flat = join_lists(column)
        columns.append(defuse(flat.cast(pa.string())) if is_text(flat.type) else flat)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)

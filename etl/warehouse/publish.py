"""Publishing staged tables together: all checks first, then the renames."""

from collections.abc import Sequence
from dataclasses import dataclass

from upath import UPath

from etl.contracts import Table
from etl.errors import MotorwireError
from etl.warehouse.checks import CheckResult, check_table
from etl.warehouse.parquet import Row
from etl.warehouse.store import StagedTable

_PREVIEW_ROWS = 5


@dataclass(frozen=True)
class TableReport:
    """What was written of one table: rows, checks, and the first rows to look at."""

    table: Table
    row_count: int
    checks: tuple[CheckResult, ...]
    preview: tuple[Row, ...]


class CheckFailedError(MotorwireError):
    """A blocking check failed; nothing was published and the old tables stay in place."""

    def __init__(self, reports: Sequence[TableReport]) -> None:
        self.reports = tuple(reports)
        failed = [
            f"{report.table.name}.{check.name}: {check.detail}"
            for report in reports
            for check in report.checks
            if check.is_blocking and not check.passed
        ]
        super().__init__("a check failed, nothing was published: " + "; ".join(failed))


def publish_tables(
    staged: Sequence[StagedTable],
    *,
    articles: UPath | None = None,
    more_checks: dict[str, list[CheckResult]] | None = None,
) -> list[TableReport]:
    """Checks all staged tables and, if no blocking check fails, publishes them in their order.

    `articles` is the file that offsets refer to; `more_checks` are results to report beside the
    tables' own, by table name. Raises `CheckFailedError`.
    """
    reports = []
    for one in staged:
        preview = tuple(one.first_rows(_PREVIEW_ROWS))
        one.close()
        checks = [*check_table(one.table, one.path, articles)]
        checks += (more_checks or {}).get(one.table.name, [])
        reports.append(TableReport(one.table, one.row_count, tuple(checks), preview))
    if any(c.is_blocking and not c.passed for report in reports for c in report.checks):
        raise CheckFailedError(reports)
    for one in staged:
        one.publish()
    return reports

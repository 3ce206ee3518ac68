"""From a step's report to what Dagster records: row counts, previews, check results.

Belongs here: translation only. What is checked and counted is decided in `etl.warehouse`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from etl.contracts import TABLES, Table
from etl.warehouse.checks import BLOCKING_CHECKS, CHECK_MEANINGS, WARNING_CHECKS, CheckResult
from etl.warehouse.publish import TableReport

_PREVIEW_CHARACTERS = 160


def asset_spec(
    table: Table, deps: Sequence[str] = (), partitions: dg.PartitionsDefinition[str] | None = None
) -> dg.AssetSpec:
    """The asset that holds `table`, described by its contract."""
    columns = [
        dg.TableColumn(
            name=column.name,
            type=str(column.type),
            description=column.meaning,
            constraints=dg.TableColumnConstraints(nullable=column.nullable),
        )
        for column in table.columns
    ]
    return dg.AssetSpec(
        table.name,
        deps=list(deps),
        description=table.meaning,
        partitions_def=partitions,
        group_name="motorwire",
        kinds={"parquet"},
        metadata={"dagster/column_schema": dg.TableSchema(columns=columns)},
    )


def check_specs(*tables: Table) -> list[dg.AssetCheckSpec]:
    """The checks of the tables, blocking ones marked."""
    return [
        dg.AssetCheckSpec(
            name, asset=table.name, blocking=is_blocking, description=CHECK_MEANINGS[name]
        )
        for table in tables
        for names, is_blocking in (
            (BLOCKING_CHECKS.get(table.name, ()), True),
            (WARNING_CHECKS.get(table.name, ()), False),
        )
        for name in names
    ]


def materialized(
    reports: Sequence[TableReport], metadata: Mapping[str, Mapping[str, Any]] | None = None
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """Materialisations of the tables with row counts, preview and their check results."""
    for report in reports:
        yield dg.MaterializeResult(
            asset_key=report.table.name,
            metadata={
                "dagster/row_count": report.row_count,
                "preview": dg.MetadataValue.md(_preview(report)),
                **((metadata or {}).get(report.table.name, {})),
            },
        )
    yield from check_results(reports)


def check_results(reports: Sequence[TableReport]) -> Iterator[dg.AssetCheckResult]:
    """The check results of the tables; a declared check that did not run counts as failed."""
    for report in reports:
        ran = {check.name: check for check in report.checks}
        name_of_table = report.table.name
        for names, is_blocking in (
            (BLOCKING_CHECKS.get(name_of_table, ()), True),
            (WARNING_CHECKS.get(name_of_table, ()), False),
        ):
            for name in names:
                check = ran.get(name, CheckResult(name, False, "the check did not run"))
                yield dg.AssetCheckResult(
                    asset_key=name_of_table,
                    check_name=name,
                    passed=check.passed,
                    severity=(
                        dg.AssetCheckSeverity.ERROR if is_blocking else dg.AssetCheckSeverity.WARN
                    ),
                    description=check.detail,
                )


def _preview(report: TableReport) -> str:
    """The first rows as a Markdown table; cells are shortened and their Markdown is defused."""
    names = [column.name for column in report.table.columns]
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    for row in report.preview:
        lines.append("| " + " | ".join(_cell(row.get(name)) for name in names) + " |")
    return "\n".join(lines)


def _cell(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    shortened = text[:_PREVIEW_CHARACTERS] + ("…" if len(text) > _PREVIEW_CHARACTERS else "")
    return "`" + shortened.replace("`", "'").replace("|", "¦").replace("\n", " ") + "`"


assert {*BLOCKING_CHECKS, *WARNING_CHECKS} <= {table.name for table in TABLES}

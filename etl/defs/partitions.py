"""The partition of the ETL: one dump."""

import dagster as dg

DUMPS = dg.DynamicPartitionsDefinition(name="dump")

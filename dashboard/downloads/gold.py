"""The checked articles and their events as files to train and test the next model."""

import io
import tempfile
import zipfile
from pathlib import Path

from etl.corrections.gold import export_gold
from etl.settings import DataLayout
from etl.warehouse.store import Warehouse


def make_gold_zip(layout: DataLayout) -> bytes:
    """The checked articles and their events in the gold format, as a zip of two files."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(packed, "w") as archive:
        folder = Path(scratch)
        export_gold(Warehouse(layout.warehouse), folder)
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name, zipfile.ZIP_DEFLATED)
    return packed.getvalue()

"""Opening the model: what is wrong with a folder is said."""

import json
import shutil
from pathlib import Path

import pytest

from etl.errors import ConfigurationError
from etl.nlp.encoder import model as module
from etl.nlp.encoder.manifest import MANIFEST
from etl.nlp.encoder.model import HEADS, load_model, open_model

SHIPPED = Path(module.__file__).with_name("weights")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "model"
    shutil.copytree(SHIPPED, copy)
    return copy


def test_shipped_model_reads_a_window() -> None:
    model = load_model()
    hidden = model.hidden([101, 7592, 102], [0, 1, 0])
    assert hidden.shape[0] == 3
    assert model.manifest["training"]["fingerprint"]


def test_another_folder_is_chosen_by_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "name": "mine/2.0"}))
    monkeypatch.setenv("MOTORWIRE_MODEL", str(folder))
    assert load_model().name == "mine/2.0"


def test_missing_file_is_named(folder: Path) -> None:
    (folder / HEADS).unlink()
    with pytest.raises(ConfigurationError, match=r"lacks heads\.npz; restore"):
        open_model(folder)


@pytest.mark.parametrize("name", ["heads.npz", "encoder.onnx", "tokenizer.json", "manifest.json"])
def test_damaged_file_is_an_error_in_plain_words(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\x00 no such thing")
    with pytest.raises(ConfigurationError, match="cannot be opened; restore"):
        open_model(folder)


def test_pickled_heads_are_not_opened(folder: Path) -> None:
    import numpy as np

    np.savez(folder / HEADS, **{"gate.bias": np.array([{"a": 1}], dtype=object)})
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        open_model(folder)


def test_model_for_other_labels_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["labels"]["event_types"].append("merger_of_planets")
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ConfigurationError, match="other event_types; train it anew"):
        open_model(folder)

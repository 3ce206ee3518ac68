"""What is written of the model in use, beside its weights: read without opening the model itself.

The dashboard tells of the model by this; it has no need of the libraries that run it.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.errors import ConfigurationError

MODEL_VARIABLE = "MOTORWIRE_MODEL"
"""Names the folder of another model than the one that ships."""

MANIFEST = "manifest.json"

_SHIPPED = Path(__file__).with_name("weights")


@dataclass(frozen=True)
class ScoreRange:
    """Held-out pairs whose scores begin with `least` (and span a tenth): their mean score, and the
    share of them that is right."""

    least: float
    mean_score: float
    share_right: float
    pairs: int


@dataclass(frozen=True)
class ModelFacts:
    """`name` stands in every event that the model gives; events have at least the score
    `threshold`. `reliability` is empty for a model that was made without held-out articles."""

    name: str
    threshold: float
    reliability: tuple[ScoreRange, ...]


def model_folder() -> Path:
    """The folder of the model that ships, or the one that `MOTORWIRE_MODEL` names."""
    return Path(os.environ.get(MODEL_VARIABLE) or _SHIPPED)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the file beside the weights says. Raises `OSError` and `ValueError`."""
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def read_model_facts() -> ModelFacts:
    """Name, threshold and calibration of the model in use; raises `ConfigurationError` where the
    file is missing or damaged."""
    folder = model_folder()
    try:
        told = read_manifest(folder)
        ranges = told.get("held_out", {}).get("reliability", [])
        return ModelFacts(
            str(told["name"]),
            float(told["threshold"]),
            tuple(
                ScoreRange(float(least), float(mean), float(right), int(pairs))
                for least, mean, right, pairs in ranges
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"the model in {folder} has no readable {MANIFEST}; restore the files from the project"
        ) from error

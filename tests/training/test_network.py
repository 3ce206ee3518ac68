"""Training itself, where torch is installed: the heads agree, and a tiny network learns."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from etl.contracts import THEMES
from etl.nlp.encoder.layout import ARGUMENT_FLAGS, PAIR_FLAGS
from etl.nlp.encoder.pieces import CASE_FEATURES

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from etl.nlp.training.network import EventNetwork  # noqa: E402

WIDTH = 8
GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "heads.npz"


class Letters(torch.nn.Module):  # type: ignore[misc, name-defined]
    """An encoder that looks at each piece alone."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = torch.nn.Embedding(30_522, WIDTH)
        self.encoder = SimpleNamespace(layer=[])
        self.mix = torch.nn.Linear(WIDTH, WIDTH)

    def forward(self, input_ids: Any, token_type_ids: Any, attention_mask: Any) -> Any:
        return SimpleNamespace(last_hidden_state=self.mix(self.embeddings(input_ids)))


def network() -> Any:
    torch.manual_seed(0)
    made = EventNetwork(Letters(), WIDTH).eval()
    for parameter in made.parameters():
        parameter.data += torch.randn_like(parameter) * 0.1
    return made


def batch() -> dict[str, Any]:
    ones = torch.ones
    return {
        "ids": torch.arange(100, 112)[None],
        "kinds": torch.zeros(1, 12, dtype=torch.long),
        "mask": ones(1, 12, dtype=torch.long),
        "case": torch.rand(1, 12, len(CASE_FEATURES)),
        "sentence_pieces": torch.arange(3, 11)[None],
        "sentence_mask": ones(1, 8, dtype=torch.bool),
        "title_pieces": torch.arange(0, 3)[None],
        "title_mask": ones(1, 3, dtype=torch.bool),
        "name_pieces": torch.tensor([[4, 5], [0, 0]]),
        "name_mask": torch.tensor([[True, True], [False, False]]),
        "pair_sentence": torch.tensor([0, 0]),
        "pair_name": torch.tensor([0, 1]),
        "pair_flags": torch.rand(2, len(PAIR_FLAGS)),
        "stated_sentence": torch.tensor([0]),
        "stated_type": torch.tensor([5]),
        "stated_terms": torch.rand(1, 2 * len(THEMES)),
        "argument_sentence": torch.tensor([0]),
        "argument_type": torch.tensor([5]),
        "argument_pieces": torch.tensor([[7]]),
        "argument_mask": ones(1, 1, dtype=torch.bool),
        "argument_start": torch.tensor([4]),
        "argument_flags": torch.rand(1, len(ARGUMENT_FLAGS)),
    }


def golden() -> dict[str, Any]:
    """Weights, inputs and outputs of the heads, for tests/encoder/test_heads.py."""
    made, given = network(), batch()
    with torch.no_grad():
        heard = made(given)
        hidden = made.encoder(given["ids"], None).last_hidden_state[0]
    state = made.state_dict().items()
    found = {f"weight.{k}": v for k, v in state if not k.startswith("encoder.")} | {
        "in.hidden": hidden,
        "in.case": given["case"][0],
        "in.pair_flags": given["pair_flags"],
        "in.terms": given["stated_terms"][0],
        "in.argument_flags": given["argument_flags"][0],
        "out.types": heard.types[0],
        "out.pairs": heard.pairs,
        "out.status": torch.softmax(heard.statuses[0], -1),
        "out.themes": torch.sigmoid(heard.themes[0]),
        "out.argument": torch.sigmoid(heard.arguments[0]),
        "out.tags": torch.softmax(heard.tags[0], -1),
    }
    return {name: value.numpy() for name, value in found.items()}


def test_stored_answers_are_those_of_the_network() -> None:
    """Where it fails after a change of the network: `python -m tests.training.test_network`."""
    with np.load(GOLDEN, allow_pickle=False) as stored:
        assert sorted(stored.files) == sorted(golden())
        for name, value in golden().items():
            np.testing.assert_allclose(stored[name], value, atol=1e-5, err_msg=name)


def test_a_tiny_network_learns_its_examples() -> None:
    from etl.nlp.encoder.model import load_model
    from etl.nlp.training.batches import collate
    from etl.nlp.training.corpora import written
    from etl.nlp.training.fit import Schedule, fit
    from etl.nlp.training.prepare import Windows, prepare
    from tests.encoder.articles import name_pipeline

    documents = [d for d in written() if d.is_sentence and d.events][:24]
    windows = Windows(prepare(name_pipeline(), documents), load_model().tokenizer, 1)
    made = network()
    notes: list[str] = []
    schedule = Schedule(epochs=12, encoder_rate=0.01, head_rate=0.01, batch_pieces=400)
    fit(made, windows, schedule, note=notes.append)
    items = windows(0)
    made.eval()
    with torch.no_grad():
        given = collate(items)
        heard = made(given)
    right = given["pair_wanted"] > 0.5
    assert float(heard.pairs[right].mean()) > float(heard.pairs[~right].mean()) + 3
    assert len(notes) == 12


if __name__ == "__main__":
    np.savez_compressed(GOLDEN, **golden())

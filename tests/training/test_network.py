"""Training itself, where torch is installed: the heads agree, and a tiny network learns."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from etl.contracts import EVENT_TYPES, THEMES
from etl.nlp.encoder.layout import ARGUMENT_FLAGS, PAIR_FLAGS
from etl.nlp.encoder.pieces import CASE_FEATURES, KINDS

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from etl.nlp.training.network import EventNetwork  # noqa: E402

WIDTH = 8
GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "heads.npz"


class Letters(torch.nn.Module):  # type: ignore[misc, name-defined]
    """An encoder that looks at each piece alone."""

    def __init__(self) -> None:
        super().__init__()
        self.words = torch.nn.Embedding(30_522, WIDTH)
        self.embeddings = torch.nn.Module()
        self.embeddings.token_type_embeddings = torch.nn.Embedding(len(KINDS), WIDTH)
        self.encoder = SimpleNamespace(layer=[])
        self.mix = torch.nn.Linear(WIDTH, WIDTH)

    def forward(self, input_ids: Any, token_type_ids: Any, attention_mask: Any) -> Any:
        return SimpleNamespace(last_hidden_state=self.mix(self.words(input_ids)))


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


def vectors(made: Any, given: dict[str, Any]) -> Any:
    return made.encoder(
        input_ids=given["ids"], token_type_ids=given["kinds"], attention_mask=given["mask"]
    ).last_hidden_state


def golden() -> dict[str, Any]:
    """Weights, inputs and outputs of the heads, for tests/encoder/test_heads.py."""
    made, given = network(), batch()
    with torch.no_grad():
        heard = made(given)
        hidden = vectors(made, given)[0]
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


def bert(inner: int = 64) -> Any:
    transformers = pytest.importorskip("transformers", reason="needs the extra `train`")
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=30_522,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=inner,
        type_vocab_size=len(KINDS),
    )
    return EventNetwork(transformers.BertModel(config, add_pooling_layer=False), 32).eval()


def test_units_that_do_nothing_are_the_ones_that_go() -> None:
    from etl.nlp.training.narrow import set_inner_width, unit_importance

    made = bert()
    idle = torch.arange(64) % 2 == 1
    for layer in made.encoder.encoder.layer:
        layer.output.dense.weight.data[:, idle] = 0.0
    given = batch() | {
        "tags": torch.zeros(1, 12, dtype=torch.long),
        "types": torch.zeros(1, len(EVENT_TYPES)),
        "type_weights": torch.ones(1, len(EVENT_TYPES)),
        "pair_wanted": torch.zeros(2, len(EVENT_TYPES)),
        "pair_weight": torch.ones(2, len(EVENT_TYPES)),
        "stated_status": torch.tensor([0]),
        "stated_themes": torch.zeros(1, len(THEMES)),
        "argument_wanted": torch.tensor([1.0]),
    }
    with torch.no_grad():
        before = vectors(made, given)
    importance = unit_importance(made, [given])
    assert all(not found[idle].any() and found[~idle].all() for found in importance)
    set_inner_width(made, 32, importance)
    with torch.no_grad():
        after = vectors(made, given)
    assert made.encoder.config.intermediate_size == 32
    torch.testing.assert_close(after, before, atol=1e-5, rtol=0)


def test_a_narrow_network_finds_the_vectors_of_the_wide_one_again() -> None:
    from etl.nlp.training.narrow import recover, set_inner_width

    wide, narrow, given = bert(), bert(), batch()
    set_inner_width(narrow, 32, None)
    heads = {n: p.clone() for n, p in narrow.state_dict().items() if not n.startswith("encoder.")}
    notes: list[str] = []
    with torch.no_grad():
        wanted, before = vectors(wide, given), vectors(narrow, given)
    recover(narrow, wide, [given] * 300, notes.append)
    with torch.no_grad():
        after = vectors(narrow, given)
    assert float((after - wanted).square().mean()) < 0.1 * float((before - wanted).square().mean())
    assert len(notes) == 2
    assert all(torch.equal(heads[name], narrow.state_dict()[name]) for name in heads)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_exported_encoder_gives_the_vectors_of_the_network(tmp_path: Path) -> None:
    import onnxruntime

    from etl.nlp.training.export import _write_encoder

    made, given = bert(), batch()
    _write_encoder(made.encoder, tmp_path / "encoder.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "encoder.onnx")
    names = {"input_ids": given["ids"].numpy(), "token_type_ids": given["kinds"].numpy()}
    (found,) = session.run(None, names)
    with torch.no_grad():
        wanted = vectors(made, given).numpy()
    assert found.shape == wanted.shape
    likeness = (found * wanted).sum(-1) / np.linalg.norm(found, axis=-1)
    assert (likeness / np.linalg.norm(wanted, axis=-1) > 0.99).all()


def test_calibrating_again_needs_the_articles_that_were_held_out(tmp_path: Path) -> None:
    from etl.errors import ConfigurationError
    from etl.nlp.training.run import HELD, recalibrate

    with pytest.raises(ConfigurationError, match=HELD):
        recalibrate([], tmp_path, tmp_path)
    (tmp_path / HELD).write_text('["a"]')
    with pytest.raises(ConfigurationError, match="none of the articles"):
        recalibrate([], tmp_path, tmp_path)


if __name__ == "__main__":
    np.savez_compressed(GOLDEN, **golden())

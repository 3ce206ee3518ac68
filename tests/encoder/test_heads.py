"""The heads in numpy say what the network in torch said (see tests/training/test_network.py)."""

from pathlib import Path

import numpy as np

from etl.nlp.encoder.heads import Heads

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "heads.npz"


def test_heads_say_what_the_network_said() -> None:
    with np.load(GOLDEN, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    heads = Heads({k[7:]: v for k, v in arrays.items() if k.startswith("weight.")})
    hidden, start = arrays["in.hidden"], 3
    view = heads.view(hidden[start:11])
    names = np.stack([hidden[4:6].mean(0), np.zeros(hidden.shape[1], np.float32)])
    found = {
        "types": view.types,
        "pairs": heads.pairs(view, list(range(27)), names, arrays["in.pair_flags"]),
        "status": heads.status(view, 5),
        "themes": heads.themes(view, 5, hidden[:3].mean(0), arrays["in.terms"]),
        "argument": heads.argument(view, 5, hidden[7], 4, arrays["in.argument_flags"].tolist()),
        "tags": heads.tags(hidden, arrays["in.case"]),
    }
    for name, value in found.items():
        np.testing.assert_allclose(value, arrays[f"out.{name}"], atol=1e-5, err_msg=name)


def test_some_types_alone_score_as_among_all() -> None:
    with np.load(GOLDEN, allow_pickle=False) as stored:
        heads = Heads({k[7:]: stored[k] for k in stored.files if k.startswith("weight.")})
        hidden, flags = stored["in.hidden"], stored["in.pair_flags"]
    view = heads.view(hidden)
    names = hidden[:2]
    both = heads.pairs(view, list(range(27)), names, flags)
    np.testing.assert_allclose(heads.pairs(view, [2, 9], names, flags), both[:, [2, 9]], atol=1e-6)

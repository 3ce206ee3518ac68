"""No file that is read can make the program run code: what the source may not call, and what files
that try it do."""

import ast
import contextlib
import io
import json
import os
import pickle
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.saved_views import SavedViewsError, read_views
from etl.contracts import ARTICLES
from etl.corrections.log import read_log
from etl.errors import ConfigurationError, DumpError, MotorwireError
from etl.lexicon.in_use import load_lexicon
from etl.nlp.encoder import model
from etl.reading.articles import ReadingCounts, judge_records
from etl.reading.dump import read_dump
from etl.runs.automation import read_automation
from etl.settings import DataLayout
from etl.upkeep.backup import BackupError, restore_backup
from etl.warehouse.serving import current_snapshot
from etl.warehouse.store import Warehouse
from tests.dashboard.browsing import ROOT
from tests.security.attacks import Canary

TEXT = "The carmaker opened its second plant in Hungary on Monday, ahead of its plan."
FORBIDDEN_MODULES = {
    "pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "code",
    "codeop", "xml.etree.ElementTree", "xml.etree", "xml.dom", "xml.dom.minidom", "xml.sax",
    "xml.dom.pulldom", "imp", "ctypes", "pty", "commands",
}  # fmt: skip
FORBIDDEN_CALLS = {
    "eval", "exec", "compile", "__import__", "yaml.load", "yaml.load_all", "yaml.unsafe_load",
    "yaml.full_load", "os.system", "os.popen", "torch.load", "pd.read_pickle", "pandas.read_pickle",
    "pd.eval", "st.html", "st.components.v1.html", "jsonpickle.decode", "runpy.run_path",
    "spacy.load", "importlib.reload",
}  # fmt: skip
ALLOWED = {
    # `motorwire` imports the module of a subcommand, from a table of its own.
    ("etl/cli/main.py", "importlib.import_module"),
}


def source_files() -> list[Path]:
    """What the program runs on; training is an extra of its own and reads the project's files."""
    files = [p for folder in ("etl", "dashboard") for p in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in files if "etl/nlp/training" not in path.as_posix()]


def dangers(tree: ast.AST) -> list[str]:
    """What in a module could run code that it was given."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name in FORBIDDEN_MODULES]
        elif isinstance(node, ast.ImportFrom):
            names = {node.module or "", *(f"{node.module}.{a.name}" for a in node.names)}
            found += sorted(names & FORBIDDEN_MODULES)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            given = {k.arg: ast.unparse(k.value) for k in node.keywords}
            if name in FORBIDDEN_CALLS or name == "importlib.import_module":
                found.append(name)
            if given.get("shell", "False") != "False":
                found.append(f"{name}(shell)")
            if given.get("unsafe_allow_html", "False") != "False":
                found.append(f"{name}(unsafe_allow_html)")
            if name.endswith(".load") and name.startswith("np.") and "allow_pickle" not in given:
                found.append(f"{name} without allow_pickle")
            if given.get("allow_pickle", "False") != "False":
                found.append(f"{name}(allow_pickle)")
            is_xml = name in ("etree.iterparse", "etree.parse", "etree.fromstring", "etree.XML")
            if is_xml and given.get("resolve_entities") != "False" and "parser" not in given:
                found.append(f"{name} with entities")
            is_unpacking = name in ("archive.extract", "archive.extractall", "tar.extractall")
            if is_unpacking and given.get("filter") != "'data'":
                found.append(f"{name} without a filter")
    return found


def test_the_search_finds_what_it_looks_for() -> None:
    careless = (
        "import pickle\nfrom xml.etree import ElementTree\nimport numpy as np, subprocess, yaml\n"
        "eval(x)\nnp.load(p)\nnp.load(p, allow_pickle=True)\nyaml.load(f)\n"
        "subprocess.run(c, shell=True)\netree.parse(f)\narchive.extractall(p)\n"
        "st.markdown(x, unsafe_allow_html=True)\nimportlib.import_module(name)\n"
    )
    assert len(dangers(ast.parse(careless))) == 12


def test_the_source_runs_nothing_that_it_reads() -> None:
    files = source_files()
    assert len(files) > 200
    found = {
        (path.relative_to(ROOT).as_posix(), danger)
        for path in files
        for danger in dangers(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == ALLOWED


class Bomb:
    """Runs a command when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.trace}",)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """The file that an attack leaves when it worked."""
    return tmp_path / "pwned"


def outcomes(path: Path) -> dict[str, int]:
    counts = ReadingCounts()
    list(judge_records(read_dump(path), "d", None, counts))
    return dict(counts.outcomes)


def test_a_pickle_works_where_it_is_loaded(trace: Path) -> None:
    pickle.loads(pickle.dumps(Bomb(trace)))
    assert trace.exists()


@pytest.mark.parametrize("name", ["x.pkl", "x.jsonl", "x.parquet", "x.npy", "x.txt", "x.zip"])
@pytest.mark.parametrize("protocol", [0, 4])
def test_a_pickle_in_the_inbox_is_no_dump(
    tmp_path: Path, trace: Path, name: str, protocol: int
) -> None:
    path = tmp_path / name
    path.write_bytes(pickle.dumps([Bomb(trace)] * 20_000, protocol=protocol))
    with contextlib.suppress(DumpError):
        outcomes(path)
    assert not trace.exists()


def test_arrays_and_tables_with_pickles_inside(tmp_path: Path, trace: Path) -> None:
    array = tmp_path / "x.npy"
    np.save(array, np.array([Bomb(trace)], dtype=object), allow_pickle=True)
    with contextlib.suppress(DumpError):
        outcomes(array)
    # Old versions of pyarrow unpickled what a file gave as the type of a column.
    attack = {"ARROW:extension:name": "arrow.py_extension_type",
              "ARROW:extension:metadata": pickle.dumps(Bomb(trace))}  # fmt: skip
    field = pa.field("text", pa.string(), metadata=attack)
    schema = pa.schema([field], metadata={"pandas": pickle.dumps(Bomb(trace))})
    table = tmp_path / "x.parquet"
    pq.write_table(pa.table([pa.array([TEXT])], schema=schema), table)
    assert outcomes(table) == {"accepted": 1}
    assert not trace.exists()


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system ['touch {}']",
        "!!python/object/new:os.system ['touch {}']", "!!python/name:os.system",
        "!!python/module:os", "!!python/object:os.system {{}}", "${{jndi:ldap://127.0.0.1/x}}",
        "{{{{ cycler.__init__.__globals__.os.popen('touch {}') }}}}",
        "__import__('os').system('touch {}')", "<?php system('touch {}') ?>", "$(touch {})",
    ],
)  # fmt: skip
def test_code_in_fields_is_text(tmp_path: Path, trace: Path, value: str) -> None:
    attack = value.format(trace)
    path = tmp_path / "x.txt"
    path.write_text(f"---\ntitle: {attack}\nauthors: {attack}\n---\n{TEXT}\n")
    assert sum(outcomes(path).values()) == 1
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": f"{TEXT} {attack}", "py/object": attack}) + "\n")
    assert outcomes(path) == {"accepted": 1}
    assert not trace.exists()


XXE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file://{file}">
<!ENTITY % p SYSTEM "{url}/dtd"> %p; <!ENTITY h SYSTEM "{url}/entity">]>"""
DOCUMENTS = {
    "nitf": "<nitf><head><title>A &f; &h;</title></head><body><body.content><p>{text} &f; &h;</p>"
    "</body.content></body></nitf>",
    "rss": "<rss version='2.0'><channel><title>&f;</title><item><title>&f; &h;</title>"
    "<description>{text} &f; &h;</description></item></channel></rss>",
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><title>&f;</title><entry><title>&f;</title>"
    "<link href='{{url}}/link'/><content>{text} &f; &h;</content></entry></feed>",
    "html": "<html><head><title>&f;</title></head><body><p>{text} &f; &h; <img src='{{url}}/i.png'>"
    "<link rel='stylesheet' href='{{url}}/s.css'></p></body></html>",
    "include": "<nitf xmlns:xi='http://www.w3.org/2001/XInclude'><head><title>A</title></head>"
    "<body><body.content><p>{text} <xi:include href='{{file}}' parse='text'/></p></body.content>"
    "</body></nitf>",
}


@pytest.mark.parametrize("kind", list(DOCUMENTS))
def test_documents_fetch_nothing_and_read_no_file(
    tmp_path: Path, canary: Canary, kind: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the hidden words of another file")
    canary.asked.clear()
    document = XXE + DOCUMENTS[kind].replace("{text}", TEXT).replace("{{", "{").replace("}}", "}")
    path = tmp_path / "x.xml"
    path.write_text(document.format(file=secret, url=canary.url))
    counts = ReadingCounts()
    found = [str(outcome) for outcome in judge_records(read_dump(path), "d", None, counts)]
    assert found and not any("hidden words" in one for one in found)
    assert canary.asked == []


def test_files_of_the_data_directory_run_nothing(layout: DataLayout, trace: Path) -> None:
    """Whoever writes there can change what is shown, and still runs no code."""
    attack = pickle.dumps(Bomb(trace))
    for path in (
        layout.views, layout.corrections, layout.local / "settings.json",
        layout.lexicon / "themes.toml", layout.local / "catalogue" / "companies.csv",
        layout.serving / "CURRENT", layout.local / "access.toml",
    ):  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(attack)
    with pytest.raises(SavedViewsError):
        read_views(layout.views)
    with pytest.raises(ConfigurationError):
        read_log(layout.corrections)
    assert load_lexicon().problems
    with pytest.raises(MotorwireError):
        current_snapshot(layout.serving)
    with contextlib.suppress(MotorwireError):
        read_automation(layout)
    table = layout.local / "warehouse" / "articles" / "x.parquet"
    table.parent.mkdir(parents=True)
    table.write_bytes(attack)
    with pytest.raises(DumpError):
        Warehouse(layout.warehouse).check(ARTICLES, "x")
    assert not trace.exists()


def test_a_model_from_elsewhere_runs_nothing(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in (model.ENCODER, model.TOKENIZER, model.MANIFEST):
        source = Path(model.__file__).with_name("weights") / name
        (folder / name).write_bytes(source.read_bytes())
    np.savez(folder / model.HEADS, evil=np.array([Bomb(trace)], dtype=object))
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        model.open_model(folder)
    assert not trace.exists()


def test_a_backup_of_an_attacker_neither_leaves_the_folder_nor_fills_the_disk(
    layout: DataLayout, tmp_path: Path, trace: Path
) -> None:
    def archive(*members: tuple[tarfile.TarInfo, bytes], mode: str = "w") -> Path:
        path = tmp_path / "backup.tar"
        with tarfile.open(path, mode) as file:
            for member, data in [(tarfile.TarInfo("motorwire-backup"), b"1\n"), *members]:
                member.size = len(data)
                file.addfile(member, io.BytesIO(data))
        return path

    attack = pickle.dumps(Bomb(trace))
    for name in (
        "dagster/../../pwned", "/etc/pwned", "dagster/storage/../../../x", "serving/CURRENT",
        "warehouse/..\\../x/../../x", ".streamlit/secrets.toml", "dagster.yaml",
    ):  # fmt: skip
        with pytest.raises(BackupError):
            restore_backup(layout, archive((tarfile.TarInfo(name), attack)))
    table = tarfile.TarInfo("warehouse/events/x.parquet")
    with pytest.raises(BackupError, match="no backup"):
        restore_backup(layout, archive((table, bytes(9_000_000)), mode="w:gz"))
    sparse = tarfile.TarInfo("warehouse/events/x.parquet")
    sparse.type = tarfile.GNUTYPE_SPARSE
    with pytest.raises(BackupError, match="no backup"):
        restore_backup(layout, archive((sparse, b"")))
    zipped = tmp_path / "backup.zip"
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("../pwned", attack)
    with pytest.raises(BackupError):
        restore_backup(layout, zipped)
    assert {path.name for path in layout.local.iterdir()} <= {"run.lock"}
    assert not trace.exists()

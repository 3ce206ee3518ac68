"""Reading what a page of the app shows."""

import json

from streamlit.testing.v1 import AppTest


def words(app: AppTest) -> str:
    """All that the page says outside of tables and charts."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.text, app.error,
             app.warning, app.info, app.code)  # fmt: skip
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def reader_parts(app: AppTest) -> list[dict]:
    return [json.loads(node.proto.json) for node in app.get("bidi_component")]


def reader_data(app: AppTest, part: str) -> dict[str, str]:
    return dict(pair for found in reader_parts(app) for pair in found[part])


def reader_text(app: AppTest) -> str:
    return "".join(run["text"] for found in reader_parts(app) for run in found["text"])

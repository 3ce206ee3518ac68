"""The reading pane: a component that shows runs of plain text as text nodes.

Its script is the only JavaScript of the dashboard. It sets `textContent` and class names from a
fixed list, never markup, and asks nothing from the network. Colours come from the theme, so they
follow light and dark; each kind of mention also has an underline of its own, so that nothing is
told by colour alone.
"""

from functools import cache
from typing import Any

import streamlit as st

from dashboard.parts.events.evidence import Run

_HTML = """
<article id="reader">
</article>
"""

_CSS = """
#reader { font-family: var(--st-font); color: var(--st-text-color); line-height: 1.6;
  overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; line-height: 1.35; margin: 0 0 0.5rem; unicode-bidi: isolate;
  color: var(--st-heading-color); }
.body { white-space: pre-wrap; max-height: 24rem; overflow-y: auto; padding: 0.75rem 0.9rem;
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
  background: var(--st-secondary-background-color); unicode-bidi: isolate; }
.body:focus-visible { outline: 2px solid var(--st-primary-color); }
.legend { display: flex; flex-wrap: wrap; gap: 0.35rem 0.9rem; list-style: none; padding: 0;
  margin: 0.6rem 0 0; font-size: 0.85rem; }
mark, .run { color: inherit; background: none; border-radius: 3px; }
.evidence { background: color-mix(in srgb, var(--st-yellow-color) 22%, transparent);
  padding: 0.12em 0; border-radius: 0;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.trigger { font-weight: 700; }
.company { --kind: var(--st-blue-text-color); border-bottom: 2px solid var(--kind); }
.person { --kind: var(--st-violet-text-color); border-bottom: 2px dotted var(--kind); }
.product { --kind: var(--st-orange-text-color); border-bottom: 2px dashed var(--kind); }
.place { --kind: var(--st-green-text-color); border-bottom: 4px double var(--kind); }
.date { --kind: var(--st-red-text-color); border-bottom: 1px solid var(--kind); }
/* On the evidence the line alone has the colour: as letters, it would be too faint there. */
span.run { color: var(--kind, inherit); }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: 0.3rem 1rem;
  margin: 0; font-size: 0.95rem; }
dt { opacity: 0.72; }
dd { margin: 0; unicode-bidi: isolate; }
"""

_JS = """
const KINDS = ["company", "person", "product", "place", "date"]

function runsInto(parent, runs) {
  for (const run of runs) {
    const element = document.createElement(run.evidence ? "mark" : "span")
    element.textContent = run.text
    element.classList.add("run")
    if (run.evidence) element.classList.add("evidence")
    if (run.trigger) element.classList.add("trigger")
    if (KINDS.includes(run.kind)) {
      element.classList.add(run.kind)
      element.title = run.kind + ": " + run.name
    }
    parent.append(element)
  }
}

function add(parent, tag, className) {
  const element = document.createElement(tag)
  if (className) element.className = className
  parent.append(element)
  return element
}

export default function (component) {
  const { data, parentElement } = component
  const root = parentElement.querySelector("#reader")
  if (!root) return
  root.replaceChildren()
  if (data.title.length) runsInto(add(root, "h2"), data.title)
  if (data.text.length) {
    const body = add(root, "div", "body")
    body.tabIndex = 0
    body.setAttribute("role", "region")
    body.setAttribute("aria-label", "Article")
    runsInto(body, data.text)
    const evidence = body.querySelector(".evidence")
    if (evidence) body.scrollTop = Math.max(0, evidence.offsetTop - body.offsetTop - 48)
  }
  if (data.legend.length) {
    const legend = add(root, "ul", "legend")
    for (const [kind, label] of data.legend) {
      const name = KINDS.includes(kind) ? kind : "evidence"
      const entry = add(add(legend, "li"), "span", "run " + name)
      entry.textContent = label
    }
  }
  if (data.fields.length) {
    const list = add(root, "dl")
    for (const [name, value] of data.fields) {
      add(list, "dt").textContent = name
      add(list, "dd").textContent = value
    }
  }
}
"""


@cache
def _component() -> Any:
    return st.components.v2.component("motorwire_reader", html=_HTML, css=_CSS, js=_JS)


def show_article(
    title: list[Run], text: list[Run], legend: list[tuple[str, str]], *, key: str
) -> None:
    """Shows an article's title and text with their marks, scrolled to the evidence."""
    _mount(key, title=title, text=text, legend=[["evidence", "Evidence"], *map(list, legend)])


def show_fields(fields: list[tuple[str, str]], *, key: str) -> None:
    """Shows names and values as plain text."""
    _mount(key, fields=[list(pair) for pair in fields])


def _mount(key: str, **parts: Any) -> None:
    data = {"title": [], "text": [], "legend": [], "fields": []} | parts
    _component()(key=key, data=data)

"""Runs every benchmark: `make bench`, or `python -m benchmarks NAME…` for some of them.

Each module in this folder has a `main()` that prints a table. Figures are medians of several rounds
in one process; on a busy machine only their ratios mean something.
"""

import importlib
import pkgutil
import sys

import benchmarks


def names() -> list[str]:
    """The benchmarks, by module name."""
    found = (m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.ispkg)
    return sorted(name for name in found if name not in ("__main__", "timing"))


if __name__ == "__main__":
    chosen = sys.argv[1:] or names()
    del sys.argv[1:]  # A benchmark with options of its own is started as a module of its own.
    for name in chosen:
        print(f"\n== {name}")
        importlib.import_module(f"benchmarks.{name}").main()

"""The page that says which tests hold each point: `python -m tests.fhir_adapter.points.page > docs/adapter-points.md` writes it."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
HEAD = """# What real data does, and what holds the adapter to it

Real records disagree with the standard in about twenty ways. Each has a file of tests that bears its number; every claim there is tested
through public seams on made resources, and, where the public sets lie beside the checkout, on a real instance of the same. This page is
written by

```sh
.venv/bin/python -m tests.fhir_adapter.points.page > docs/adapter-points.md
```

and a test compares the two. What became of every resource of the public sets is in [measured/public-data.md](measured/public-data.md).
"""


def page() -> str:
    """Return the page, from the first sentence of each file and the names of its tests."""
    return HEAD + "".join(_section(file) for file in sorted(HERE.glob("test_[0-9s]*.py")))


def _section(file: Path) -> str:
    parsed = ast.parse(file.read_text(encoding="utf-8"))
    sentence = (ast.get_docstring(parsed) or "").split("\n", 1)[0]
    title, _, promise = sentence.partition(": ")
    tests = "".join(f"- {name}\n" for name in _tests(parsed))
    return f"\n## {title}\n\n{promise[:1].upper()}{promise[1:]}\n\n`{file.name}`\n\n{tests}"


def _tests(parsed: ast.Module) -> Iterator[str]:
    for one in parsed.body:
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
            yield re.sub(r"^test_(\d\d_)?", "", one.name).replace("_", " ")


if __name__ == "__main__":
    sys.stdout.write(page())

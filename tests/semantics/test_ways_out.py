"""By which ways what is opened stays open: each on the smallest program that shows it, of the call ``open(p)``."""

import ast

import pytest

from semantics.asking import model_of
from tensortidy.semantics import Leaving, Model


def opened(program: str) -> tuple[Model, ast.Call]:
    model = model_of(program)
    calls = [node for node in ast.walk(model.module) if isinstance(node, ast.Call)]
    return model, next(call for call in calls if ast.unparse(call) == "open(p)")


@pytest.mark.parametrize(
    ("body", "leaving"),
    [
        ("f = open(p); f.close()", None),
        ("f = open(p)\nif f.read(): return\nf.close()", Leaving.RETURN),
        ("f = open(p)\nif f.read():\n    f.close()\n    return\nf.close()", None),
        ("f = open(p)\nfor x in f:\n    return x\nf.close()", Leaving.RETURN),
        ("f = open(p)\nif f.read(): raise ValueError\nf.close()", Leaving.RAISE),
        ("f = open(p)\ntry:\n    if f.read(): raise ValueError\nexcept ValueError: pass\nf.close()", None),
        ("f = open(p)\ntry:\n    return f.read()\nfinally: f.close()", None),
        ("try:\n    f = open(p)\n    return f.read()\nfinally: f.close()", None),
        ("try:\n    f = open(p)\n    g(1)\n    f.close()\nexcept ValueError: pass", Leaving.HANDLER),
        ("try:\n    f = open(p)\n    f.close()\nexcept OSError: pass", None),
        ("for p in q:\n    f = open(p)\nf.close()", Leaving.NEXT_PASS),
        ("for p in q:\n    f = open(p)\n    f.close()", None),
        ("for p in q:\n    f = open(p)\n    if f.read(): continue\n    f.close()", Leaving.CONTINUE),
        ("for p in q:\n    f = open(p)\n    if f.read(): break\nf.close()", Leaving.NEXT_PASS),
        ("while True:\n    f = open(p)\n    break\nf.close()", None),
        ("f = open(p)\nf.read()\nf = open(q)\nf.close()", Leaving.REBOUND),
        ("f = open(p)\nif f is None: return\nf.close()", None),
        ("if c:\n    f = open(p)\nif not c: return\nf.close()", None),
        ("f = open(p)\nif c: f.close()", None),
        ("f = open(p)\nif c: exit()\nf.close()", None),
        ("f = open(p)\nyield 1\nif c: return\nf.close()", None),
        ("f = open(p)\nmatch c:\n    case 1: return\nf.close()", Leaving.RETURN),
    ],
)
def test_ways_out(body: str, leaving: Leaving | None) -> None:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    model, call = opened(f"def run(p, q, c):\n{lines}\n")
    found = model.resources.unclosed(call)
    way = found.way_out if found is not None else None
    assert (way.leaving if way is not None else None) is leaving


@pytest.mark.parametrize(
    ("body", "is_hoard"),
    [
        ("fs = []\nfor p in q: fs.append(open(p))", True),
        ("fs = [open(p) for p in q]\nfor f in fs: print(f.read())", True),
        ("fs = {}\nfor p in q: fs[p] = open(p)", True),
        ("fs = []\nfor p in q:\n    f = open(p)\n    fs.append(f)", True),
        ("fs = [open(p) for p in q]\nfor f in fs: f.close()", False),
        ("fs = [open(p) for p in q]\nfor f in fs: g(f)", False),
        ("fs = [open(p) for p in q]\nreturn fs", False),
        ("fs = [open(p) for p in q]\nfs.pop().close()", False),
        ("fs = [open(p) for p in q]\ng(fs)", False),
        ("for p in q: c.append(open(p))", False),
        ("for p in q:\n    fs = []\n    fs.append(open(p))", False),
        ("fs = {}\nfor p in q: fs[p] = open(p)\nfor f in fs.values(): f.close()", False),
    ],
)
def test_hoards(body: str, is_hoard: bool) -> None:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    model, call = opened(f"def run(p, q, c):\n{lines}\n")
    assert (model.resources.hoard(call) is not None) is is_hoard

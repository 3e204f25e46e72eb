"""The files of a project: summaries are made once, kept small, and made again only when they must be."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from tensortidy.knowledge import Kind, built_in
from tensortidy.semantics import exports as exports_module
from tensortidy.semantics import program as program_module
from tensortidy.semantics.callers import words
from tensortidy.semantics.model import Model
from tensortidy.semantics.program import Program
from tensortidy.semantics.summaries import Interrupted
from tensortidy.semantics.values import Answer
from tensortidy.semantics.view import View
from tensortidy.source import Source
from tensortidy.syntax import Syntax, parse

NET = "from torch import nn\nclass Net(nn.Module):\n    pass\n"
USES_NET = "from net import Net\nmodel = Net()\n"


class Files:
    """A project in memory."""

    def __init__(self, root: Path, **texts: str) -> None:
        self.texts = {root / f"{name}.py": text for name, text in texts.items()}
        for path, text in self.texts.items():  # where modules are is looked up on the disk
            path.write_text(text, encoding="utf-8")
        self.program = Program(self.texts.get, built_in(), lambda _: sorted(self.texts))
        self.root = root

    def model(self, name: str, *, may_read: bool = True) -> tuple[Model, View]:
        path = self.root / f"{name}.py"
        source = Source(self.texts[path])
        view = self.program.view(path, may_read=may_read)
        return Model(parse(source).module, source, others=view), view

    def change(self, name: str, text: str) -> frozenset[str]:
        path = self.root / f"{name}.py"
        self.texts[path] = text
        return frozenset(item.stem for item in self.program.change(path, text))


def kind_of_last_name(model: Model) -> Kind | None:
    [*_, last] = [node for node in model.structure.nodes(ast.Assign) if isinstance(node, ast.Assign)]
    return model.value(last.value).kind


def test_without_time_nothing_is_read_and_the_view_says_so(tmp_path: Path) -> None:
    files = Files(tmp_path, net=NET, train=USES_NET)
    model, view = files.model("train", may_read=False)
    assert kind_of_last_name(model) is None
    assert not view.is_complete
    model, view = files.model("train")
    assert kind_of_last_name(model) is Kind.MODULE
    assert view.uses == {tmp_path / "net.py"}


def test_what_has_been_answered_once_is_there_without_time(tmp_path: Path) -> None:
    files = Files(tmp_path, net=NET, train=USES_NET)
    kind_of_last_name(files.model("train")[0])
    model, view = files.model("train", may_read=False)
    assert kind_of_last_name(model) is Kind.MODULE
    assert view.is_complete


def test_a_summary_is_made_once_for_all_who_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counting(source: Source) -> Syntax:
        parsed.append(source.text)
        return parse(source)

    monkeypatch.setattr(exports_module, "parse", counting)
    files = Files(tmp_path, net=NET, a=USES_NET, b=USES_NET, c=USES_NET)
    for name in ("a", "b", "c"):
        assert kind_of_last_name(files.model(name)[0]) is Kind.MODULE
    assert parsed == [NET]


def test_a_change_that_alters_no_answer_concerns_nobody(tmp_path: Path) -> None:
    files = Files(tmp_path, net=NET, train=USES_NET)
    kind_of_last_name(files.model("train")[0])
    assert files.change("net", NET + "\ndef unrelated():\n    return 1\n") == frozenset()
    assert files.change("net", "class Net:\n    pass\n") == {"net"}
    assert kind_of_last_name(files.model("train")[0]) is None


def test_a_change_concerns_those_who_ask_through_others(tmp_path: Path) -> None:
    made = "from net import Net\ndef build():\n    return Net()\n"
    files = Files(tmp_path, net=NET, factory=made, train="from factory import build\nmodel = build()\n")
    assert kind_of_last_name(files.model("train")[0]) is Kind.MODULE
    assert files.change("net", "class Net:\n    pass\n") == {"net", "factory"}
    assert kind_of_last_name(files.model("train")[0]) is None


def test_files_that_import_each_other_come_to_an_end(tmp_path: Path) -> None:
    one = "import two\nclass One(two.Two):\n    pass\nvalue = two.value\n"
    files = Files(tmp_path, one=one, two="import one\nclass Two(one.One):\n    pass\nvalue = one.value\n")
    assert kind_of_last_name(files.model("one")[0]) is None


def test_broken_and_vanished_files_are_unknown(tmp_path: Path) -> None:
    files = Files(tmp_path, net="class Net(:\n", train=USES_NET)
    assert kind_of_last_name(files.model("train")[0]) is None
    files.texts.pop(tmp_path / "net.py")
    files.program.change(tmp_path / "net.py", None)
    assert kind_of_last_name(files.model("train")[0]) is None


def test_trees_are_let_go_and_answers_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_module, "_LIVING_TEXT", 10)
    files = Files(tmp_path, net=NET, other=NET, train=USES_NET + "from other import Net as Other\nlast = Other()\n")
    model, _ = files.model("train")
    assert kind_of_last_name(model) is Kind.MODULE
    assert len(files.program._models) == 1


# ---------------------------------------------------------------- giving way


def after(questions: int) -> Callable[[], None]:
    """Somebody who comes in when way has been given so often."""
    remaining = iter(range(questions))

    def give_way() -> None:
        if next(remaining, None) is None:
            raise Interrupted

    return give_way


def test_an_answer_that_gave_way_anywhere_is_found_when_asked_again(tmp_path: Path) -> None:
    made = "import torch\nfrom net import Net\n@torch.no_grad()\ndef build():\n    return Net()\n"
    files = Files(tmp_path, net=NET, factory=made, train="from factory import build\nmodel = build()\n")
    source = Source(files.texts[tmp_path / "train.py"])
    interruptions = 0
    for patience in range(100):
        view = files.program.view(tmp_path / "train.py", give_way=after(patience))
        try:
            kind_of_last_name(Model(parse(source).module, source, others=view))
        except Interrupted:
            interruptions += 1
            continue
        break
    assert interruptions > 2
    assert kind_of_last_name(files.model("train")[0]) is Kind.MODULE


def test_callers_that_gave_way_are_found_when_asked_again(tmp_path: Path) -> None:
    calls = "import torch\nfrom made import build\nwith torch.no_grad():\n    build()\n"
    files = Files(tmp_path, made="def build():\n    return 1\n", first=calls, second=calls)
    for patience in range(100):
        view = files.program.view(tmp_path / "made.py", give_way=after(patience))
        try:
            assert view.callers("build") == [Answer.NO, Answer.NO]
        except Interrupted:
            continue
        break
    assert patience > 2
    assert files.program.view(tmp_path / "made.py").callers("build") == [Answer.NO, Answer.NO]


def test_a_change_that_must_not_take_time_concerns_all_who_rest_on_the_file(tmp_path: Path) -> None:
    files = Files(tmp_path, net=NET, train=USES_NET)
    kind_of_last_name(files.model("train")[0])
    path = tmp_path / "net.py"
    assert files.program.change(path, NET + "\n", give_way=after(0)) == {path}
    assert files.program.change(path, NET + "\n\n") == frozenset()
    assert kind_of_last_name(files.model("train")[0]) is Kind.MODULE


def test_a_tree_that_is_let_go_while_it_is_asked_is_not_mixed_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_module, "_LIVING_TEXT", 10)
    made = "from net import Net\nmodel = Net()\nmake = (lambda: Net(), model)[0]\n"
    files = Files(tmp_path, net=NET, factory=made, train="from factory import make\nlast = make()\n")
    assert kind_of_last_name(files.model("train")[0]) is Kind.MODULE


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from engine import train\ntrain(model)\n", {"train"}),
        ("from engine import (\n    train,  # (the loop)\n    test,\n)\ntest(model)\n", {"test"}),
        ("import engine.loops\nengine.loops.train(model)\n", {"train"}),
        ("from engine import *\ntrain(model)\n", {"train"}),
        ("from engine import train as fit\nfit(model)\n", {"train", "fit"}),
        ("def train(model): ...\ntrain(model)\nmodel.train()\nself.engine.train()\n", set()),
    ],
)
def test_a_text_calls_what_it_imports(text: str, names: set[str]) -> None:
    assert words(text)[1] == names

"""Facts about libraries: the built-in files are sound, look-ups find what they say, and users may add their own."""

import ast
import builtins
import doctest
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import tomli

import tensortidy.knowledge
import tensortidy.knowledge.facts
from tensortidy.knowledge import OPENER_KEYS, TABLES, Kind, Knowledge, Opener, Outcome, OwnFacts, built_in, built_in_and
from tensortidy.knowledge.facts import NamePatterns
from tensortidy.project import Project
from tensortidy.registry import load
from tensortidy.semantics import Model
from tensortidy.semantics.explanation import explain
from tensortidy.source import Source
from tensortidy.syntax import parse

ROOT = Path(__file__).parent.parent
FILES = sorted(
    (item for item in resources.files(tensortidy.knowledge).iterdir() if item.name.endswith(".toml")),
    key=lambda item: item.name,
)
TEXTS = [pytest.param(file.read_text(encoding="utf-8"), id=file.name) for file in FILES]
LISTS = ("frameworks", "returns", "instances", "groups", "tensor", "module", "phases", "managed")


def full_names(tables: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Every full name or pattern of a file, with the word that it stands under."""
    words = [item for table in ("returns", "instances", "groups") for item in tables.get(table, {}).items()]
    return [(word, name) for word, names in words if "methods" not in word for name in names]


# ---------------------------------------------------------------- the built-in files


@pytest.mark.parametrize("text", TEXTS)
def test_a_file_has_known_tables_and_words_and_says_whose_it_is(text: str) -> None:
    tables = tomli.loads(text)
    assert text.startswith("# ")
    assert set(tables) <= TABLES
    Knowledge([*tensortidy.knowledge.built_in_tables(), tables])  # raises for words that are none
    assert set(tables.get("frameworks", {})) <= {"torch", "tensorflow", "keras"}
    assert set(tables.get("returns", {})) <= built_in().words("returns")
    assert set(tables.get("instances", {})) <= {"nothing", *(kind.value for kind in Kind)}
    assert {key for facts in tables.get("openers", {}).values() for key in facts} <= set(OPENER_KEYS)


@pytest.mark.parametrize("text", TEXTS)
def test_names_are_written_so_that_they_can_be_found(text: str) -> None:
    tables = tomli.loads(text)
    for word, name in full_names(tables):
        assert re.fullmatch(r"(?:\w|\*|\[A-Z\]|\[a-z\])+(?:\.(?:\w|\*|\[A-Z\]|\[a-z\])+)*", name), (word, name)
        assert "." in name or hasattr(builtins, name), f"{word}: {name} has no module"
        NamePatterns([name])  # raises for a pattern that is none
    for name in (*tables.get("aliases", {}), *tables.get("aliases", {}).values()):
        assert "*" not in name, name


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_said_twice(text: str) -> None:
    tables = tomli.loads(text)
    for table in LISTS:
        for word, names in tables.get(table, {}).items():
            assert len(names) == len(set(names)), (table, word)


def test_aliases_lead_to_the_name_that_the_facts_are_kept_under() -> None:
    tables = [tomli.loads(file.read_text(encoding="utf-8")) for file in FILES]
    merged = {name: other for table in tables for name, other in table.get("aliases", {}).items()}
    for name, other in merged.items():
        assert other not in merged, f"{name} leads to {other}, which leads to {merged[other]}"


def test_every_group_that_is_asked_for_exists() -> None:
    groups = built_in().words("groups")
    for path in (*(ROOT / "server").rglob("*.py"), *(ROOT / "rules").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "is_one_of":
                group = node.args[-1]
                assert not isinstance(group, ast.Constant) or group.value in groups, f"{path.name}: {ast.dump(group)}"


def test_the_examples_in_docstrings_are_true() -> None:
    for module in (tensortidy.knowledge, tensortidy.knowledge.facts):
        result = doctest.testmod(module)
        assert result.attempted > 0
        assert result.failed == 0


# ---------------------------------------------------------------- looking up


@pytest.mark.parametrize(
    ("name", "gives"),
    [
        ("torch.nn.Linear", Kind.MODULE),
        ("torch.nn.functional.relu", Outcome.COMPUTED),
        ("torch.zeros", Outcome.DETACHED),
        ("torch.nn.Parameter", Outcome.PARAMETER),
        ("torch.optim.SGD", Kind.OPTIMIZER),
        ("torch.utils.data.DataLoader", Kind.LOADER),
        ("torch.cuda.device_count", Kind.NUMBER),
        ("keras.Sequential", Kind.KERAS_MODEL),
        ("open", Kind.HANDLE),
        ("len", Kind.NUMBER),
        ("mylib.make_loader", None),
    ],
)
def test_what_a_call_gives(name: str, gives: Kind | Outcome | None) -> None:
    assert built_in().call(name) is gives


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("torch.autograd.no_grad", "torch.no_grad"),
        ("torch.concat", "torch.cat"),
        ("tensorflow.keras.layers.Dense", "keras.layers.Dense"),
        ("mylib.nets.Net", "mylib.nets.Net"),
    ],
)
def test_a_thing_has_one_name(name: str, canonical: str) -> None:
    assert built_in().canonical_name(name) == canonical


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("torch.nn.*Loss", "torch.nn.MSELoss", True),
        ("torch.nn.*Loss", "torch.nn.modules.MSELoss", False),
        ("torch.nn.[A-Z]*", "torch.nn.init", False),
        ("captum.**", "captum.attr.Saliency", True),
        ("torchmetrics.**.[A-Z]*", "torchmetrics.Accuracy", True),
        ("torchmetrics.**.[A-Z]*", "torchmetrics.text.Perplexity", True),
        ("torchmetrics.**.[A-Z]*", "torchmetrics.functional.accuracy", False),
    ],
)
def test_patterns(pattern: str, name: str, matches: bool) -> None:
    assert NamePatterns([pattern]).matches(name) is matches


@pytest.mark.parametrize("tables", [{"retruns": {}}, {"returns": {"data lodaer": []}}])
def test_what_is_no_table_or_word_is_an_error(tables: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"retruns|data lodaer"):
        Knowledge([*tensortidy.knowledge.built_in_tables(), tables])


# ---------------------------------------------------------------- a user's own


def test_what_a_user_tells_is_added() -> None:
    own = OwnFacts(
        returns=(("data loader", ("mylib.make_loader", "mylib.loaders.*")),),
        instances=(("module", ("mylib.Base",)),),
        groups=(("gradients off", ("mylib.without_gradients",)),),
        aliases=(("mylib.nn", "torch.nn"),),
        openers=(("mylib.open_log", Opener("log")),),
    )
    known = built_in_and(own)
    assert known.call("mylib.make_loader") is known.call("mylib.loaders.shuffled") is Kind.LOADER
    assert known.call("mylib.open_log") is Kind.HANDLE
    assert known.instance_of("mylib.Base") is Kind.MODULE
    assert known.is_one_of("mylib.without_gradients", "gradients off")
    assert known.is_one_of("torch.no_grad", "gradients off")
    assert known.canonical_name("mylib.nn.Linear") == "torch.nn.Linear"
    assert known.openers["mylib.open_log"].noun == "log"
    assert known.openers.keys() > built_in().openers.keys()


@pytest.mark.parametrize("name", ["torch.nn.Linear", "torch.hub.load", "torch.utils.data.DataLoader"])
def test_what_a_user_tells_of_a_call_wins(name: str) -> None:
    assert built_in_and(OwnFacts(returns=(("unknown", (name,)),))).call(name) is None
    assert built_in_and(OwnFacts(returns=(("dataset", ("torch.**",)),))).call(name) is Kind.DATASET


def test_of_which_names_a_user_tells_something() -> None:
    known = built_in_and(OwnFacts(returns=(("module", ("mylib.nets.*",)),), aliases=(("mylib.nn", "torch.nn"),)))
    told = ["mylib.nets.small", "mylib.nn", "mylib.nn.Linear"]
    assert [name for name in (*told, "mylib.nets", "mylib.nnx", "torch.nn.Linear") if known.is_told(name)] == told


def test_the_same_facts_make_one_knowledge() -> None:
    facts = (("module", ("mylib.net",)),)
    assert built_in_and(OwnFacts(returns=facts)) is built_in_and(OwnFacts(returns=facts))
    assert built_in_and(OwnFacts()) is built_in()


CONFIG = """\
[tool.tensortidy.knowledge.returns]
"data loader" = ["mylib.make_loader"]

[tool.tensortidy.knowledge.groups]
"gradients off" = ["mylib.without_gradients"]
"closers of handles" = ["mylib.shut", "**.files.shut"]

[tool.tensortidy.knowledge.openers]
"mylib.open_log" = { noun = "log" }
"""

PROGRAM = """\
import itertools
import torch
from mylib import make_loader, open_log, shut, without_gradients
from .files import shut as close

@without_gradients
def score(model, x):
    return model(x)

def main(net: torch.nn.Module):
    for x in itertools.cycle(make_loader()):
        with without_gradients():
            y = net(x)
    first = open("a")
    second = open("b")
    third = open_log("c")
    shut(first)
    close(second)
    third.write("d")
"""

# As the project itself has it, so that without a configuration its files are what is believed.
LIBRARY = """\
def make_loader(): return 3
def without_gradients(f=None): return f
def shut(handle): pass
def open_log(name): return 3
"""


@pytest.mark.parametrize("is_in_project", [True, False])
@pytest.mark.parametrize(
    ("line", "subject", "told", "untold"),
    [
        (8, "grad", "off", "on"),
        (11, "make_loader()", "data loader", "number"),
        (13, "y", "detached tensor", "graph tensor"),
        (14, "owner of first", "closed", "nobody"),
        (15, "owner of second", "closed", "unknown"),
        (16, "owner of third", "nobody", "nothing is believed of it"),
    ],
)
def test_what_a_user_tells_is_believed(
    tmp_path: Path, is_in_project: bool, line: int, subject: str, told: str, untold: str
) -> None:
    path = tmp_path / "main.py"
    (tmp_path / "pyproject.toml").write_text(CONFIG)
    if is_in_project:
        (tmp_path / "mylib.py").write_text(LIBRARY)

    def believed(project: Project) -> str:
        source = Source(PROGRAM)
        knowledge = project.knowledge_for(project.config_for(path))
        model = Model(parse(source).module, source, knowledge=knowledge, others=project.view(path))
        return explain(model, line).answer(subject)

    assert believed(Project(load([]))) == told
    if is_in_project:
        assert believed(Project(load([]), isolated=True)) == untold


def test_rules_go_by_what_a_user_tells(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(CONFIG)
    (tmp_path / "mylib.py").write_text(LIBRARY)
    found = Project(load([])).analyze(tmp_path / "main.py", Source(PROGRAM)).findings
    assert [(finding.rule, finding.span.start.line) for finding in found] == [
        ("unbounded-loop", 11),
        ("unclosed-resource", 16),
    ]


def test_projects_with_the_same_facts_share_what_is_known_of_files(tmp_path: Path) -> None:
    for name, config in (("one", CONFIG), ("two", CONFIG), ("other", "[tool.tensortidy]\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text(config)
    project = Project(load([]))
    one, two, other = (
        project.program_for(project.config_for(tmp_path / name / "a.py")) for name in ("one", "two", "other")
    )
    assert one is two
    assert other is not one
    assert other is project.program


def test_documented_words_are_known() -> None:
    page = (ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")
    for table in ("returns", "instances", "groups"):
        section = re.search(rf"\n### `{table}`\n(.*?)(?=\n##)", page, re.DOTALL)
        assert section is not None
        words = re.findall(r"^\| `([^`]+)` \|", section.group(1), re.MULTILINE)
        assert words
        assert set(words) <= built_in().words(table)

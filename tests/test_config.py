"""Settings become one Config; whatever is wrong is told with its line and key, and costs that key alone."""

import re
from pathlib import Path

import pytest

from tensortidy.config import KEYS, Config, ConfigProblem, parse, read_file
from tensortidy.knowledge import NO_FACTS, Opener, OwnFacts
from tensortidy.registry import load
from tensortidy.rule import Severity

RULES = load([]).rules


def read(tmp_path: Path, text: str) -> tuple[Config | None, tuple[ConfigProblem, ...]]:
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return read_file(path, RULES)


def names_on(config: Config, path: Path | None = None) -> set[str]:
    return {rule.card.name for rule in config.rules_for(path, RULES)}


def test_every_key_is_read(tmp_path: Path) -> None:
    config, problems = read(
        tmp_path,
        """\
[tool.tensortidy]
select = ["torch", "unclosed-resource"]
ignore = ["zipped-or-cycled-dataloader"]
exclude = ["generated/", "!generated/kept.py"]
free-calls = ["release", "ours.io.shut"]
unfixable = ["keras", "unused-ignore"]
workspace-diagnostics-limit = 50

[tool.tensortidy.per-file-ignores]
"tests/**" = ["all"]

[tool.tensortidy.severity]
unclosed-resource = "error"
unused-ignore = "off"
""",
    )
    assert problems == ()
    assert config == Config(
        select=("torch", "unclosed-resource"),
        ignore=("zipped-or-cycled-dataloader",),
        per_file_ignores=(("tests/**", ("all",)),),
        severity={"unclosed-resource": "error", "unused-ignore": "off"},
        exclude=("generated/", "!generated/kept.py"),
        free_calls=("release", "ours.io.shut"),
        unfixable=("keras", "unused-ignore"),
        workspace_diagnostics_limit=50,
        root=tmp_path,
    )


def test_without_settings_all_rules_are_on() -> None:
    assert names_on(Config()) == {rule.card.name for rule in RULES}


def test_a_framework_selects_its_rules() -> None:
    chosen = names_on(Config(select=("torch",), ignore=("unclosed-resource",)))
    assert "graph-retention-after-backward" in chosen
    assert "unclosed-resource" not in chosen


def test_off_is_a_severity_too() -> None:
    config = Config(severity={"unclosed-resource": "off", "unused-ignore": "error"})
    assert "unclosed-resource" not in names_on(config)
    assert config.severity_of("unused-ignore", Severity.HINT) is Severity.ERROR
    assert config.severity_of("unclosed-resource", Severity.WARNING) is Severity.WARNING


def test_per_file_ignores_hold_for_the_files_that_match(tmp_path: Path) -> None:
    config = Config(per_file_ignores=(("tests/", ("unclosed-resource",)),), root=tmp_path)
    assert "unclosed-resource" not in names_on(config, tmp_path / "tests" / "deep" / "test_it.py")
    assert "unclosed-resource" in names_on(config, tmp_path / "src" / "it.py")


@pytest.mark.parametrize(
    ("path", "excluded"),
    [("generated/a.py", True), ("generated/kept.py", False), ("src/a.py", False), ("src/a_pb2.py", True)],
)
def test_exclude_follows_gitignore(tmp_path: Path, path: str, excluded: bool) -> None:
    config = Config(exclude=("generated/*", "!generated/kept.py", "*_pb2.py"), root=tmp_path)
    assert config.is_excluded(tmp_path / path) is excluded


@pytest.mark.parametrize(
    ("line", "key", "expected"),
    [
        ('slect = ["torch"]', "slect", "unknown key `slect`; did you mean `select`?"),
        ("select = 3", "select", "`select`: expected a list of strings, found 3"),
        ('select = "torch"', "select", '`select`: expected a list of strings, found "torch"'),
        (
            'ignore = ["unclosed-resorce"]',
            "ignore",
            "`ignore`: there is no rule or framework `unclosed-resorce`; did you mean `unclosed-resource`?",
        ),
        ('exclude = ["!"]', "exclude", "`exclude`: `!` is not a path pattern as in .gitignore"),
        ("workspace-diagnostics-limit = 0", "workspace-diagnostics-limit", "expected a number above 0, found 0"),
        ('free-calls = ["close()"]', "free-calls", "`close()` is not the name of a function or method"),
        ('severity = "error"', "severity", "expected a table of rules to severities"),
        (
            'severity = {unclosed-resource = "loud"}',
            "severity",
            "must be one of error, warning, information, hint, off, found \"loud\"",
        ),
        ('severity = {torch = "off"}', "severity", "there is no rule `torch`"),
        ('per-file-ignores = {"a/*" = ["torhc"]}', "per-file-ignores", "did you mean `torch`?"),
        ('per-file-ignores = ["a"]', "per-file-ignores", "expected a table of path patterns to lists of rules"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_told_and_the_others_hold(tmp_path: Path, line: str, key: str, expected: str) -> None:
    good = 'exclude = ["gen"]' if key != "exclude" else 'free-calls = ["gen"]'
    config, problems = read(tmp_path, f"[tool.tensortidy]\n# {key} = what follows is wrong\n{good}\n{line}\n")
    [problem] = problems
    assert (problem.path, problem.line, problem.key) == (tmp_path / "pyproject.toml", 4, key)
    assert expected in problem.message
    assert config is not None
    assert "gen" in config.exclude + config.free_calls


def test_a_problem_inside_a_list_or_table_is_told_with_its_own_line(tmp_path: Path) -> None:
    text = """\
[project]
name = "unclosed-resorce"

[tool.tensortidy]
select = [
    "torch",
    "unclosed-resorce",
]

[tool.tensortidy.severity]
unused-ignore = "hint"
tourch = "error"
"""
    config, problems = read(tmp_path, text)
    assert [(problem.line, problem.key) for problem in problems] == [(7, "select"), (12, "severity")]
    assert config is not None
    assert config.select == ("torch",)
    assert config.severity == {"unused-ignore": "hint"}


def test_misspelt_names_alone_do_not_switch_everything_off() -> None:
    config, problems = parse({"select": ["unclosed-resorce"]}, RULES)
    assert len(problems) == 1
    assert config.select == ("all",)


# ---------------------------------------------------------------- facts about libraries

FACTS = """\
[tool.tensortidy.knowledge.returns]
"data loader" = ["mylib.make_loader", "mylib.loaders.*"]

[tool.tensortidy.knowledge.instances]
module = ["mylib.nets.**.[A-Z]*"]

[tool.tensortidy.knowledge.groups]
"gradients off" = ["mylib.without_gradients"]
"closing methods" = ["shut"]
"readers of values" = ["dir"]

[tool.tensortidy.knowledge.openers]
"mylib.open_log" = { noun = "log", close = "finish", with = false, loses-data = true }
"mylib.open_file" = {}

[tool.tensortidy.knowledge.aliases]
"mylib.nn" = "torch.nn"
"""


def test_facts_about_libraries_are_read(tmp_path: Path) -> None:
    config, problems = read(tmp_path, FACTS)
    assert problems == ()
    assert config is not None
    assert config.knowledge == OwnFacts(
        returns=(("data loader", ("mylib.make_loader", "mylib.loaders.*")),),
        instances=(("module", ("mylib.nets.**.[A-Z]*",)),),
        groups=(
            ("gradients off", ("mylib.without_gradients",)),
            ("closing methods", ("shut",)),
            ("readers of values", ("dir",)),
        ),
        aliases=(("mylib.nn", "torch.nn"),),
        openers=(
            ("mylib.open_log", Opener("log", "finish", context_manager=False, loses_data=True)),
            ("mylib.open_file", Opener("handle")),
        ),
    )
    assert hash(config.knowledge) == hash(read(tmp_path, FACTS)[0].knowledge)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("knowledge = 3", "`knowledge`: expected tables of facts about libraries, found 3"),
        (
            "knowledge = {retruns = {}}",
            "there is no table `retruns`; did you mean `returns`?",
        ),
        ("knowledge = {tensor = {}}", "expected one of aliases, groups, instances, openers, returns"),
        ("knowledge = {returns = []}", "`returns`: expected a table, found []"),
        (
            'knowledge = {returns = {"data lodaer" = ["a.b"]}}',
            "`returns`: there is no word `data lodaer`; did you mean `data loader`?",
        ),
        ('knowledge = {groups = {"gradient off" = []}}', "did you mean `gradients off`?"),
        (
            'knowledge = {instances = {modul = ["a.B"]}}',
            "`instances`: there is no word `modul`; did you mean `module`?",
        ),
        ('knowledge = {returns = {module = "a.B"}}', '`module`: expected a list of full names, found "a.B"'),
        (
            'knowledge = {returns = {module = ["a.make()"]}}',
            "`module`: expected a full name like `package.module.name`, found `a.make()`",
        ),
        (
            'knowledge = {groups = {"closers of handles" = ["shut"]}}',
            "`shut` has no module; name it in full, as in `package.module.shut`",
        ),
        (
            'knowledge = {groups = {"closing methods" = ["a.shut"]}}',
            "`closing methods`: expected the bare name of a method, found `a.shut`",
        ),
        ('knowledge = {aliases = {"a.b" = 3}}', "`a.b`: expected the full name that it stands for, found 3"),
        (
            'knowledge = {openers = {"a.open" = "log"}}',
            '`a.open`: expected a table like `{ noun = "log" }`, found "log"',
        ),
        (
            'knowledge = {openers = {"a.*" = {}}}',
            "`openers`: expected a full name like `package.module.name`, found `a.*`",
        ),
        (
            'knowledge = {openers = {"a.open" = {cloze = "x"}}}',
            "there is no fact `cloze` of an opener; did you mean `close`?",
        ),
        ('knowledge = {openers = {"a.open" = {with = 1}}}', "`with` must be true or false, found 1"),
        ('knowledge = {openers = {"a.open" = {noun = false}}}', "`noun` must be a string, found false"),
    ],
)
def test_a_fact_that_is_none_is_told(tmp_path: Path, line: str, expected: str) -> None:
    config, [problem] = read(tmp_path, f'[tool.tensortidy]\nexclude = ["gen"]\n{line}\n')
    assert (problem.path, problem.line, problem.key) == (tmp_path / "pyproject.toml", 3, "knowledge")
    assert expected in problem.message
    assert config is not None
    assert config.exclude == ("gen",)


def test_a_wrong_fact_is_told_with_its_own_line_and_the_others_hold(tmp_path: Path) -> None:
    text = FACTS.replace("mylib.loaders.*", "mylib.loaders.make()").replace("gradients off", "gradients of")
    config, problems = read(tmp_path, text)
    assert [problem.line for problem in problems] == [2, 8]
    assert config is not None
    assert config.knowledge.returns == (("data loader", ("mylib.make_loader",)),)
    assert [word for word, _ in config.knowledge.groups] == ["closing methods", "readers of values"]
    assert len(config.knowledge.openers) == 2


def test_an_editor_may_tell_facts_too() -> None:
    config, problems = parse({"knowledge": {"returns": {"module": ["mylib.net"]}}}, RULES)
    assert problems == ()
    assert config.knowledge == OwnFacts(returns=(("module", ("mylib.net",)),))
    assert Config().knowledge == NO_FACTS


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    config, [problem] = read(tmp_path, "[tool.tensortidy]\nselect = [\n\n[tool]\n")
    assert config is None
    assert problem.line is not None
    assert problem.line > 1
    assert "not valid TOML" in problem.message


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(b"[tool.tensortidy]\n# caf\xe9\n")
    config, [problem] = read_file(path, RULES)
    assert config is None
    assert "cannot be read" in problem.message


def test_a_file_without_our_table_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "[project]\nname = 'x'\n") == (None, ())


def test_our_table_must_be_one(tmp_path: Path) -> None:
    config, [problem] = read(tmp_path, "[tool]\ntensortidy = 3\n")
    assert config is None
    assert (problem.line, problem.message) == (2, "`tool.tensortidy` must be a table")


# ---------------------------------------------------------------- the documentation

PAGE = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_the_documented_configuration_is_a_good_one(tmp_path: Path) -> None:
    shown = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    config, problems = read(tmp_path, shown.group(1))
    assert config is not None
    assert config != Config(root=tmp_path)
    assert problems == ()


@pytest.mark.parametrize("name", ["configuration.md", "knowledge.md"])
def test_documented_facts_about_libraries_are_good_ones(tmp_path: Path, name: str) -> None:
    page = (Path(__file__).parent.parent / "docs" / name).read_text(encoding="utf-8")
    shown = [text for text in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "tool.tensortidy.knowledge" in text]
    assert shown
    for text in shown:
        config, problems = read(tmp_path, text)
        assert problems == ()
        assert config is not None
        assert config.knowledge != NO_FACTS


def test_every_key_is_documented() -> None:
    assert {key for key in KEYS if f"\n## `{key}`\n" not in PAGE} == set()


def test_the_documented_problem_is_what_is_told(tmp_path: Path) -> None:
    _, [problem] = read(tmp_path, "[tool.tensortidy]\n\nslect = []\n")
    assert f"pyproject.toml:{problem.line}: {problem.message}\n" in PAGE

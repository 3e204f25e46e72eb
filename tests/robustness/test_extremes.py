"""Texts that no person writes: they are analysed, or left out with a message, and never hang or crash."""

import encodings.aliases
import pkgutil
import random
import subprocess
from pathlib import Path

import pytest

from robustness.hostile import Place
from tensortidy import files
from tensortidy.budget import MOST_CHARACTERS, MOST_EVALUATIONS, MOST_LINES, Evaluations, OverBudget
from tensortidy.cli.check import report
from tensortidy.engine import Analysis, analyze
from tensortidy.project import Project
from tensortidy.registry import load
from tensortidy.source import Source

REGISTRY = load()
LEAK = 'import torch\nlog = open("a")\nprint(log.read())\n'


def check(text: str) -> Analysis:
    analysis = analyze(Source(text), REGISTRY.rules, known_rules=REGISTRY.names)
    assert not analysis.crashes, analysis.crashes[0].traceback
    return analysis


def rules(text: str) -> list[str]:
    return [finding.rule for finding in check(text).findings]


# ---------------------------------------------------------------- left out, with a message


def test_a_text_that_is_too_long_is_left_out_and_says_so() -> None:
    told = check("import torch\nx = '" + "a" * 10_000_000 + "'\n").left_out
    assert told == (
        f"has 10,000,020 characters, of {MOST_CHARACTERS:,} at most: it is left out, and nothing is reported in it"
    )
    told = check("import torch\n" + "x = 1\n" * 200_000).left_out
    assert told.startswith(f"has 200,001 lines, of {MOST_LINES:,} at most")


def test_an_f_string_that_cannot_be_parsed_in_time_is_left_out_and_says_so() -> None:
    assert check("import torch\nx = f'" + "{a}" * 100_000 + "'\n").left_out.startswith(
        "has too long an f-string in line 2: it is left out"
    )
    assert check("import torch\nx = '" + "{a}" * 100_000 + "'\n").left_out == "", "data, and no f-string"


def test_a_text_that_is_nested_too_deeply_is_left_out_and_says_so() -> None:
    text = LEAK + "def f(a):\n    x = []\n    if a: pass\n" + "    elif a: x.append(a)\n" * 2_000
    assert check(text).left_out == "is nested too deeply: it is left out, and nothing is reported in it"
    assert rules(text.replace("    elif a: x.append(a)\n", "", 1_700)) == ["unclosed-resource"]


def test_work_is_counted_and_ends() -> None:
    evaluations = Evaluations()
    for _ in range(MOST_EVALUATIONS):
        evaluations.spend()
    with pytest.raises(OverBudget, match="needs too much work to be understood: it is left out"):
        evaluations.spend()


def test_the_command_line_names_the_file_that_is_left_out_and_checks_the_others(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("import torch\n" + "x = 1\n" * 200_000)
    told = report(Project(REGISTRY), tmp_path / "long.py")
    assert told.path == tmp_path / "long.py"
    assert told.error.startswith("has 200,001 lines")
    assert told.failed


# ---------------------------------------------------------------- analysed

DEEP = {
    "parentheses": "x = " + "(" * 10_000 + ")" * 10_000,
    "open parentheses": "x = " + "(" * 10_000,
    "brackets": "x = " + "[" * 300 + "torch" + "]" * 300,
    "calls": "x = torch" + "()" * 10_000,
    "attributes": "x = torch" + ".a" * 10_000,
    "operators": "x = torch" + " + torch" * 20_000,
    "unary operators": "x = " + "not " * 10_000 + "torch",
    "lambdas": "x = " + "lambda: " * 10_000 + "torch",
    "conditions": "x = " + "1 if a else " * 10_000 + "torch",
    "blocks": "".join(" " * level + "if torch:\n" for level in range(500)) + " " * 500 + "pass",
    "functions": "".join(" " * level + f"def f{level}(x):\n" for level in range(90)) + " " * 90 + "return x",
    "loops": "".join(" " * level + f"for x{level} in torch.a:\n" for level in range(90)) + " " * 90 + "y = x1",
    "patterns": "match torch:\n    case " + "[" * 3_000 + "]" * 3_000 + ": pass",
    "f-strings": "x = " + "f'{" * 500 + "1" + "}'" * 500,
    "tuples of tuples": "a, b = torch.ones(1), 1\n" + "a, b = (a, b), (b, a)\n" * 200,
    "lists of lists": "x, y = [], [1]\n" + "x = [x, y, {'a': x, 'b': y}]\n" * 200,
    "decorators": "@torch\n" * 10_000 + "def f(): pass",
    "targets": "a" + " = a" * 5_000,
    "quotes": '"""' * 9_999,
    "lines joined": "x = 1 + \\\n" * 10_000 + "1",
    "tabs": "\t" * 10_000 + "x = 1",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_very_deep_costs_no_other_finding(name: str) -> None:
    analysis = check(f"{LEAK}{DEEP[name]}\n")
    assert analysis.left_out or [finding.rule for finding in analysis.findings] == ["unclosed-resource"]


STRANGE = {
    "form feeds": "\f" * 1_000 + LEAK,
    "NUL": LEAK + "\0" * 1_000,
    "every character of a byte": LEAK + "".join(map(chr, range(256))) * 100,
    "lone surrogates": LEAK + "x = '\ud800'\n\udfff = 1\n",
    "outside the BMP": LEAK + "𝕏 = '🔥'\n",
    "byte order mark inside": LEAK + "\ufeff\nx = 1\n",
    "separators that Python does not know": LEAK + "x = '\u2028\x1c\x85'\n",
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_characters_cost_no_other_finding(name: str) -> None:
    assert rules(STRANGE[name]) == ["unclosed-resource"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_break_is_one(newline: str) -> None:
    [finding] = check(LEAK.replace("\n", newline)).findings
    assert finding.span.start.line == 2


# ---------------------------------------------------------------- encodings

CODECS = sorted(
    {*encodings.aliases.aliases.values(), *(item.name for item in pkgutil.iter_modules(encodings.__path__))}
)
NOT_FOR_FILES = ("idna", "punycode")


@pytest.mark.parametrize("codec", CODECS)
def test_every_encoding_of_python_is_read_and_kept_or_told(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "a.py"
    text = f"# coding: {codec}\n{LEAK}"
    path.write_bytes(text.encode())
    try:
        file = files.read(path)
    except files.FileError:
        assert codec in NOT_FOR_FILES or _meaning(text, codec) != text, "it could be read"
        return
    told = report(Project(REGISTRY), path)
    if file.text != text:  # what the cookie says is not what the bytes are: it reads as something else
        assert told.analysis == Analysis()
        return
    assert [finding.rule for finding in told.analysis.findings] == ["unclosed-resource"]
    try:
        files.write(file, file.text + "x = 1\n")
    except files.FileError:
        assert text.encode(codec) != text.encode(), "it would come back the same"
        assert path.read_bytes() == text.encode()
    else:
        assert path.read_bytes() == text.encode() + b"x = 1\n"


def _meaning(text: str, codec: str) -> str | None:
    """What Python's own codec makes of a text's bytes in UTF-8; None where nothing."""
    try:
        return text.encode().decode(codec)
    except (LookupError, ValueError):
        return None


def test_an_encoding_that_takes_long_is_not_tried() -> None:
    with pytest.raises(files.FileError, match="cannot be decoded as PunyCode"):
        files.decode(Path("a.py"), b"# coding: PunyCode\n" + b"a" * 10**6 + b"-" + b"b" * 10**6)


# ---------------------------------------------------------------- on disk

RANDOM = random.Random(0)
ON_DISK = {
    "parentheses.py": (f"{LEAK}{DEEP['parentheses']}\n".encode(), "unclosed-resource"),
    "long_line.py": (b"import torch\nx = '" + b"a" * 10_000_000 + b"'\n", "has 10,000,020 characters"),
    "many_lines.py": (b"import torch\n" + b"x = 1\n" * 200_000, "has 200,001 lines"),
    "binary.py": (b"import torch\n" + RANDOM.randbytes(100_000), "is not utf-8 in line 2"),
    "executable.py": (b"\x7fELF\2\1\1\0" + RANDOM.randbytes(100_000), "is not UTF-8"),
    "nul.py": (LEAK.encode() + b"\0" * 1_000, "unclosed-resource"),
    "utf16.py": (LEAK.encode("utf-16"), "is not UTF-8"),
    "surrogate.py": (LEAK.encode() + "x = '\ud800'\n".encode("utf-8", "surrogatepass"), "is not utf-8 in line 4"),
    "cookie.py": (b"# coding: klingon\n" + LEAK.encode(), "does not know, `klingon`"),
    "mark.py": (b"\xef\xbb\xbf# coding: latin-1\n" + LEAK.encode(), "byte order mark"),
}


def test_both_faces_tell_of_each_such_file_and_check_the_others(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write("plain.py", LEAK)
    for name, (raw, _) in ON_DISK.items():
        (place.workspace / name).write_bytes(raw)
    printed = place.run("check")
    told = {name: [line for line in _blocks(printed) if name in line] for name in ON_DISK}
    for name, (_, expected) in ON_DISK.items():
        assert [expected in line for line in told[name]] == [True], (name, told[name])
    assert "plain.py:2:7" in printed.stdout
    fixed = place.run("fix", ".")
    assert "plain.py" in fixed.stdout
    kept = [name for name, (raw, _) in ON_DISK.items() if (place.workspace / name).read_bytes() == raw]
    assert kept == [name for name, (_, expected) in ON_DISK.items() if expected != "unclosed-resource"]
    with place.server() as client:
        assert client.request("workspace/diagnostic", {"previousResultIds": []})["items"] == []
        place.write("plain.py", LEAK)
        [found] = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
        assert [item["code"] for item in found["items"]] == ["unclosed-resource"]


def _blocks(printed: "subprocess.CompletedProcess[str]") -> list[str]:
    return (printed.stdout + printed.stderr).splitlines()

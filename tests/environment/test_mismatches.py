"""library-path-mismatch in documents that are no Python: what is found, what is not, and how it is fixed."""

import random
import time

import pytest

from environment.samples import SAMPLES
from tensortidy.engine import Analysis, analyze, analyze_environment
from tensortidy.environment import Kind
from tensortidy.fixer import fix_all
from tensortidy.registry import load
from tensortidy.source import Source

RULES = load().rules
KNOWN = [rule.card.name for rule in RULES]
HOME = "export CUDA_HOME=/usr/local/cuda-11.8\n"


def check(source: Source, kind: Kind = Kind.SHELL) -> Analysis:
    analysis = analyze_environment(source, kind, RULES, known_rules=KNOWN)
    assert not analysis.crashes, analysis.crashes[0].traceback
    return analysis


def found(text: str, kind: Kind = Kind.SHELL) -> list[str]:
    """The text under each finding."""
    source = Source(text)
    return [source.slice(finding.span) for finding in check(source, kind).findings]


def fixed(text: str, kind: Kind = Kind.SHELL) -> str:
    return fix_all(Source(text), lambda source: check(source, kind), unsafe=True).text


@pytest.mark.parametrize("kind", Kind)
def test_the_folder_of_another_version_is_found_in_every_kind(kind: Kind) -> None:
    source = Source(SAMPLES[kind])
    [finding] = check(source, kind).findings
    assert source.slice(finding.span) == "/usr/local/cuda-11.2"
    assert "`CUDA_HOME` uses CUDA 11.8" in finding.message
    assert [source.slice(item.span)[:9] for item in finding.related] == ["CUDA_HOME"]
    assert found(fixed(SAMPLES[kind], kind), kind) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (HOME + 'PATH="/opt/cuda-11.2/bin:$PATH"', ["/opt/cuda-11.2"]),
        (HOME + "export PATH=$PATH:/usr/local/cuda-11.2/bin", ["/usr/local/cuda-11.2"]),
        (HOME + "V=11.2\nexport PATH=/usr/local/cuda-$V/bin:$PATH", ["/usr/local/cuda-$V"]),
        ("export PATH=/usr/local/cuda-11.2/bin:$PATH\n" + HOME, ["/usr/local/cuda-11.2"]),
        ("export PATH=/usr/local/cuda-11.2/bin:$PATH\nexport LD_LIBRARY_PATH=/usr/local/cuda-11.8/lib64",
         ["/usr/local/cuda-11.8"]),
        (HOME + "export CUDA_PATH=/usr/local/cuda-11.2", ["/usr/local/cuda-11.2"]),
        (HOME + "if x; then\n  export PATH=/usr/local/cuda-11.2/bin:$PATH\nfi", ["/usr/local/cuda-11.2"]),
        (HOME + "export PATH=/usr/local/cuda-11.8/bin:$PATH\nexport PATH=/usr/local/cuda-11.2/bin:$PATH",
         ["/usr/local/cuda-11.2"]),
    ],
)  # fmt: skip
def test_true_shapes_in_shell(text: str, places: list[str]) -> None:
    assert found(text) == places


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HOME + "export PATH=/usr/local/cuda-11.8/bin:$PATH", id="the same version"),
        pytest.param(HOME + "export PATH=/usr/local/cuda-11/bin:$PATH", id="a link to it"),
        pytest.param(HOME + "export PATH=/usr/local/cuda/bin:$PATH", id="a link of no version"),
        pytest.param("export CUDA_HOME=/usr/local/cuda\nPATH=/opt/cuda-11.2/bin:$PATH", id="a home of no version"),
        pytest.param("CUDA_HOME=${CUDA_HOME:-/opt/cuda-11.8}\nPATH=/opt/cuda-11.2/bin:$PATH", id="only a default"),
        pytest.param("CUDA_HOME=$1\nPATH=/opt/cuda-11.2/bin:$PATH", id="given"),
        pytest.param(HOME + "# export PATH=/usr/local/cuda-11.2/bin:$PATH", id="a comment"),
        pytest.param(HOME + "cat <<E >x\nexport PATH=/usr/local/cuda-11.2/bin:$PATH\nE", id="a here-document"),
        pytest.param(HOME + "echo 'export PATH=/usr/local/cuda-11.2/bin:$PATH'", id="an argument"),
        pytest.param(HOME + "export PATH=/opt/cudnn-8-cuda-11.2/bin:/opt/cuda-gdb-11.2/bin", id="other programs"),
        pytest.param(HOME + "MANPATH=/usr/local/cuda-11.2/man", id="another variable"),
        pytest.param(HOME + "PATH=/usr/local/cuda-11.8/bin:/usr/local/cuda-11.2/bin:$PATH", id="a second toolkit"),
        pytest.param(HOME + "PATH=/opt/cuda-11.2/bin:$PATH\nPATH=/opt/cuda-11.8/bin:$PATH", id="behind the right one"),
        pytest.param("case $1 in\n8) CUDA_HOME=/c/cuda-8.0; PATH=/c/cuda-8.0/bin ;;\n9) PATH=/c/cuda-9.0/bin ;;\nesac",
                     id="other branches"),
        pytest.param("f() {\n" + HOME + "}\ng() {\nPATH=/opt/cuda-11.2/bin:$PATH\n}", id="other functions"),
        pytest.param("CUDA_HOME=/opt/cuda-11.8 make\nPATH=/opt/cuda-11.2/bin:$PATH", id="for one command alone"),
        pytest.param("[ -d /opt/cuda-11.8 ] && " + HOME + "PATH=/opt/cuda-11.2/bin:$PATH", id="perhaps"),
        pytest.param("PATH=/c/cuda-11.2/bin:/c/cuda-11.8/bin\nLD_LIBRARY_PATH=/c/cuda-11.8/lib64", id="one of them"),
        pytest.param("CUDA_HOME=/opt/cuda-10.0\nPATH=/opt/cuda-10.0/bin\nCUDA_HOME=/opt/cuda-11.8\nPATH=/opt/cuda-11.8/bin",
                     id="first one, then the other"),
    ],
)  # fmt: skip
def test_traps_in_shell(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nENV CUDA_HOME=/usr/local/cuda-11.8\nFROM b\nENV PATH=/usr/local/cuda-11.2/bin:$PATH\n",
        "FROM a\nENV CUDA_HOME=/usr/local/cuda-11.8\nRUN PATH=/usr/local/cuda-11.2/bin:$PATH make\n",
        "ARG V=11.8\nFROM a\nENV CUDA_HOME=/opt/cuda-$V PATH=/opt/cuda-11.8/bin:$PATH\n",
    ],
)
def test_traps_in_dockerfiles(text: str) -> None:
    assert found(text, Kind.DOCKERFILE) == []


def test_a_stage_has_the_variables_of_the_one_it_goes_on_from() -> None:
    text = "FROM a AS base\nENV CUDA_HOME=/opt/cuda-11.8\nFROM base\nENV PATH=/opt/cuda-11.2/bin:$PATH\n"
    assert found(text, Kind.DOCKERFILE) == ["/opt/cuda-11.2"]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("PATH=/opt/cuda-11.2/bin:$PATH", "PATH=$CUDA_HOME/bin:$PATH"),
        ('PATH="/opt/cuda-11.2/bin:$PATH"', 'PATH="$CUDA_HOME/bin:$PATH"'),
        ("PATH='/opt/cuda-11.2/bin':$PATH", "PATH='/usr/local/cuda-11.8/bin':$PATH"),
        ("V=11.2; PATH=/opt/cuda-$V/bin", "V=11.2; PATH=$CUDA_HOME/bin"),
        ("PATH=$HOME/cuda-11.2/bin", "PATH=$CUDA_HOME/bin"),
        ('PATH="/opt"/cuda-11.2/bin', 'PATH="/opt"/cuda-11.2/bin'),
    ],
)
def test_fixes_in_shell_keep_to_its_quotes(text: str, fix: str) -> None:
    assert fixed(HOME + text) == HOME + fix


def test_what_is_set_later_cannot_be_referred_to() -> None:
    text = "PATH=/opt/cuda-11.2/bin:$PATH\n"
    assert fixed(text + HOME) == "PATH=/usr/local/cuda-11.8/bin:$PATH\n" + HOME
    both = "FROM a\nENV CUDA_HOME=/opt/cuda-11.8 PATH=/opt/cuda-11.2/bin\n"
    assert fixed(both, Kind.DOCKERFILE) == "FROM a\nENV CUDA_HOME=/opt/cuda-11.8 PATH=/opt/cuda-11.8/bin\n"


def test_comments_suppress_on_their_line_and_on_the_statement_below() -> None:
    path = "export PATH=/usr/local/cuda-11.2/bin:$PATH"
    assert found(f"{HOME}{path}  # tensortidy: ignore[library-path-mismatch]\n") == []
    assert found(f"{HOME}# tensortidy: ignore[library-path-mismatch] old driver\n\n{path}\n") == []
    assert found(f"# tensortidy: ignore-file\n{HOME}{path}\n") == []
    [unused] = check(Source(f"{HOME}# tensortidy: ignore[library-path-mismatch]\n")).findings
    assert unused.rule == "unused-ignore"
    docker = SAMPLES[Kind.DOCKERFILE].replace("ENV PATH", "# tensortidy: ignore[library-path-mismatch]\nENV PATH")
    assert found(docker, Kind.DOCKERFILE) == []


def test_what_starts_processes_may_mean_its_variables_for_them() -> None:
    text = 'import os{}\nimport torch\n\nos.environ["LD_LIBRARY_PATH"] = "/opt/cuda/lib64"\n'
    assert [item.rule for item in analyze(Source(text.format("")), RULES).findings] == ["library-path-mismatch"]
    assert analyze(Source(text.format(", subprocess")), RULES).findings == ()
    assert analyze(Source(text.format("") + "os.execv('x', ['x'])\n"), RULES).findings == ()


_LINES = [
    "CUDA_HOME=/usr/local/cuda-11.8", "PATH=/usr/local/cuda-11.2/bin:$PATH", "if x; then", "fi", "V=11.2", "}", "f() {",
    "PATH='/usr/local/cuda-$V/bin':$PATH", "LD_LIBRARY_PATH=$CUDA_HOME/lib64:/opt/cuda/12.1/lib", "\\", '"', "'", "# x",
    "# tensortidy: ignore[library-path-mismatch]", "ENV CUDA_PATH=/opt/cuda-11", "FROM a AS b", "FROM b", "variables:",
    "  CUDA_HOME: /usr/local/cuda-10", "  PATH: '/opt/cuda-9/bin'",
    "Environment=CUDA_HOME=/cuda-9 \"PATH=/cuda-8/bin\"",
]  # fmt: skip


@pytest.mark.parametrize("kind", Kind)
def test_no_text_makes_the_rule_raise_and_fixes_come_to_an_end(kind: Kind) -> None:
    chance = random.Random(kind.value)
    for _ in range(300):
        text = "\n".join(chance.choice(_LINES) for _ in range(chance.randint(0, 12)))
        fixed(text, kind)


def test_many_assignments_take_little_time() -> None:
    text = "".join(f"CUDA_HOME=/c/cuda-{n}.1\nPATH=/c/cuda-{n}.2/bin:$PATH\n" for n in range(150))
    wide = "CUDA_HOME=/c/cuda-1.1\nPATH="
    for long in (
        text,
        text * 20,
        wide + "/c/cuda-2.1:" * 50_000,
        wide + "/c/cuda-2.1:" * 1500,
        wide + "$V:" * 5000,
    ):
        started = time.perf_counter()
        check(Source(long))
        assert time.perf_counter() - started < 5

"""What each reader makes of its kind of document."""

import random
import time

import pytest

from environment.samples import SAMPLES
from tensortidy.environment import Kind, read
from tensortidy.source import Source


def assigned(text: str, kind: Kind = Kind.SHELL) -> list[tuple[str, str]]:
    """Names and values, a variable in a value as ``<NAME>`` and what is not known as ``<>``."""
    return [
        (item.name, "".join(part.text or f"<{part.variable}>" for part in item.parts))
        for item in read(Source(text), kind).assignments
    ]


def blocks(text: str, kind: Kind = Kind.SHELL) -> dict[str, tuple[int, ...]]:
    return {item.name: item.block for item in read(Source(text), kind).assignments}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A=1", [("A", "1")]),
        ("export A=1 B=2 # C=3\n", [("A", "1"), ("B", "2")]),
        ('declare -x A="x $B y"', [("A", "x <B> y")]),
        ("A='$B'\"$C\"d\\ e", [("A", "$B<C>d e")]),
        ("A=$(echo ')' B=2)c", [("A", "<>c")]),
        ("A=${B:-${C}}:d", [("A", "<B>:d")]),
        ("A+=:b", [("A", ":b")]),
        ("echo A=1", []),
        ("echo 'export A=1' >> ~/.bashrc", []),
        ("cat <<EOF >> ~/.bashrc\nexport A=1\nEOF\nB=2", [("B", "2")]),
        ("cat <<-'END'\n\tA=1\n\tEND\nB=2", [("B", "2")]),
        ("cat <<< x\nA=1", [("A", "1")]),
        ("A=1 make B=2", [("A", "1")]),
        ("A=(1 2)\nB=3", [("A", "<>"), ("B", "3")]),
        ("A=1 \\\n  B=2\n", [("A", "1"), ("B", "2")]),
        ("make > A=1 2>&1; B=2", [("B", "2")]),
        ("# A=1\n #B=2", []),
        ("A=b#c", [("A", "b#c")]),
        ("for x in 1 2; do A=$x; done", [("A", "<x>")]),
        ("case $x in a) A=1 ;; b|c) B=2 ;; esac; C=3", [("A", "1"), ("B", "2"), ("C", "3")]),
        ("f() { A=1; }", [("A", "1")]),
        ("function f {\nA=1\n}\n", [("A", "1")]),
        ("if true; then A=1; fi", [("A", "1")]),
    ],
)
def test_shell(text: str, found: list[tuple[str, str]]) -> None:
    assert assigned(text) == found


def test_branches_of_a_shell_script_are_blocks_of_their_own() -> None:
    found = blocks("A=0\nif x; then B=1; C=2; elif y; then D=3; else E=4; fi\nF=5\nx && G=6\nH=7 make\n(I=8)\nJ=9")
    assert found["A"] == found["F"] == found["J"] == ()
    assert found["B"] == found["C"]
    assert len({found[name] for name in "BDEGHI"}) == 6
    assert all(found[name] for name in "BDEGHI")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('FROM x\nENV A=1 B="2 3"\n', [("A", "1"), ("B", "2 3")]),
        ("FROM x\nENV A b c\n", [("A", "b c")]),
        ("FROM x\nENV A=1 \\\n  # why\n  B=2\n", [("A", "1"), ("B", "2")]),
        ("ARG V=1\nFROM x\nARG W\nENV A=$V\n", [("V", "1"), ("A", "<V>")]),
        ("FROM x\nRUN export A=1\nRUN <<EOF\nENV B=2\nEOF\nENV C=3\n", [("C", "3")]),
        ("# escape=`\nFROM x\nENV A=c:\\x `\n B=2\n", [("A", "c:\\x"), ("B", "2")]),
        ("# ENV A=1\nenv B=2\n", [("B", "2")]),
    ],
)
def test_dockerfile(text: str, found: list[tuple[str, str]]) -> None:
    assert assigned(text, Kind.DOCKERFILE) == found


def test_stages_are_blocks_within_those_that_they_go_on_from() -> None:
    found = blocks("FROM x AS one\nENV A=1\nFROM y\nENV B=2\nFROM one AS three\nENV C=3\n", Kind.DOCKERFILE)
    assert found["A"] != found["B"]
    assert found["C"][: len(found["A"])] == found["A"]


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (Kind.DOTENV, "A=1 # x\nexport B='2 #3'\n# C=4\n D = ${A}5\nbroken\nE=\"open\n", [
            ("A", "1"), ("B", "2 #3"), ("D", "<A>5"), ("E", "open"),
        ]),
        (Kind.SYSTEMD, "Environment=A=1 \"B=2 3\" 'C=4'\n; Environment=D=5\nEnvironment=E=6 \\\n F=7\nExecStart=/x\n", [
            ("A", "1"), ("B", "2 3"), ("C", "4"), ("E", "6"), ("F", "7"),
        ]),
        (Kind.CONDA, "name: x\nA: 0\nvariables:\n  B: 1 # x\n  'C': \"2\"\n  # D: 3\nchannels:\n  E: 4\n", [
            ("B", "1"), ("C", "2"),
        ]),
    ],
)  # fmt: skip
def test_documents_of_lines(kind: Kind, text: str, found: list[tuple[str, str]]) -> None:
    assert assigned(text, kind) == found


@pytest.mark.parametrize("kind", Kind)
def test_parts_stand_where_they_say(kind: Kind) -> None:
    source = Source(SAMPLES[kind])
    for item in read(source, kind).assignments:
        for part in item.parts:
            if part.text:
                assert source.text[part.start : part.end] == part.text


_SIGNS = [
    *"\"'\\$`(){}[]<>&|;#=:\n\t -~*?!/",
    "A=", "export ", "ENV ", "FROM a AS b\n", "<<E\n", "E\n", "if ", "then ", "fi ", "case ", " in ", "esac ", ";;",
    "do ", "done ", "${", "$(", "Environment=", "variables:\n", "  B: ", "/usr/local/cuda-11.2/", "CUDA_HOME=", "PATH=",
    "# tensortidy: ignore[x]", "\r\n", "\r", "\0", "é", "𝔸",
]  # fmt: skip


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_raised_whatever_the_text_holds(kind: Kind) -> None:
    chance = random.Random(kind.value)
    for _ in range(1500):
        source = Source("".join(chance.choice(_SIGNS) for _ in range(chance.randint(0, 60))))
        for item in read(source, kind).assignments:
            assert 0 <= item.statement[0] <= item.start <= item.end <= len(source.text)
            assert all(item.start <= part.start <= part.end <= len(source.text) for part in item.parts)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "piece",
    [
        *_SIGNS,
        "A=1\n",
        "A=1 ",
        "ENV A=\\\n",
        "'",
        "$(",
        "${A:-",
        "A=$(",
        "cat <<E\n",
        "((",
        "if x; then\n",
        "a && ",
        "\\\n",
    ],
)
def test_long_texts_take_time_that_grows_with_their_length(kind: Kind, piece: str) -> None:
    text = piece * (50_000 // len(piece))
    started = time.perf_counter()
    read(Source(text), kind)
    assert time.perf_counter() - started < 2

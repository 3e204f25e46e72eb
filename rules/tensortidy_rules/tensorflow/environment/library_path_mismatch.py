"""library-path-mismatch: variables that name several CUDA toolkits, or that are set when nobody reads them any more."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tensortidy import edits
from tensortidy.environment import Assignment, Environment, Setting
from tensortidy.environment.toolkits import HOMES, Mismatch, mismatches
from tensortidy.rule import (
    Card,
    Confidence,
    Edit,
    Finding,
    Fix,
    FixSafety,
    Framework,
    Related,
    Rule,
    Safety,
    Severity,
    span_of,
)
from tensortidy.semantics import Model
from tensortidy.source import Position, Span

_GPUS = "CUDA_VISIBLE_DEVICES"
_LIBRARIES = "LD_LIBRARY_PATH"
_READ_BY_CUDA = frozenset({*HOMES, _GPUS, _LIBRARIES, "PATH"})


class LibraryPathMismatch(Rule):
    """``CUDA_HOME`` names one toolkit, ``PATH`` or ``LD_LIBRARY_PATH`` another; or Python sets them too late."""

    card = Card(
        name="library-path-mismatch",
        title="Library Path Mismatch",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS, Framework.TORCH),
        category="Environment and Configuration Management",
        subcategory="Environment Setup Issues",
        summary="`CUDA_HOME`, `PATH` and `LD_LIBRARY_PATH` name different CUDA versions, or a program sets such a "
        "variable when it is no longer read.",
        explanation="""\
CUDA is found through environment variables: `nvcc` through `PATH`, the libraries through `LD_LIBRARY_PATH`, headers
and the rest through `CUDA_HOME`. They are set in different lines, often in different years. When one of them is left
behind at an update, code is compiled with one version and loads the libraries of another. What follows depends on
the pair: a library that is not found, a framework that falls back to the CPU without more than a warning, an
extension that crashes. The wheels of today bring their own libraries, so that it is mostly what is compiled on
the spot that breaks.

Write the version once, and derive the rest: `export CUDA_HOME=…`, then `$CUDA_HOME/bin` and `$CUDA_HOME/lib64`.
Looked at are shell profiles and scripts, Dockerfiles (each stage for itself), `.env` files, systemd units, the
`variables` of conda's environment files, and `os.environ` in Python. `/usr/local/cuda`, a link whose version nobody
can see, agrees with everything, as does a second toolkit that stands behind the right one.

Two lines of Python come too late, whatever they say. The loader reads `LD_LIBRARY_PATH` once, before Python
begins: set it before the program is started. CUDA reads `CUDA_VISIBLE_DEVICES` when the first call looks at the GPUs:
set it above that call, best above the imports.

In a notebook `%env NAME=value` and `%set_env` set a variable of the kernel, as `os.environ` does, and what `!` and
`%%bash` start inherits it. `!export NAME=value` sets nothing: each `!` has a shell of its own, which ends with the
line, as the shell of a `%%bash` cell ends with the cell.""",
        consequences=(
            "libraries that are not found, or those of another version",
            "training on the CPU, or on the wrong GPU, with no error",
            "extensions that crash",
        ),
        practices=("Write the version of CUDA once, in `CUDA_HOME`, and derive all other paths from it.",),
        bad="""\
export CUDA_HOME=/usr/local/cuda-11.8
export PATH=/usr/local/cuda-11.2/bin:$PATH
export LD_LIBRARY_PATH=$CUDA_HOME/lib64:$LD_LIBRARY_PATH
""",
        good="""\
export CUDA_HOME=/usr/local/cuda-11.8
export PATH=$CUDA_HOME/bin:$PATH
export LD_LIBRARY_PATH=$CUDA_HOME/lib64:$LD_LIBRARY_PATH
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="Which of the two versions is meant, and installed, is yours to know. Where `$CUDA_HOME` would not be "
        "replaced (in single quotes, in `.env` files and units, or above its own line) its path is written out. There "
        "is no fix for a variable that Python sets too late for its own process.",
        severity=Severity.HINT,
        confidence=Confidence.MEDIUM,
        evidence="A library in a folder of `LD_LIBRARY_PATH`: found when the variable is set before the process "
        "starts, not found when it is set by `os.environ` in the process (glibc, Python 3.11).",
        language="sh",
    )  # fmt: skip
    visits = (ast.Assign, ast.AugAssign, ast.Expr, ast.Pass)

    def check_environment(self, environment: Environment) -> Iterator[Finding]:
        """Report the folders of another toolkit in a profile, a Dockerfile and the like."""
        for found in mismatches(environment):
            yield self._mismatch(found, environment)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report what one statement assigns to the environment, where that disagrees or comes too late."""
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Pass):
            return
        setting = model.process_environment.setting(node)
        if setting is not None and setting.is_lost and setting.name in _READ_BY_CUDA:
            yield self._lost(node, setting)
        assigned = model.process_environment.assigned(node)
        if not assigned:
            return
        where = _in_line(node, setting.start, setting.end) if setting is not None else span_of(node)
        for item in assigned:
            if item.name == _LIBRARIES and not model.process_environment.is_inherited() and _names_folders(item):
                yield self._late_libraries(where)
            elif item.name == _GPUS:
                yield from self._late_gpus(node, where, item, model)
            else:
                yield from self._mismatches_in(item, model.process_environment.environment)

    def _mismatches_in(self, item: Assignment, environment: Environment) -> Iterator[Finding]:
        for found in mismatches(environment):
            if found.entry.variable is item:
                yield self._mismatch(found, environment)

    def _mismatch(self, found: Mismatch, environment: Environment) -> Finding:
        entry, other = found.entry, found.other
        name, measure = entry.variable.name, other.variable.name
        end = entry.end if entry.end is not None else entry.variable.end
        place = environment.span(other.variable.start, other.variable.end)
        return self.finding(
            environment.span(entry.start, end),
            f"`{name}` uses CUDA {entry.version} here, and `{measure}` uses CUDA {other.version}: programs and "
            "libraries of two versions come together, which fails to load or falls back to the CPU. "
            + (f"Derive this path from `{measure}`." if measure in HOMES else "Let both name one version."),
            related=(Related(place, f"`{measure}` names CUDA {other.version}"),),
            fix=_fix(found, environment),
        )

    def _lost(self, node: ast.stmt, setting: Setting) -> Finding:
        """``!export NAME=value``."""
        name, fix = setting.name, None
        cure = f"Use `%env {name}=…`, above the imports"
        if name == _LIBRARIES:
            cure = "Set it before Jupyter is started, or in the `env` of its kernel's `kernel.json`"
        elif setting.value and not any(sign in setting.value for sign in "$`'\"{\\"):
            change = Edit(_in_line(node, setting.start, setting.rest), "%env ")
            reason = "the kernel has the variable then, and all that it starts"
            fix = Fix("Set it with `%env`", Safety.UNSAFE, (change,), reason)
        return self.finding(
            _in_line(node, setting.start, setting.end),
            f"`!export` sets `{name}` in a shell that ends with this line: neither the kernel nor the next `!` sees "
            f"it. {cure}.",
            fix=fix,
        )

    def _late_libraries(self, where: Span) -> Finding:
        return self.finding(
            where,
            "The loader has read `LD_LIBRARY_PATH` before Python began: setting it here changes nothing for this "
            "process, and libraries in these folders are not found. Set it before the program is started.",
        )

    def _late_gpus(self, node: ast.stmt, where: Span, item: Assignment, model: Model) -> Iterator[Finding]:
        hides = all(part.text for part in item.parts) and "".join(part.text for part in item.parts) in ("", "-1")
        if hides or model.process_environment.is_inherited():
            return
        call = model.process_environment.first_look(node)
        if call is None:
            return
        yield self.finding(
            where,
            f"`{_GPUS}` is set after `{model.text(call.func)}` has looked at the GPUs: CUDA reads it once, so all of "
            "them stay visible. Set it above that call, best above the imports.",
            related=(Related(span_of(call), "CUDA reads the variable here"),),
            fix=_move(node, call, model),
        )


def _in_line(node: ast.stmt, start: int, end: int) -> Span:
    """A stretch of the line that a statement begins on, from one column to another."""
    return Span(Position(node.lineno, start), Position(node.lineno, end))


def _names_folders(item: Assignment) -> bool:
    """Whether a value is put together here: what is only handed on may be what was there before."""
    return any("/" in part.text or "\\" in part.text for part in item.parts) or len(item.parts) > 1


def _fix(found: Mismatch, environment: Environment) -> Fix | None:
    entry, other = found.entry, found.other
    if other.variable.name not in HOMES or entry.end is None:
        return None
    written = environment.source.text[entry.start : entry.end]
    if any(sign in written for sign in "'\"\\\n"):
        return None
    seen = other.variable.statement[0] < entry.variable.statement[0]
    reference = f"${other.variable.name}" if entry.expands and seen else other.root
    if not reference or (reference == other.root and any(sign in reference for sign in " \"'\\$")):
        return None
    return Fix(
        f"Use the toolkit that `{other.variable.name}` names",
        Safety.UNSAFE,
        (Edit(environment.span(entry.start, entry.end), reference),),
        "another version of CUDA is used then",
    )


def _move(node: ast.stmt, call: ast.Call, model: Model) -> Fix | None:
    """Set the variable above the statement that looks at the GPUs, where both stand in one block."""
    first = model.structure.statement(call)
    block: Sequence[ast.stmt] = model.structure.block(node)
    is_plain = isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    if first is None or first not in block or not is_plain or node.lineno != node.end_lineno:
        return None
    above = any(  # `os` is known there already
        binding.node.lineno < first.lineno
        for binding in model.names.bindings("os", node)
        if isinstance(binding.node, ast.Import)
    )
    changes = (
        *edits.insert_line_before(model.source, first, model.text(node)),
        *edits.delete_statement(model.source, node),
    )
    if not above or len(changes) != 2:
        return None
    reason = "the program sees other GPUs then"
    return Fix(f"Set `{_GPUS}` before CUDA looks", Safety.UNSAFE, changes, reason)

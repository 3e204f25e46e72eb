"""image-buffer-accumulation: images that are opened in a loop and all kept, with their files or their pixels."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy import edits
from tensortidy.rule import (
    Card,
    Confidence,
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
from tensortidy.semantics.bindings import Binding
from tensortidy.semantics.evidence import dotted
from tensortidy.source import Span

_OPEN = "PIL.Image.open"
_FEW = 16  # as many open files, or images in memory, harm nobody
_PATHS = frozenset({
    "str", "pathlib.Path", "os.path.join", "os.path.abspath", "os.path.expanduser", "os.fspath", "glob.glob",
    "os.listdir", "sorted", "pathlib.Path.glob", "keras.utils.get_file",
})  # fmt: skip
_UPLOADS = frozenset({"files", "getlist", "infolist"})  # what a form or an archive holds: open files
_COPIED = "the copy holds the pixels in memory, of the first frame only, and has no `format` and `filename`"


class ImageBufferAccumulation(Rule):
    """``images.append(Image.open(path))`` and ``[Image.open(path) for path in paths]``."""

    card = Card(
        name="image-buffer-accumulation",
        title="Image Buffer Accumulation",
        frameworks=(Framework.TENSORFLOW, Framework.KERAS),
        category="Resource Management",
        subcategory="Augmentation Resource Leaks",
        summary="A loop opens images and keeps all of them, each with an open file or with all its pixels.",
        explanation="""\
`Image.open` reads no pixels. It opens the file, looks at its header, and keeps the file open until somebody needs
the pixels. A list of such images is a list of open files, and a process may have only so many of them: often 1,024.
A data set that works with 900 images fails with 1,100 ("Too many open files").

Read the pixels before you keep the image: `image.copy()`, `image.convert("RGB")`, `image.resize(…)` and
`np.array(image)` all do so and let the file go. Do that inside `with Image.open(path) as image:`, which closes the
file in every case. Do not keep the lazy image itself out of the `with`: it cannot be read afterwards.

That cures the files, not the memory. A decoded image of 512 × 512 takes 0.8 MB, whatever its file took, and as an
array just as much. Where the list is only gone through once, do not build it: a generator or a `tf.data` pipeline
(`Dataset.list_files(…).map(…)`) holds one batch at a time. Where all images are needed at once, make them small
first.

`cv2.imread`, `tf.io.read_file` and their like give arrays and leave no file open.""",
        consequences=("\"Too many open files\"", "memory grows with each image"),
        practices=(
            "Open images in a `with` statement, and keep what is read from them.",
            "Stream images through a generator or `tf.data` rather than to collect them.",
        ),
        bad="""\
import numpy as np
import tensorflow as tf
from PIL import Image

paths = [f"{number}.png" for number in range(100)]
for path in paths:
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(path)

images = []
for path in paths:
    images.append(Image.open(path))
print(tf.stack([np.asarray(kept) for kept in images]).shape)
""",
        good="""\
import numpy as np
import tensorflow as tf
from PIL import Image

paths = [f"{number}.png" for number in range(100)]
for path in paths:
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(path)

images = []
for path in paths:
    with Image.open(path) as image:
        images.append(image.copy())
print(tf.stack([np.asarray(kept) for kept in images]).shape)
""",
        fix_safety=FixSafety.UNSAFE,
        fix_note="What is kept is a copy: its pixels are in memory from then on, it is an animation's first frame, "
        "and it no longer knows its file's name and format. For images that are kept as arrays there is no fix: only "
        "you know whether all of them are needed at once.",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        evidence="60 PNGs of 512 × 512 in a list: 60 open files and 0.4 MB as `Image.open` gives them; no file and "
        "46 MB as arrays; one after the other 1.7 MB (Pillow 13, TensorFlow 2.21).",
    )  # fmt: skip
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report an image that a loop opens and keeps unread, and arrays that are kept for one pass."""
        if not isinstance(node, ast.Call):
            return
        name = model.qualified(node.func)
        if name == _OPEN:
            yield from self._opened(node, model)
        elif name is not None and model.knowledge.is_one_of(name, "readers of image files"):
            yield from self._decoded(node, model)

    # ------------------------------------------------------------ open files

    def _opened(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        if not node.args or not _is_path(node.args[0], model):
            return
        assumptions = _assumed(node.args[0], model)
        kept = _outermost(node, model)
        parent = model.structure.parent(kept)
        if isinstance(parent, ast.ListComp | ast.DictComp) and kept is not getattr(parent, "key", None):
            statement = model.structure.statement(parent)
            held = isinstance(statement, ast.Assign | ast.Return | ast.AnnAssign) and statement.value is parent
            if held and not _is_few(parent.generators[0].iter, model) and not _are_closed(statement, model):
                fix = Fix(
                    "Keep copies, and let the files go",
                    Safety.UNSAFE,
                    tuple(edits.insert_after(node, ".copy()")),
                    _COPIED,
                )
                yield self._lazy(node, span_of(parent.generators[0].iter), fix, assumptions, model)
            return
        statement = model.structure.statement(node)
        place = _place_of(node, kept, model)
        if statement is None or place is None:
            return
        found = model.accumulations.accumulation(place)
        if found is None or _is_few(getattr(found.loop, "iter", None), model) or _are_closed(place, model):
            return
        yield self._lazy(node, model.loop_header(found.loop), _in_with(node, place, model), assumptions, model)

    def _lazy(self, node: ast.Call, loop: Span, fix: Fix | None, assumptions: tuple[str, ...], model: Model) -> Finding:
        return self.finding(
            node,
            f"Each image that `{model.text(node)}` gives keeps its file open until its pixels are read, and this loop "
            "collects them unread: one open file an image, until there are too many. Open the image in a `with` "
            "statement and keep a copy, or what is computed from it.",
            related=(Related(loop, "one more open file in each pass"),),
            assumptions=assumptions,
            fix=fix,
        )

    # ------------------------------------------------------------ pixels

    def _decoded(self, node: ast.Call, model: Model) -> Iterator[Finding]:
        """``images.append(cv2.imread(path))`` where the list is gone through once."""
        statement = _place_of(node, node, model)
        found = model.accumulations.accumulation(statement) if statement is not None else None
        if found is None or found.adds or not isinstance(found.target, ast.Name):
            return
        if _is_few(getattr(found.loop, "iter", None), model):
            return
        reads = [
            read
            for read in model.structure.reads(found.target.id)
            if isinstance(read, ast.Name)
            and model.names.binding_scope(read.id, read) is model.names.binding_scope(found.target.id, found.target)
            and not model.structure.inside(read, found.statement)
        ]
        user = model.structure.parent(reads[0]) if len(reads) == 1 else None
        if not isinstance(user, ast.For) or user.iter is not reads[0] or model.structure.loop(user) is not None:
            return
        if model.structure.function(user) is not model.structure.function(found.loop):
            return
        yield self.finding(
            node,
            f"All images are decoded and kept in `{found.path}`, only to be gone through once. Read each one where it "
            "is used, in a generator or a `tf.data` pipeline: then one image is in memory, and not all.",
            severity=Severity.HINT,
            related=(
                Related(model.loop_header(found.loop), "the loop that collects them"),
                Related(model.loop_header(user), "the only place that uses them, one by one"),
            ),
        )


def _outermost(node: ast.expr, model: Model) -> ast.expr:
    """The tuple, list or dict that an expression is written in, or itself: ``(Image.open(path), label)``."""
    parent = model.structure.parent(node)
    return parent if isinstance(parent, ast.Tuple | ast.List | ast.Dict) else node


def _place_of(node: ast.Call, kept: ast.expr, model: Model) -> ast.stmt | None:
    """The statement that puts an image into a container unread: at once, or through a variable of the same block."""
    statement = model.structure.statement(node)
    if isinstance(statement, ast.Assign) and statement.value is node and isinstance(statement.targets[0], ast.Name):
        return _kept_later(statement, statement.targets[0], model)
    if isinstance(statement, ast.Assign) and statement.value is kept:
        return statement if isinstance(statement.targets[0], ast.Subscript) else None
    if isinstance(statement, ast.AugAssign) and statement.value is kept and isinstance(kept, ast.List):
        return statement
    parent = model.structure.parent(kept)
    return statement if isinstance(statement, ast.Expr) and parent is statement.value else None


def _kept_later(statement: ast.Assign, target: ast.Name, model: Model) -> ast.stmt | None:
    """``image = Image.open(path)`` and, below, ``images.append(image)``, where nothing else reads the pixels."""
    following = model.structure.following(statement)
    place: ast.stmt | None = None
    for read in model.structure.reads(target.id):
        if not isinstance(read, ast.Name) or not any(model.structure.inside(read, item) for item in following):
            continue
        parent = model.structure.parent(read)
        if isinstance(parent, ast.Attribute) and model.knowledge.is_one_of(
            parent.attr, "methods and parts of unread images"
        ):
            continue
        outer = _outermost(read, model)
        user = model.structure.statement(read)
        call = model.structure.parent(outer)
        appended = (
            isinstance(user, ast.Expr) and isinstance(call, ast.Call) and call is user.value and outer in call.args
        )
        if user is None or place is not None or not appended:
            return None
        place = user
    return place


def _is_path(node: ast.expr, model: Model) -> bool:
    """Whether what is opened may be a path: no buffer, no file that somebody else has opened."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.BinOp():
            return True
        case ast.Subscript():
            return not isinstance(node.slice, ast.Constant) or isinstance(node.slice.value, int)
        case ast.Call():
            name = model.qualified(node.func)
            joined = isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "joinpath", "as_posix")
            return name in _PATHS or joined
        case ast.Name():
            return all(_gives_path(binding, model) for binding in model.names.bindings(node.id, node))
    return False


def _gives_path(binding: Binding, model: Model) -> bool:
    """Whether what binds a variable may give it a path."""
    if isinstance(binding.node, ast.With | ast.withitem):
        return False
    if isinstance(binding.node, ast.For | ast.comprehension):  # `for file in request.files.getlist("images")`
        parts = model.structure.walk(binding.node.iter)
        return not any(isinstance(part, ast.Attribute) and part.attr in _UPLOADS for part in parts)
    made = binding.value
    return made is None or isinstance(made, ast.Name | ast.Attribute) or _is_path(made, model)


def _assumed(node: ast.expr, model: Model) -> tuple[str, ...]:
    return (f"`{model.text(node)}` is a path, and no open file",) if isinstance(node, ast.Name | ast.Subscript) else ()


def _is_few(iterated: ast.AST | None, model: Model) -> bool:
    """Whether a loop runs over a handful of things that are written out."""
    length = model.repetitions.length(iterated) if isinstance(iterated, ast.expr) else None
    return length is not None and length <= _FEW


def _are_closed(statement: ast.stmt | None, model: Model) -> bool:
    """Whether the function that keeps images closes or reads some in a loop: ``for image in images: image.close()``."""
    scope = model.structure.scope(statement) if statement is not None else model.module
    for node in model.structure.nodes_of(scope):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("close", "load"):
            path = dotted(node.func.value)
            loops = model.structure.loops(node)
            if path is not None and any(isinstance(loop, ast.For) and dotted(loop.target) == path for loop in loops):
                return True
            if node.func.attr == "load":
                return True
    return False


def _in_with(node: ast.Call, place: ast.stmt, model: Model) -> Fix | None:
    """``images.append(Image.open(path))`` → ``with Image.open(path) as image:`` and a copy appended."""
    if model.structure.statement(node) is not place or not isinstance(place, ast.Expr | ast.Assign):
        return None
    name = "image"
    if model.names.bindings(name, place):
        return None
    header = f"{model.text(node)} as {name}"
    wrapped = tuple(edits.wrap_in_with(model.source, [place], header))
    if not wrapped or "\n" in header:
        return None
    changes = (*wrapped, *edits.replace(node, f"{name}.copy()"))
    return Fix("Open the image in a `with` statement, and keep a copy", Safety.UNSAFE, changes, _COPIED)

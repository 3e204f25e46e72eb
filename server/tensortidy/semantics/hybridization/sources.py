"""The files of a program, their functions and classes, as they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from tensortidy.semantics.bindings import parameters
from tensortidy.semantics.structure import Structure
from tensortidy.source import Source

Definition: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"


@dataclass(eq=False)
class FunctionSource:
    """A function, method or lambda as it is written.

    ``name`` is its dotted name: classes and functions around it, and its own. ``owner`` is the class whose method it
    is.
    """

    file: FileSource
    node: Definition
    name: str
    owner: ClassSource | None
    outer: FunctionSource | None
    number: int
    """Its place among all functions of the program's files, in the order in which they are written."""

    @cached_property
    def positional(self) -> list[ast.arg]:
        """Its parameters that may be given by place."""
        return [*self.node.args.posonlyargs, *self.node.args.args]

    @cached_property
    def parameters(self) -> list[ast.arg]:
        """Its parameters without ``*args`` and ``**kwargs``."""
        return [*self.positional, *self.node.args.kwonlyargs]

    @cached_property
    def parameter_names(self) -> frozenset[str]:
        """The names of its parameters without ``*args`` and ``**kwargs``."""
        return frozenset(parameter.arg for parameter in self.parameters)

    @cached_property
    def defaulted(self) -> frozenset[str]:
        """The parameters that need not be given."""
        arguments = self.node.args
        found = [item.arg for item in self.positional[len(self.positional) - len(arguments.defaults) :]]
        keyword = [
            item.arg
            for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is not None
        ]
        return frozenset((*found, *keyword))

    @property
    def is_method(self) -> bool:
        """Whether its first parameter is ``self``."""
        return bool(self.positional) and self.positional[0].arg == "self"

    @property
    def own_parameters(self) -> list[ast.arg]:
        """Its parameters without ``self``."""
        return self.parameters[1:] if self.is_method else self.parameters

    @property
    def simple_name(self) -> str:
        """Its name without classes and functions around it."""
        return self.name.rpartition(".")[2]

    @property
    def line(self) -> int:
        """The line of its ``def``."""
        return self.node.lineno

    @cached_property
    def own_nodes(self) -> list[ast.AST]:
        """The nodes that run when it does: nested definitions stay closed."""
        return list(self.file.structure.nodes_of(self.node))

    @cached_property
    def declared_global(self) -> frozenset[str]:
        """The names that ``global`` statements in it declare."""
        return frozenset(name for node in self.own_nodes if isinstance(node, ast.Global) for name in node.names)

    @cached_property
    def declared_nonlocal(self) -> frozenset[str]:
        """The names that ``nonlocal`` statements in it declare."""
        return frozenset(name for node in self.own_nodes if isinstance(node, ast.Nonlocal) for name in node.names)

    @cached_property
    def is_generator(self) -> bool:
        """Whether calling it gives an iterator, and runs nothing yet."""
        return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in self.own_nodes)

    @cached_property
    def calls_super(self) -> bool:
        """Whether it calls ``super()``."""
        return any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
            for node in self.own_nodes
        )

    @cached_property
    def local_names(self) -> frozenset[str]:
        """The names of its own variables."""
        found = {item.arg for item in parameters(self.node.args)}
        for node in self.own_nodes:
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    found.add(name)
                case ast.Import() | ast.ImportFrom():
                    found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
                case ast.ExceptHandler(name=str(name)):
                    found.add(name)
        return frozenset(found - self.declared_global - self.declared_nonlocal)

    @cached_property
    def has_nested(self) -> bool:
        """Whether functions, lambdas or classes stand in it, which may see its variables."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
        return any(isinstance(node, kinds) and node is not self.node for node in self.own_nodes)


@dataclass(eq=False)
class ClassSource:
    """A class as it is written."""

    file: FileSource
    node: ast.ClassDef
    name: str


@dataclass(eq=False)
class FileSource:
    """One file: its tree, and the functions and classes in it."""

    path: Path
    source: Source
    tree: ast.Module
    first_number: int = 0
    is_asked: bool = True
    """Whether its functions are asked about; other files are read for what they hand on."""
    functions: dict[ast.AST, FunctionSource] = field(default_factory=dict)
    classes: dict[ast.AST, ClassSource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._collect(self.tree, "", None, None)

    @cached_property
    def structure(self) -> Structure:
        """Where each node stands."""
        return Structure(self.tree)

    @property
    def definitions(self) -> Iterator[FunctionSource]:
        """The functions with a name, in order; lambdas and coroutines are left out: they cannot be graph functions."""
        yield from (item for item in self.functions.values() if isinstance(item.node, ast.FunctionDef))

    def _collect(self, node: ast.AST, prefix: str, owner: ClassSource | None, outer: FunctionSource | None) -> None:
        """Find the definitions below a node."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                function = self._function(child, f"{prefix}{child.name}", owner, outer)
                self._collect(child, f"{prefix}{child.name}.", None, function)
            elif isinstance(child, ast.Lambda):
                function = self._function(child, f"{prefix}<lambda>", None, outer)
                self._collect(child, f"{prefix}<lambda>.", None, function)
            elif isinstance(child, ast.ClassDef):
                found = ClassSource(self, child, f"{prefix}{child.name}")
                self.classes[child] = found
                self._collect(child, f"{prefix}{child.name}.", found, outer)
            else:
                self._collect(child, prefix, owner, outer)

    def _function(
        self, node: Definition, name: str, owner: ClassSource | None, outer: FunctionSource | None
    ) -> FunctionSource:
        number = self.first_number + len(self.functions)
        self.functions[node] = FunctionSource(self, node, name, owner, outer, number)
        return self.functions[node]

"""Imports: of modules of the program, and of libraries."""

from __future__ import annotations

import ast

from tensortidy.semantics.hybridization.decorating import Decorating
from tensortidy.semantics.hybridization.frames import Frame
from tensortidy.semantics.hybridization.objects import NOTHING, Module, Things
from tensortidy.semantics.hybridization.things import library


class Importing(Decorating):
    """What imports bind."""

    def _run_Import(self, node: ast.Import, frame: Frame) -> None:
        for alias in node.names:
            module, rest = self.import_module(alias.name, frame)
            if alias.asname is not None:
                held: Things = (
                    frozenset((module,))
                    if module is not None and not rest
                    else frozenset((self.library_name(alias.name),))
                )
                self.assign(alias.asname, held, frame, node)
                continue
            first = alias.name.partition(".")[0]
            top, _ = self.import_module(first, frame)
            if top is not None:
                self._name_submodules(top, alias.name, frame)
            elif module is not None and not rest:
                self.namespaces[alias.name] = module
            self.assign(first, frozenset((top if top is not None else library(first),)), frame, node)

    def _name_submodules(self, top: Module, name: str, frame: Frame) -> None:
        """After ``import a.b.c``, ``b`` is an attribute of ``a``, and ``c`` of that."""
        parts = name.split(".")
        above = top
        for count in range(2, len(parts) + 1):
            below, rest = self.import_module(".".join(parts[:count]), frame)
            if below is None or rest:
                return
            self.put(above, parts[count - 1], frozenset((below,)))
            above = below

    def _run_ImportFrom(self, node: ast.ImportFrom, frame: Frame) -> None:
        written = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                self._import_all(written, frame, node)
                continue
            name = f"{written}{alias.name}" if written.endswith(".") else f"{written}.{alias.name}"
            module, rest = self.import_module(name, frame)
            held: Things
            if module is None:
                held = frozenset((self.library_name(name.lstrip(".")),))
            elif not rest:
                package, inner = self.import_module(written, frame)  # `__init__.py` may bind the name to something else
                bound = self.get(package, alias.name, frame) if package is not None and not inner else NOTHING
                held = bound or frozenset((module,))
            else:
                held = frozenset((module,))
                for part in rest:
                    held = self.attribute(held, part, node, frame)
            self.assign(alias.asname or alias.name, held, frame, node)

    def _import_all(self, written: str, frame: Frame, node: ast.ImportFrom) -> None:
        module, rest = self.import_module(written, frame)
        if module is None or rest:
            name = self.library_name(written.lstrip(".")).name
            if name not in frame.module.stars:
                frame.module.stars.append(name)
            return
        module.readers.setdefault("**", set()).add(frame)
        for key, held in list(module.fields.items()):
            if isinstance(key, str) and not key.startswith("_"):
                self.assign(key, held, frame, node)
        for star in module.stars:
            if star not in frame.module.stars:
                frame.module.stars.append(star)

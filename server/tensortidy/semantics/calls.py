"""Calls evaluated over abstract values: of libraries, of modules, of methods, of functions of the file."""

from __future__ import annotations

import ast
from abc import abstractmethod

from tensortidy.knowledge import call_of, torch
from tensortidy.knowledge.facts import Call, Kind, Returns
from tensortidy.semantics.evaluation import Environment, Evaluation, assumptions_of
from tensortidy.semantics.structure import Function
from tensortidy.semantics.values import (
    ARRAY,
    DETACHED,
    NONE,
    NUMBER,
    UNKNOWN,
    Answer,
    Value,
    attached,
    container,
)

_PASS_THROUGH = frozenset({"iter", "sorted", "reversed", "list", "tuple", "set", "tqdm.tqdm", "tqdm.auto.tqdm",
                           "tqdm.trange", "tqdm.notebook.tqdm", "copy.copy", "copy.deepcopy"})  # fmt: skip
# Methods after which an unknown value is still, for its gradient, the value that it was.
_SAME_ORIGIN = frozenset(
    [
        "mean",
        "sum",
        "var",
        "std",
        "norm",
        "max",
        "min",
        "pow",
        "sqrt",
        "abs",
        "exp",
        "log",
        "view",
        "reshape",
        "squeeze",
        "unsqueeze",
        "flatten",
        "transpose",
        "permute",
        "contiguous",
        "expand",
        "to",
        "float",
        "clone",
        "div",
        "mul",
        "add",
        "sub",
    ]
)
# Modules that have no parameters: attached only when what they are given is.
_PARAMETERLESS = ("Loss", "ReLU", "Softmax", "Sigmoid", "Dropout", "Pool", "Flatten", "Upsample", "Identity", "Tanh",
                  "GELU", "SiLU", "Similarity", "Distance", "LogSoftmax", "PixelShuffle")  # fmt: skip


class CallEvaluation(Evaluation):
    """What calls evaluate to. Running a function of the file is left to the subclass."""

    @abstractmethod
    def call_function(self, function: Function | ast.Lambda, arguments: tuple[Value, ...]) -> Value:
        """The value of a call of a function of this file."""

    def call(self, node: ast.Call, env: Environment) -> Value:
        """The value of a call."""
        arguments = [self.evaluate(argument, env) for argument in node.args]
        keywords = {keyword.arg: self.evaluate(keyword.value, env) for keyword in node.keywords}
        given = [*arguments, *keywords.values()]
        name = self.names.qualified(node.func)
        if name is not None:
            return self._library_call(node, name, arguments, keywords)
        if isinstance(node.func, ast.Attribute):
            receiver = self.evaluate(node.func.value, env)
            result = self._method_call(node, node.func, receiver, given, env)
            if result is not None:
                return result
        called = self.evaluate(node.func, env)
        if called.kind is Kind.MODULE:
            return self._module_call(node, called, given)
        if called.kind is Kind.CLASS and isinstance(called.definition, ast.ClassDef):
            return self.instance(called.definition)
        if isinstance(called.definition, Function | ast.Lambda):
            return self._function_call(called.definition, node, arguments, keywords)
        if any(value.graph is Answer.YES for value in given):
            self.fed.add(node)
        return Value(origins=frozenset({node}), assumptions=assumptions_of(given))

    def _function_call(
        self,
        function: Function | ast.Lambda,
        node: ast.Call,
        arguments: list[Value],
        keywords: dict[str | None, Value],
        receiver: Value | None = None,
    ) -> Value:
        """A call of a function of this file: its arguments put in the order of its parameters."""
        if isinstance(function, ast.Lambda) or any(isinstance(item, ast.Starred) for item in node.args):
            return self.call_function(function, ())
        values = [*([receiver] if receiver is not None else []), *arguments]
        names = [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]
        values = values[: len(names)]
        values.extend(keywords.get(name, UNKNOWN) for name in names[len(values) :])
        return self.call_function(function, tuple(values))

    def _library_call(
        self, node: ast.Call, name: str, arguments: list[Value], keywords: dict[str | None, Value]
    ) -> Value:
        given = [*arguments, *keywords.values()]
        if name in _PASS_THROUGH and arguments:
            first = arguments[0]
            return container(self.element(first, node)) if name in ("list", "tuple", "sorted", "set") else first
        match name:
            case "next" if arguments:
                return self.element(arguments[0], node)
            case "sum" if arguments:
                return self.arithmetic(node, NUMBER, self.element(arguments[0], node))
            case "enumerate" if arguments:
                return container(container(items=(NUMBER, self.element(arguments[0], node))))
            case "zip":
                return container(container(items=tuple(self.element(value, node) for value in arguments)))
            case "range":
                return container(NUMBER)
            case "super":
                owner = self.structure.class_of(node)
                return Value(None, definition=None, name="super") if owner is not None else UNKNOWN
            case "torch.autograd.grad":
                return container(DETACHED)
        fact = call_of(name)
        if fact is None:
            if any(value.graph is Answer.YES for value in given):
                self.fed.add(node)
            return Value(name=name, origins=frozenset({node}), assumptions=assumptions_of(given))
        return self._by_fact(node, name, fact, given)

    def _by_fact(self, node: ast.Call, name: str, fact: Call, given: list[Value]) -> Value:
        if fact.returns is Returns.DERIVED:
            held = [value.elements or value if value.kind is Kind.CONTAINER else value for value in given]
            derived = self.derived(node, held)
            method = name.removeprefix("torch.")
            along_axis = len(given) > 1 and given[1].kind is Kind.NUMBER
            if method in torch.PAIRS and (along_axis or method not in torch.REDUCTIONS):
                return container(items=(derived, DETACHED))
            return derived
        if fact.kind is Kind.TENSOR:
            requires = any(keyword.arg == "requires_grad" and not _is_false(keyword.value) for keyword in node.keywords)
            is_leaf = requires or (name == "torch.nn.Parameter" and not _frozen(node))
            return Value(Kind.TENSOR, Answer.YES if is_leaf else Answer.NO, name=name)
        return Value(fact.kind, Answer.NO, name=name)

    def _module_call(self, node: ast.AST, module: Value, given: list[Value]) -> Value:
        """The output of a module: attached to the graph of its parameters where gradients are tracked."""
        mode = self.grad_mode.at(node)
        if mode is Answer.NO:
            return DETACHED
        if module.name and module.name.endswith(_PARAMETERLESS):
            return self.derived(node, given)
        if mode is Answer.UNKNOWN:
            return Value(Kind.TENSOR, Answer.UNKNOWN, assumptions=module.assumptions)
        return attached(*module.assumptions)

    def _method_call(
        self, node: ast.Call, function: ast.Attribute, receiver: Value, given: list[Value], env: Environment
    ) -> Value | None:
        """The value of ``receiver.method(…)``; None to go on as for any call."""
        method = function.attr
        if method == "backward":
            self._prove(node, receiver, given)
            return NONE
        if receiver.kind is Kind.TENSOR:
            return self._tensor_method(node, method, receiver, given)
        if receiver.kind is Kind.CONTAINER:
            return self._container_method(function, receiver, given, env)
        if receiver.kind is Kind.MODULE and (found := self._module_method(node, method, receiver, given)) is not None:
            return found
        if isinstance(receiver.definition, ast.ClassDef):
            definition = self.classes.method(receiver.definition, method)
            if definition is not None and not definition.decorator_list:
                keywords = {keyword.arg: self.values.get(keyword.value, UNKNOWN) for keyword in node.keywords}
                positional = [self.values.get(argument, UNKNOWN) for argument in node.args]
                return self._function_call(definition, node, positional, keywords, receiver)
        if receiver.kind is None:
            if method == "item":
                return NUMBER
            if method in ("detach", "cpu", "numpy", "tolist"):
                return {"detach": DETACHED, "numpy": ARRAY, "tolist": ARRAY}.get(method, receiver)
            if method in _SAME_ORIGIN and receiver.origins:
                return Value(None, receiver.graph, origins=receiver.origins, assumptions=receiver.assumptions)
        return None

    def _tensor_method(self, node: ast.Call, method: str, receiver: Value, given: list[Value]) -> Value:
        if method in torch.TENSOR_NUMBERS:
            return NUMBER
        if method in torch.TENSOR_ARRAYS:
            return ARRAY
        if method in torch.TENSOR_DETACHED:
            return DETACHED
        if method == "requires_grad_":
            off = node.args and _is_false(node.args[0])
            return DETACHED if off else attached(*receiver.assumptions)
        derived = self.derived(node, [receiver, *given])
        if method in torch.PAIRS and (given or method not in torch.REDUCTIONS):
            return container(items=(derived, DETACHED))  # values, and the indices that they were found at
        return derived

    def _module_method(self, node: ast.Call, method: str, receiver: Value, given: list[Value]) -> Value | None:
        if method in (
            "to",
            "cuda",
            "cpu",
            "eval",
            "train",
            "half",
            "float",
            "double",
            "apply",
            "requires_grad_",
        ):
            return receiver
        if method in ("parameters", "buffers"):
            return container(Value(Kind.TENSOR, Answer.YES, name="torch.nn.Parameter"))
        if method in ("state_dict", "named_buffers"):
            return container(DETACHED)
        if method == "forward":
            return self._module_call(node, receiver, given)
        return None

    def _container_method(
        self, function: ast.Attribute, receiver: Value, given: list[Value], env: Environment
    ) -> Value | None:
        method = function.attr
        if method in torch.IN_PLACE_CONTAINER_METHODS and given:
            self.put(function.value, self.element(given[-1], function) if method == "extend" else given[-1], env)
            return NONE
        if method in ("get", "pop", "popleft", "popitem"):
            return receiver.elements or UNKNOWN
        if method == "items":
            return container(container(items=(UNKNOWN, receiver.elements or UNKNOWN)))
        return receiver if method in ("values", "copy") else UNKNOWN

    def _prove(self, node: ast.Call, receiver: Value, given: list[Value]) -> None:
        """``loss.backward()`` and ``accelerator.backward(loss)`` say what the loss is."""
        self.proved |= receiver.origins
        if receiver.kind is not Kind.TENSOR and len(node.args) == 1 and given:
            self.proved |= given[0].origins
        # scaler.scale(loss).backward()
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "scale":
            for argument in inner.args:
                self.proved |= self.values.get(argument, UNKNOWN).origins


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _frozen(node: ast.Call) -> bool:
    return any(keyword.arg == "requires_grad" and _is_false(keyword.value) for keyword in node.keywords) or (
        len(node.args) > 1 and _is_false(node.args[1])
    )

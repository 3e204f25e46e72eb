"""What expressions may hold when a program runs: tensors, literals, and objects by the place that makes them.

An expression holds a set of things (``Things``). Things are compared by identity: the same literal, tensor or library
name is always the same thing, and an object is made once for each place that makes one in each frame.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tensortidy.semantics.hybridization.frames import Frame
    from tensortidy.semantics.hybridization.sources import ClassSource, FileSource, FunctionSource


_ages = count()

ELEMENT = "*"
"""The field of a container that holds what is at no known place, and that of a dataset that holds its elements."""
Key: TypeAlias = "str | int"


class Thing:
    """One thing that an expression may hold. ``age`` is smaller the earlier it was made."""

    __slots__ = ("age",)

    def __init__(self) -> None:
        self.age = next(_ages)


Things: TypeAlias = "frozenset[Thing]"
NOTHING: Things = frozenset()


class Literal(Thing):
    """A Python number, string, None or the like; ``value`` is ``...`` where only its type is known."""

    __slots__ = ("__weakref__", "kind", "value")

    def __init__(self, kind: str, value: object) -> None:
        super().__init__()
        self.kind = kind
        self.value = value

    def __repr__(self) -> str:
        return self.kind if self.value is ... else repr(self.value)


class Tensor(Thing):
    """A tensor: ``kind`` is tensor, variable, sparse, ragged or symbolic (what ``tf.keras.Input`` gives).

    ``dtype`` is its name (``float32``) and ``shape`` its sizes, None where they are not known.
    """

    __slots__ = ("__weakref__", "dtype", "kind", "shape")

    def __init__(self, kind: str, dtype: str | None, shape: tuple[int | None, ...] | None) -> None:
        super().__init__()
        self.kind = kind
        self.dtype = dtype
        self.shape = shape

    def __repr__(self) -> str:
        return f"{self.kind}({self.dtype}, {self.shape})"


class Library(Thing):
    """A module, class, function or constant of a library, or a builtin, by its full name."""

    __slots__ = ("__weakref__", "name")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __repr__(self) -> str:
        return self.name


class Object(Thing):
    """Something with an identity that a place in a frame makes, and that can be written to.

    ``creator`` is the frame, None for what comes from outside of the program.
    """

    __slots__ = ("creator", "fields", "parts", "readers")

    def __init__(self, creator: Frame | None) -> None:
        super().__init__()
        self.creator = creator
        self.fields: dict[Key, Things] = {}
        self.readers: dict[Key, set[Frame]] = {}
        self.parts: dict[str, Thing] = {}


class Container(Object):
    """A list, tuple, dict, set or iterator; the fields are its places or keys, and ``ELEMENT``."""

    __slots__ = ("kind",)

    def __init__(self, creator: Frame | None, kind: str) -> None:
        super().__init__(creator)
        self.kind = kind

    def __repr__(self) -> str:
        return f"{self.kind}{sorted(map(str, self.fields))}"


class Dataset(Object):
    """A ``tf.data.Dataset``, an iterator over one, or what else gives batches of tensors."""

    __slots__ = ()


class Array(Object):
    """A NumPy array."""

    __slots__ = ("dtype", "shape")

    def __init__(self, creator: Frame | None, dtype: str | None, shape: tuple[int | None, ...] | None) -> None:
        super().__init__(creator)
        self.dtype = dtype
        self.shape = shape


class Instance(Object):
    """An object made of a class of the program."""

    __slots__ = ("definition",)

    def __init__(self, creator: Frame | None, definition: Class) -> None:
        super().__init__(creator)
        self.definition = definition

    def __repr__(self) -> str:
        return f"<{self.definition.source.name}>"


class Made(Object):
    """An object that a library's class or function of this full name makes: a layer, an optimizer, a tape."""

    __slots__ = ("name",)

    def __init__(self, creator: Frame | None, name: str) -> None:
        super().__init__(creator)
        self.name = name

    def __repr__(self) -> str:
        return f"<{self.name}>"


class Unknown(Object):
    """Something of which nothing is known but where it comes from.

    ``parameter`` names what an unknown caller hands over. ``owner`` is what it is read from, and ``is_element`` tells
    that it is an element of that. ``used_as_tensor`` and ``used_as_literal`` say what was seen to be done with it.
    """

    __slots__ = ("depth", "is_element", "is_object", "owner", "parameter", "used_as_literal", "used_as_tensor")

    def __init__(
        self, creator: Frame | None, parameter: str = "", owner: Object | None = None, *, is_element: bool = False
    ) -> None:
        super().__init__(creator)
        self.parameter = parameter
        self.owner = owner
        self.is_element = is_element
        self.depth: int = owner.depth + 1 if isinstance(owner, Unknown) else 0
        self.used_as_tensor = ""
        self.used_as_literal = ""
        self.is_object = False

    def __repr__(self) -> str:
        return f"?{self.parameter}"


class Function(Object):
    """A function or lambda of the program, with the frame whose variables it sees."""

    __slots__ = ("defaults", "outer", "owner", "role", "source")

    def __init__(self, creator: Frame, source: FunctionSource, outer: Frame, owner: Class | None) -> None:
        super().__init__(creator)
        self.source = source
        self.outer = outer
        self.owner = owner
        self.defaults: dict[str, Things] = {}
        self.role = ""
        """How instances see it: ``static``, ``class``, ``property``, ``setter`` or ``deleter``; empty for others."""

    def __repr__(self) -> str:
        return f"<function {self.source.name}>"


class Class(Object):
    """A class of the program; ``bases`` are classes and the names of libraries' ones, in order."""

    __slots__ = ("bases", "instances", "source")

    def __init__(self, creator: Frame, source: ClassSource) -> None:
        super().__init__(creator)
        self.source = source
        self.bases: list[Thing] = []
        self.instances: list[Instance] = []

    def __repr__(self) -> str:
        return f"<class {self.source.name}>"


class Module(Object):
    """A module of the program; the fields are its globals."""

    __slots__ = ("file", "stars", "written")

    def __init__(self, file: FileSource) -> None:
        super().__init__(None)
        self.file = file
        self.stars: list[str] = []
        """Libraries of which it imports everything."""
        self.written: set[str] = set()
        """The globals that functions assign."""

    def __repr__(self) -> str:
        return f"<module {self.file.path.name}>"


class Bound(Thing):
    """A method of the program with its receiver."""

    __slots__ = ("function", "receiver")

    def __init__(self, receiver: Thing, function: Function) -> None:
        super().__init__()
        self.receiver = receiver
        self.function = function

    def __repr__(self) -> str:
        return f"{self.receiver!r}.{self.function!r}"


class Member(Thing):
    """A method or an attribute of something, by its name: what it is depends on who reads it."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Thing, name: str) -> None:
        super().__init__()
        self.receiver = receiver
        self.name = name

    def __repr__(self) -> str:
        return f"{self.receiver!r}.{self.name}"


class Super(Thing):
    """``super()`` in a method of ``definition``."""

    __slots__ = ("definition", "receiver")

    def __init__(self, definition: Class, receiver: Thing) -> None:
        super().__init__()
        self.definition = definition
        self.receiver = receiver


class Partial(Object):
    """``functools.partial(function, …)``: the arguments stand in the fields, by place and by name."""

    __slots__ = ("functions",)

    def __init__(self, creator: Frame | None, functions: Things) -> None:
        super().__init__(creator)
        self.functions = functions

"""What frames do, themselves and through those that they call."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from tensortidy.semantics.hybridization.frames import Event, Frame, Way
from tensortidy.semantics.hybridization.objects import Literal, Object
from tensortidy.semantics.hybridization.sources import FunctionSource

# What they assign is assigned once for each object.
_CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "build", "compile", "setUp", "setup"})


class Reachability:
    """The calls between some frames, and what spreads along them."""

    def __init__(self, frames: Iterable[Frame]) -> None:
        self.frames = list(frames)
        self._callers: dict[Frame, list[tuple[Frame, Way]]] = {}
        for frame in self.frames:
            for callee, way in frame.callees.items():
                self._callers.setdefault(callee, []).append((frame, way))
        self._ancestors: dict[Frame, set[Frame]] = {}
        self._outer_writes: dict[Frame, dict[Object, Event]] | None = None
        self._uses: dict[Frame, dict[Object, Event]] | None = None
        self._changing: dict[Frame, Event] | None = None
        self._spread: dict[str, dict[Frame, Event]] = {}

    # ------------------------------------------------------------ side effects

    def side_effect(self, frames: Iterable[Frame]) -> Event | None:
        """What some frames change that they did not make, or print; None where nothing."""
        if self._outer_writes is None:
            self._outer_writes = self._find_outer_writes()
        for frame in frames:
            found = self.event("for_good", [frame]) or next(iter(self._outer_writes.get(frame, {}).values()), None)
            if found is not None:
                return found
        return None

    def _find_outer_writes(self) -> dict[Frame, dict[Object, Event]]:
        """The objects that frames write to and that others make; nothing for those that write to what lasts."""
        found: dict[Frame, dict[Object, Event]] = {}
        ahead: deque[tuple[Frame, Object, Event]] = deque(
            (frame, owner, event)
            for frame in self.frames
            for (owner, _), event in frame.writes.items()
            if owner is not None and not _lasts(owner)
        )
        while ahead:
            frame, owner, event = ahead.popleft()
            known = found.setdefault(frame, {})
            if owner in known or self.event("for_good", [frame]) is not None or self._makes(frame, owner):
                continue
            known[owner] = event
            for caller, way in self._callers.get(frame, ()):
                if way is not Way.BUILD:  # Keras builds a layer once, before it is traced
                    ahead.append((caller, owner, event))
        return found

    def _makes(self, frame: Frame, owner: object) -> bool:
        """Whether a frame, or one that it calls, makes an object."""
        if not isinstance(owner, Object):
            return False
        if owner.creator is None:
            return False
        return frame is owner.creator or frame in self._above(owner.creator)

    def _above(self, frame: Frame) -> set[Frame]:
        """The frames that lead to one."""
        found = self._ancestors.get(frame)
        if found is None:
            found = self._ancestors[frame] = set()
            ahead = [frame]
            while ahead:
                for caller, _ in self._callers.get(ahead.pop(), ()):
                    if caller not in found:
                        found.add(caller)
                        ahead.append(caller)
        return found

    def made_each_time(self, frames: Iterable[Frame]) -> Event | None:
        """The use of something with variables that the frames, or those that they call, make themselves."""
        if self._uses is None:
            self._uses = {}
            ahead: deque[tuple[Frame, Object, Event]] = deque(
                (frame, made, event)
                for frame in self.frames
                for made, event in frame.uses.items()
                if made.creator is not None and made.creator.is_function
            )
            while ahead:
                frame, made, event = ahead.popleft()
                known = self._uses.setdefault(frame, {})
                if made not in known:
                    known[made] = event
                    ahead.extend(
                        (caller, made, event) for caller, way in self._callers.get(frame, ()) if way is not Way.BUILD
                    )
        return next(
            (
                event
                for frame in frames
                for made, event in self._uses.get(frame, {}).items()
                if self._makes(frame, made)
            ),
            None,
        )

    # ------------------------------------------------------------ what spreads from callees to callers

    def event(self, kind: str, frames: Iterable[Frame]) -> Event | None:
        """What some frames do of a kind, themselves or through others: ``computes``, ``eager_only``, ``once``."""
        if kind not in self._spread:
            self._spread[kind] = self._find_spread(_OWN_EVENTS[kind])
        return next((found for frame in frames if (found := self._spread[kind].get(frame)) is not None), None)

    def changing(self, frames: Iterable[Frame]) -> Event | None:
        """A number or text that some frames read, and that functions assign anew between calls: a graph keeps it."""
        if self._changing is None:
            self._changing = self._find_spread(self._reads_changing().get)
        return next((found for frame in frames if (found := self._changing.get(frame)) is not None), None)

    def _reads_changing(self) -> dict[Frame, Event]:
        found: dict[Frame, Event] = {}
        for frame in self.frames:
            if frame.source is None or frame.source.simple_name in _CONSTRUCTORS:
                continue
            for (owner, key), event in frame.writes.items():
                if owner is None or not any(
                    isinstance(thing, Literal) and thing.value is not None for thing in owner.fields.get(key, ())
                ):
                    continue
                for reader in owner.readers.get(key, ()):
                    if reader is not frame and reader.is_function:
                        what = f"depends on `{key}`, which `{frame.source.name}` assigns anew"
                        found.setdefault(reader, Event(what, event.line))
        return found

    def _find_spread(self, own: Callable[[Frame], Event | None]) -> dict[Frame, Event]:
        found: dict[Frame, Event] = {}
        ahead: deque[tuple[Frame, Event]] = deque(
            (frame, event) for frame in self.frames if (event := own(frame)) is not None
        )
        while ahead:
            frame, event = ahead.popleft()
            if frame in found:
                continue
            found[frame] = event
            for caller, way in self._callers.get(frame, ()):
                if way is not Way.BUILD and caller not in found:
                    ahead.append((caller, event))
        return found

    # ------------------------------------------------------------ recursion

    def is_recursive(self, source: FunctionSource, frames: Iterable[Frame]) -> bool:
        """Whether frames of a function lead to that function again."""
        seen: set[Frame] = set()
        ahead = [callee for frame in frames for callee in frame.callees]
        while ahead:
            frame = ahead.pop()
            if frame.source is source:
                return True
            if frame not in seen:
                seen.add(frame)
                ahead.extend(frame.callees)
        return False

    def callers(self, frames: Iterable[Frame]) -> list[tuple[Frame, Way]]:
        """The frames that call some frames, and how."""
        return [caller for frame in frames for caller in self._callers.get(frame, ())]


def _lasts(owner: Object) -> bool:
    """Whether no function makes an object: it is a module's, or comes from outside."""
    return owner.creator is None or not owner.creator.is_function


def _for_good(frame: Frame) -> Event | None:
    """What a frame changes whoever calls it, or prints."""
    for (owner, _), event in frame.writes.items():
        if owner is None or _lasts(owner):
            return event
    return next(iter(frame.prints.values()), None)


def _calls_super(frame: Frame) -> Event | None:
    source = frame.source
    if source is None or not source.calls_super or frame.is_of_keras or source.simple_name in _CONSTRUCTORS:
        return None
    return Event("calls `super()`, which a traced method cannot", source.line)


def _computes(frame: Frame) -> Event | None:
    return frame.computes


def _may_compute(frame: Frame) -> Event | None:
    return frame.computes or frame.may_compute


def _eager_only(frame: Frame) -> Event | None:
    return next(iter(frame.eager_only.values()), None)


def _once(frame: Frame) -> Event | None:
    return next(iter(frame.once.values()), None)


def _in_text(frame: Frame) -> Event | None:
    return frame.in_text


_OWN_EVENTS: dict[str, Callable[[Frame], Event | None]] = {
    "computes": _computes,
    "eager_only": _eager_only,
    "in_text": _in_text,
    "may_compute": _may_compute,
    "calls_super": _calls_super,
    "once": _once,
    "for_good": _for_good,
}

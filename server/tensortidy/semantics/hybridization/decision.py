"""The decision: which precondition holds for a function, and what is in its way."""

from __future__ import annotations

from tensortidy.semantics.hybridization.facts import Facts
from tensortidy.semantics.hybridization.verdicts import Failure, Reason, Refactoring, Transformation, Verdict

_RECURSIVE = "calls itself, directly or through others"


def decided(facts: Facts) -> Verdict:
    """What follows from the facts on a function."""
    decision = _Decision(facts)
    decision.undeterminable()
    if facts.hybrid:
        decision.optimize()
    else:
        decision.convert()
    return decision.verdict()


class _Decision:
    """One function's way through the table of preconditions."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._reasons: list[Reason] = []
        self._warnings: list[str] = []
        self._precondition: str | None = None
        self._transformation: Transformation | None = None
        self._notes: list[str] = []
        self._signature: str | None = None

    def verdict(self) -> Verdict:
        """What has been decided."""
        facts, source = self._facts, self._facts.source
        return Verdict(
            source.file.path,
            source.name,
            source.line,
            tuple(parameter.arg for parameter in source.parameters),
            facts.hybrid,
            facts.tensor,
            facts.literal,
            facts.side_effects,
            facts.recursive,
            self._precondition,
            Refactoring.OPTIMIZE if facts.hybrid else Refactoring.CONVERT,
            (self._transformation,) if self._transformation is not None else (),
            tuple(self._reasons),
            tuple(self._warnings),
            tuple(dict.fromkeys((*facts.assumptions, *self._notes))),
            self._signature,
            facts.literals,
            facts.computes,
            facts.is_called,
            facts.why.get("side_effects", ""),
            facts.caution if self._transformation is Transformation.TO_HYBRID else "",
        )

    def undeterminable(self) -> None:
        """What cannot be told is in the way whatever else holds."""
        facts = self._facts
        for value, failure, why in (
            (facts.tensor, Failure.UNDETERMINABLE_TENSOR_PARAMETER, "whether a parameter is a tensor"),
            (facts.literal, Failure.UNDETERMINABLE_PRIMITIVE_PARAMETER, "whether calls hand over Python literals"),
            (facts.side_effects, Failure.UNDETERMINABLE_SIDE_EFFECTS, "whether it has side effects"),
            (facts.recursive, Failure.CANT_APPROXIMATE_RECURSION, "whether it calls itself"),
        ):
            if value is None:
                self._fail(failure, f"is called by nothing that is known, which leaves open {why}")

    def convert(self) -> None:
        """An eager function: P1, or what is in its way."""
        facts = self._facts
        if facts.tensor is None:
            return
        if facts.tensor and facts.literal is False and facts.side_effects is False:
            if facts.recursive is False:
                self._convert_if_safe()
            elif facts.recursive:
                self._fail(Failure.IS_RECURSIVE, _RECURSIVE)
            return
        if not facts.tensor:
            self._fail(Failure.HAS_NO_TENSOR_PARAMETERS, "has no parameter that is likely a tensor")
        if facts.literal:
            self._fail(Failure.HAS_PRIMITIVE_PARAMETERS, f"would be traced anew for each value: {facts.why['literal']}")
        if facts.side_effects:
            self._fail_for_side_effects()
        if facts.recursive:
            self._fail(Failure.IS_RECURSIVE, _RECURSIVE)

    def _convert_if_safe(self) -> None:
        facts = self._facts
        if facts.blocks:
            self._fail(*facts.blocks[0])
        elif facts.computes is False:
            self._fail(Failure.NO_TENSOR_COMPUTATION, "computes nothing with tensors")
        elif facts.covered:
            self._fail(Failure.HAS_COVERED_CALLERS, "is called by graph functions only, and traced with them already")
        elif facts.further_blocks:
            self._fail(*facts.further_blocks[0])
        else:
            self._pass("P1", Transformation.TO_HYBRID)
            if facts.signature is not None and facts.sizes_read is None:
                self._signature = str(facts.signature)
            elif facts.signature is not None:
                self._notes.append(f"no input signature: line {facts.sizes_read} reads sizes that it would leave open")

    def optimize(self) -> None:
        """A graph function: P2, P3, P6, or why it stays one."""
        facts = self._facts
        if facts.covered:
            self._notes.append("it is called by graph functions only: it needs no decorator of its own")
        if facts.tensor is False:
            self._to_eager("P2")
        elif facts.tensor:
            if facts.literal:
                self._to_eager("P3")
            elif facts.literal is False and facts.computes is False:
                self._to_eager("P6")
            elif facts.literal is False and self._may_reconfigure():
                self._reconfigure()
            elif facts.literal is False:
                self._fail(
                    Failure.HAS_NO_PRIMITIVE_PARAMETERS,
                    "has a tensor parameter and is given no Python literals: it is well as it is",
                )
                if facts.side_effects:
                    self._fail_for_side_effects()
            if facts.recursive:
                self._warnings.append("it is recursive, which graph functions cannot be")
        if facts.is_signature_tighter:
            self._warnings.append("its input signature refuses what calls hand over")
        if facts.side_effects:
            self._warnings.append(
                f"it has side effects, which happen only while it is traced: it {facts.why['side_effects']}"
            )

    def _may_reconfigure(self) -> bool:
        facts = self._facts
        is_clean = facts.side_effects is False and facts.recursive is False
        return facts.signature is not None and is_clean and not facts.has_signature

    def _reconfigure(self) -> None:
        """An input signature saves traces for other shapes."""
        if self._facts.sizes_read is not None:
            why = f"reads sizes in line {self._facts.sizes_read} that an input signature would leave open"
            self._fail(Failure.HAS_UNRESOLVED_STATICALLY_READ_AXES, why)
        else:
            self._pass("P4", Transformation.RECONFIGURE)
            self._signature = str(self._facts.signature)

    def _to_eager(self, precondition: str) -> None:
        if self._facts.side_effects is False:
            self._pass(precondition, Transformation.TO_EAGER)
        elif self._facts.side_effects:
            self._fail_for_side_effects()

    def _fail_for_side_effects(self) -> None:
        self._fail(Failure.HAS_PYTHON_SIDE_EFFECTS, self._facts.why["side_effects"])

    def _pass(self, precondition: str, transformation: Transformation) -> None:
        self._precondition = precondition
        self._transformation = transformation

    def _fail(self, failure: Failure, why: str) -> None:
        self._reasons.append(Reason(failure, why))

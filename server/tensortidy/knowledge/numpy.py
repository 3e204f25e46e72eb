"""NumPy."""

from __future__ import annotations

from tensortidy.knowledge.facts import Call, Kind, fresh

CALLS: dict[str, Call] = {
    **fresh(
        Kind.ARRAY,
        "numpy.",
        "array asarray zeros ones empty full arange linspace concatenate stack vstack hstack zeros_like ones_like "
        "random.rand random.randn random.randint random.permutation mean sum std load loadtxt where exp log sqrt",
    ),
    **fresh(Kind.NUMBER, "", "int float len round bool time.time time.perf_counter math.sqrt math.log math.exp"),
    **fresh(Kind.STRING, "", "str repr os.path.join"),
}

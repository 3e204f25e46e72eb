"""jedi, told to read modules and never to import them."""

from __future__ import annotations

import sys
from typing import Any

from jedi.api.environment import InterpreterEnvironment
from jedi.inference.compiled.subprocess import InferenceStateSameProcess


class ReadingEnvironment(InterpreterEnvironment):  # type: ignore[misc]
    """The interpreter that runs TensorTidy, as an environment that executes nothing of the project.

    jedi imports what has no source, to look at it: a ``models.so`` or ``models.pyc`` beside ``models/`` would run.
    """

    def get_inference_state_subprocess(self, inference_state: Any) -> Any:
        """What jedi has its modules loaded by."""
        return _Reader(inference_state)


class _Reader(InferenceStateSameProcess):  # type: ignore[misc]
    def load_module(self, dotted_name: str, sys_path: list[str]) -> Any:
        """Load what is part of the interpreter, and nothing else: None stands for a module that is not known."""
        if dotted_name not in sys.builtin_module_names:
            return None
        return self.__getattr__("load_module")(dotted_name=dotted_name, sys_path=sys_path)

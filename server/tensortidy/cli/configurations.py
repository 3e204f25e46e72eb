"""The configurations that are in force while the command line runs."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from tensortidy import files
from tensortidy.config import Config, ConfigProblem
from tensortidy.project import CONFIG_FILE, Project


class Configurations:
    """What a project says of the configurations of files, asked once for each folder.

    A project looks again at each question, because an editor wants that; one run of the command line is one moment.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._asked = lru_cache(maxsize=None)(self._ask)

    def config_for(self, path: Path) -> Config:
        """The configuration of a file."""
        return self._asked(os.path.dirname(os.path.abspath(path)))[0]

    def problems(self, path: Path) -> tuple[ConfigProblem, ...]:
        """What is wrong with the configuration of a file, or with that file itself."""
        if path.name == CONFIG_FILE:
            return self.project.problems(path)
        return self._asked(os.path.dirname(os.path.abspath(path)))[1]

    def is_excluded(self, path: Path) -> bool:
        """Whether the configuration leaves a file or folder out."""
        config = self.config_for(path)
        return bool(config.exclude) and config.is_excluded(files.absolute(path))

    def _ask(self, folder: str) -> tuple[Config, tuple[ConfigProblem, ...]]:
        some_file = Path(folder, "any.py")
        return self.project.config_for(some_file), self.project.problems(some_file)

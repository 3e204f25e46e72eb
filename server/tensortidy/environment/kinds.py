"""Which documents set environment variables: by what an editor calls their language, and by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tensortidy.environment.document import Kind

LANGUAGES: Mapping[str, Kind] = {
    "shellscript": Kind.SHELL, "sh": Kind.SHELL, "bash": Kind.SHELL, "zsh": Kind.SHELL, "ksh": Kind.SHELL,
    "dockerfile": Kind.DOCKERFILE, "containerfile": Kind.DOCKERFILE, "dotenv": Kind.DOTENV, "env": Kind.DOTENV,
    "systemd": Kind.SYSTEMD, "systemd-unit-file": Kind.SYSTEMD, "systemd-conf": Kind.SYSTEMD,
}  # fmt: skip
"""What editors call the languages of such documents. Of YAML and of plain text only the name of a file tells more."""

PATTERNS = (
    "**/*.{sh,bash,zsh,ksh}",
    "**/{.bashrc,.bash_profile,.bash_login,.profile,.zshrc,.zshenv,.zprofile,.kshrc,bashrc,bash.bashrc,profile}",
    "**/{Dockerfile,Containerfile}{,.*}",
    "**/*.{dockerfile,Dockerfile,containerfile}",
    "**/.env{,.*,rc}",
    "**/*.env",
    "**/etc/environment",
    "**/environment.d/*.conf",
    "**/*.service{,.d/*.conf}",
    "**/{environment,conda,env}*.{yml,yaml}",
)
"""The names that ``kind_of`` knows, as an editor's patterns: at least these."""

_BY_NAME = (
    (Kind.SHELL, re.compile(r"\.?(?:bash_profile|bash_login|(?:bash\.)?bashrc|profile|z(?:shrc|shenv|profile)|kshrc)")),
    (Kind.SHELL, re.compile(r".*\.(?:sh|bash|zsh|ksh)|\.envrc")),
    (Kind.DOCKERFILE, re.compile(r"(?:docker|container)file(?:[.-].*)?|.*\.(?:docker|container)file", re.IGNORECASE)),
    (Kind.DOTENV, re.compile(r"\.env(?:\..*)?|.*\.env")),
    (Kind.SYSTEMD, re.compile(r".*\.service")),
    (Kind.CONDA, re.compile(r"(?:.*[-_.])?(?:environment|conda|env)(?:[-_.].*)?\.ya?ml")),
)


def kind_of(path: Path | None, language: str = "") -> Kind | None:
    """The kind of a document; None for Python, and for what sets no environment variables as far as its name says."""
    if language == "python":
        return None
    return _by_name(path) or LANGUAGES.get(language)


def _by_name(path: Path | None) -> Kind | None:
    if path is None or path.suffix in (".py", ".pyi", ".ipynb"):
        return None
    folder = path.parent.name
    if path.suffix == ".conf":
        if folder == "environment.d":
            return Kind.DOTENV
        return Kind.SYSTEMD if folder.endswith(".service.d") else None
    if path.name == "environment" and folder == "etc":
        return Kind.DOTENV
    return next((kind for kind, names in _BY_NAME if names.fullmatch(path.name)), None)

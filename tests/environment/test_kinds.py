"""Which documents are taken for what."""

from pathlib import Path

import pytest

from tensortidy.environment import Kind, kind_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (".bashrc", Kind.SHELL), ("setup.sh", Kind.SHELL), (".zshenv", Kind.SHELL), (".bash_profile", Kind.SHELL),
        ("etc/conda/activate.d/cuda.sh", Kind.SHELL), (".profile", Kind.SHELL), (".envrc", Kind.SHELL),
        ("Dockerfile", Kind.DOCKERFILE), ("Dockerfile.gpu", Kind.DOCKERFILE), ("gpu.dockerfile", Kind.DOCKERFILE),
        ("Containerfile", Kind.DOCKERFILE), (".env", Kind.DOTENV), (".env.local", Kind.DOTENV),
        ("gpu.env", Kind.DOTENV),
        ("/etc/environment", Kind.DOTENV), ("/etc/environment.d/cuda.conf", Kind.DOTENV),
        ("train.service", Kind.SYSTEMD), ("train.service.d/override.conf", Kind.SYSTEMD),
        ("environment.yml", Kind.CONDA), ("environment-gpu.yaml", Kind.CONDA), ("conda.yaml", Kind.CONDA),
        ("train.py", None), ("Dockerfile.py", None), ("train.ipynb", None), ("nginx.conf", None), ("config.yml", None),
        ("docker-compose.yml", None), ("README.md", None), ("environments.py", None), ("environment/model.txt", None),
    ],
)  # fmt: skip
def test_names_tell_the_kind(name: str, kind: Kind | None) -> None:
    assert kind_of(Path(name)) is kind


def test_the_editors_word_counts_where_the_name_says_nothing() -> None:
    assert kind_of(None, "shellscript") is Kind.SHELL
    assert kind_of(Path("setup"), "dockerfile") is Kind.DOCKERFILE
    assert kind_of(Path("Dockerfile"), "python") is None
    assert kind_of(Path("config.yml"), "yaml") is None
    assert kind_of(None) is None

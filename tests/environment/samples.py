"""Documents of each kind: as ``# smell`` where the line below, or the line itself, is reported."""

from tensortidy.environment import Kind

PROFILE = """\
export CUDA_HOME=/usr/local/cuda-11.8
export PATH=/usr/local/cuda-11.2/bin:$PATH
export LD_LIBRARY_PATH="/usr/local/cuda-11.8/lib64${LD_LIBRARY_PATH:+:${LD_LIBRARY_PATH}}"
"""
DOCKERFILE = """\
FROM ubuntu:22.04 AS base
ENV CUDA_HOME=/usr/local/cuda-11.8
ENV PATH=$PATH:/usr/local/cuda-11.2/bin \\
    LD_LIBRARY_PATH=$CUDA_HOME/lib64
"""
DOTENV = "CUDA_HOME=/usr/local/cuda-11.8\nLD_LIBRARY_PATH='/usr/local/cuda-11.2/lib64'\n"
UNIT = """\
[Service]
Environment=CUDA_HOME=/usr/local/cuda-11.8
Environment="PATH=/usr/local/cuda-11.2/bin:/usr/bin" "LANG=C"
ExecStart=/usr/bin/train
"""
CONDA = """\
name: train
dependencies:
  - python
variables:
  CUDA_HOME: /usr/local/cuda-11.8
  LD_LIBRARY_PATH: "/usr/local/cuda-11.2/lib64"
"""
# Each has one finding, on the line that names 11.2.
SAMPLES = {
    Kind.SHELL: PROFILE,
    Kind.DOCKERFILE: DOCKERFILE,
    Kind.DOTENV: DOTENV,
    Kind.SYSTEMD: UNIT,
    Kind.CONDA: CONDA,
}
NAMES = {
    Kind.SHELL: ".bashrc",
    Kind.DOCKERFILE: "Dockerfile",
    Kind.DOTENV: ".env",
    Kind.SYSTEMD: "train.service",
    Kind.CONDA: "environment.yml",
}

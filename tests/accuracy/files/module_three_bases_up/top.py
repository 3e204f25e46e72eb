"""Third floor, through a package-like alias."""

from middle import Sequenced as Parent


class Tagger(Parent):  #? instance is module
    """nn.Module stands three bases up, in two other files."""

"""Names that another file gives to torch's grad modes keep their meaning here."""

from torch import nn

from compat import fast, loud, still

line = nn.Linear(3, 1)


@still()
def tell(rows):
    with loud():
        warm = line(rows)  #? grad is on; warm is graph tensor
    return warm


def ask(rows):
    with fast():
        return line(rows)  #? grad is off; line(rows) is detached tensor

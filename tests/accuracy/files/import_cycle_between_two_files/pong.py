"""The other half of the cycle."""

import ping


def hit(ball):  #? returns is from ball
    return ball * 2


def hold():
    return ping.start().detach()

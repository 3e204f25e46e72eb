"""What is made small."""


def gap(guess, goal):  #? returns is from guess, goal
    return (guess - goal).pow(2).mean()

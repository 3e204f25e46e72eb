"""A class with a famous name that is no module and counts in plain numbers."""


class CrossEntropyLoss:  #? instance is unknown
    def __call__(self, guesses, labels):
        wrong = sum(g != t for g, t in zip(guesses, labels))
        return wrong / len(labels)

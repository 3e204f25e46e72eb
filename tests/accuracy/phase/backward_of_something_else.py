"""A browser history has backward and step methods too."""


class History:
    def __init__(self, pages):
        self.pages = pages
        self.place = 0

    def backward(self):
        self.place -= 1

    def step(self):
        self.place += 1


loss = History(["a", "b", "c"])
optimizer = loss
for _ in range(2):
    optimizer.step()  #? phase is unknown
    loss.backward()

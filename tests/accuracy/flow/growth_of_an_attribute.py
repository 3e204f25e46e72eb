"""A method that the loop calls empties one list of the object, nothing empties the other."""


class Recorder:
    def __init__(self):
        self.pending = []
        self.everything = []

    def flush(self):
        self.pending.clear()

    def reset(self):
        self.everything = []

    def run(self, stream):
        for value in stream:
            self.pending.append(value)  #? growth of self.pending is cleared
            self.everything.append(value)  #? growth of self.everything is grows
            self.flush()

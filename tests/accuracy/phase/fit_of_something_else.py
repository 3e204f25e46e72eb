"""An object with fit and predict methods that has nothing to do with learning."""

import numpy as np


class Ruler:
    def fit(self, values):
        self.low, self.high = values.min(), values.max()

    def predict(self, value):
        return self.low <= value <= self.high


ruler = Ruler()
for column in np.zeros((4, 9)):
    ruler.fit(column)  #? phase is unknown
for column in np.zeros((4, 9)):
    print(ruler.predict(column[0]))  #? phase is unknown

"""Classes of this program that bear Keras's names are neither models nor layers."""


class Dense:  #? instance is unknown
    def __init__(self, width):
        self.width = width

    def __call__(self, rows):
        return [sum(row) * self.width for row in rows]


class Model:
    def predict(self, rows):
        return Dense(2)(rows)


net = Model()
print(net)  #? net is unknown
print(net.predict([[1.0, 2.0]]))  #? net.predict([[1.0, 2.0]]) is container of number

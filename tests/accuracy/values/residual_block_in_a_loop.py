"""A block built in a loop keeps its running name symbolic in every iteration and after it."""

from keras import Input, Model, layers

entry = Input(shape=(16,))
signal = entry
for width in (16, 16):
    skip = signal
    signal = layers.Dense(width, activation="relu")(signal)  #? signal is symbolic tensor
    both = [signal, skip]  #? skip is symbolic tensor; both is container of symbolic tensor
    signal = layers.Add()(both)
print(Model(entry, signal))  #? Model(entry, signal) is Keras model

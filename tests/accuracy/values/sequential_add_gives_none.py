"""Adding a layer changes the model and gives None, as do compile and summary."""

import keras

stack = keras.Sequential()
given = stack.add(keras.layers.Dense(4))
stack.add(keras.layers.Dense(1))
done = stack.compile(optimizer="adam", loss="mse")
print(stack, given)  #? stack is Keras model; given is None
print(done, stack.layers)  #? done is None; stack.layers is container of Keras layer

"""A dataset from a folder of images is a dataset; fit gives a history whose lists hold numbers."""

import keras

pictures = keras.utils.image_dataset_from_directory("pets", image_size=(64, 64))
net = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(2)])
net.compile(optimizer="sgd", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
past = net.fit(pictures, epochs=3)
print(pictures, past)  #? pictures is dataset; past is unknown
print(past.history["loss"])  #? past.history["loss"] is container of number

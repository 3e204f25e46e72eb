"""Loading, cloning and ready-made applications all give models."""

import keras

stored = keras.models.load_model("ranker.keras")
twin = keras.models.clone_model(stored)
base = keras.applications.MobileNetV2(weights=None, include_top=False)
print(stored, twin, base)  #? stored is Keras model; twin is Keras model; base is Keras model
print(base.get_layer("out_relu"))  #? base.get_layer("out_relu") is Keras layer

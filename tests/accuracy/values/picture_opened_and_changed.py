"""Opening a picture keeps a handle; a picture made of an array has no file behind it."""

import numpy as np
import tensorflow as tf
from PIL import Image

with Image.open("cat.png") as picture:
    pixels = np.array(picture)  #? picture is open handle; pixels is array
drawn = Image.fromarray(pixels)
print(drawn)  #? drawn is unknown
print(tf.constant(pixels))  #? tf.constant(pixels) is eager tensor

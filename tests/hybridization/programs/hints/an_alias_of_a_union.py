"""A name for a union of types is followed to what it stands for."""

from typing import Union

import numpy as np
import tensorflow as tf

TensorLike = Union[np.ndarray, tf.Tensor]


#+ @tf.function
def double(x: TensorLike):  #? eager tensor, P1, told
    return x * 2

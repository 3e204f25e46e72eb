"""Tensors in what a hint says count, however deep they stand."""

from typing import List, Optional, Union

import tensorflow as tf


#+ @tf.function
def first(xs: List[tf.Tensor]):  #? eager tensor, P1, told
    return xs[0] + 1


#+ @tf.function
def second(x: Optional[Union[int, tf.Variable]]):  #? eager tensor, P1, told
    return x + 1


#+ @tf.function
def third(x: tuple[tf.RaggedTensor, ...]):  #? eager tensor, P1, told
    return x[0] + 1

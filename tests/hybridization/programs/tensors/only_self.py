"""``self`` is never taken for a tensor, and without other parameters there is none, called or not."""

import tensorflow as tf


class Net:
    def weights(self):  #? eager, stays: has-no-tensor-parameters, told
        return tf.ones([2])

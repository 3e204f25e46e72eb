"""``app.run`` calls ``main`` with the words of the command line."""

import tensorflow as tf
from absl import app


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


def main(words):  #? eager literal, stays: has-no-tensor-parameters has-primitive-parameters
    double(tf.constant(1.0))


if __name__ == "__main__":
    app.run(main)

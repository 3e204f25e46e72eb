"""What stands under ``if __name__ == "__main__":`` is run."""

import tensorflow as tf


#+ @tf.function
def double(x):  #? eager tensor, P1
    return x * 2


def main():  #? eager, stays: has-no-tensor-parameters
    double(tf.constant(1.0))


if __name__ == "__main__":
    main()

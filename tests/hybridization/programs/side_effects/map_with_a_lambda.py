"""``map`` runs nothing by itself, so what its lambda would do is not done."""

import tensorflow as tf


def report(x):
    print(x)


#+ @tf.function
def double(xs):  #? eager tensor, P1
    map(lambda x: report(x), [1])
    return xs * 2


double(tf.constant(1.0))

"""A schedule that was made a graph function although it has no tensors."""

import tensorflow as tf

position = tf.Variable(4.0)


@tf.function
def rate(step, warmup):
    return min(1.0, (step + 1) / warmup) * 0.1


def move(size):
    with tf.GradientTape() as tape:
        height = tf.square(position - 1.0)
    position.assign_sub(size * tape.gradient(height, position))
    return height


def main():
    for step in range(120):
        height = move(tf.cast(rate(step, 20), tf.float32))
    print(height.numpy(), position.numpy())


if __name__ == "__main__":
    main()

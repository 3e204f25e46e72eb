"""The valley of Rosenbrock's function, walked down with momentum."""

import tensorflow as tf


def rosenbrock(point):
    return tf.square(1.0 - point[0]) + 100.0 * tf.square(point[1] - tf.square(point[0]))


def descend(point, speed):
    with tf.GradientTape() as tape:
        tape.watch(point)
        height = rosenbrock(point)
    speed = 0.9 * speed - 0.0005 * tape.gradient(height, point)
    return point + speed, speed


def main():
    point, speed = tf.constant([-1.0, 1.5]), tf.zeros(2)
    for step in range(1500):
        point, speed = descend(point, speed)
    print(point.numpy(), rosenbrock(point).numpy())


if __name__ == "__main__":
    main()

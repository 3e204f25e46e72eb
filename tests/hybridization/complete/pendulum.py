"""A pendulum, followed by the method of Runge and Kutta."""

import tensorflow as tf


def slope(state):
    angle, speed = tf.unstack(state)
    return tf.stack([speed, -tf.sin(angle) - 0.1 * speed])


def advance(state, time):
    first = slope(state)
    second = slope(state + 0.5 * time * first)
    third = slope(state + 0.5 * time * second)
    fourth = slope(state + time * third)
    return state + time / 6.0 * (first + 2.0 * second + 2.0 * third + fourth)


def main():
    state, time = tf.constant([1.0, 0.0]), tf.constant(0.01)
    for step in range(600):
        state = advance(state, time)
    print(state.numpy())


if __name__ == "__main__":
    main()

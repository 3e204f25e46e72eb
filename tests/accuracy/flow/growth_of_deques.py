"""A deque is bounded when it has a maximal length, by keyword or position; None is no length."""

from collections import deque


def watch(stream):
    window, ring = deque(maxlen=50), deque([], 50)
    queue, endless = deque(), deque(maxlen=None)
    for value in stream:
        window.append(value)  #? growth of window is bounded
        ring.append(value)  #? growth of ring is bounded
        queue.append(value)  #? growth of queue is grows
        endless.append(value)  #? growth of endless is grows
    return window, ring, queue, endless

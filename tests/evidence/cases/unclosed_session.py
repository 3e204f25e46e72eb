"""What unclosed-session costs: the memory of sessions that nobody closes."""

import numpy as np
import tensorflow.compat.v1 as tf

from evidence.measuring import Claim, kept_bytes

FRAMEWORK = "tensorflow"
SESSIONS = 40
KEPT: list[object] = []  # those of a first run too, whose memory would be used again


def _sessions(*, interactive: bool, closed: bool) -> float:
    """Bytes kept by some sessions that have each run a small network; ordinary ones are kept in a list."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, (64, 64))
        y = tf.nn.relu(tf.matmul(x, x))
        batch = np.ones((64, 64), "float32")

        def run() -> list[object]:
            for _ in range(SESSIONS):
                session = tf.InteractiveSession() if interactive else tf.Session()
                session.run(y, feed_dict={x: batch})
                if closed:
                    session.close()
                elif not interactive:
                    KEPT.append(session)
            return KEPT

        return kept_bytes(run)


CLAIMS = (
    Claim(
        f"bytes kept by {SESSIONS} sessions in a list",
        bad=lambda: _sessions(interactive=False, closed=False),
        good=lambda: _sessions(interactive=False, closed=True),
        at_least=5,
    ),
    Claim(
        f"bytes kept by {SESSIONS} interactive sessions that nobody holds",
        bad=lambda: _sessions(interactive=True, closed=False),
        good=lambda: _sessions(interactive=True, closed=True),
        at_least=5,
    ),
)

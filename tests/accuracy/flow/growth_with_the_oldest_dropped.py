"""A list that drops its oldest entry once it is long enough is bounded."""


def watch(stream, limit):
    recent, history = [], []
    for value in stream:
        recent.append(value)  #? growth of recent is bounded
        history.append(value)  #? growth of history is grows
        if len(recent) > limit:
            recent.pop(0)
    return history[-limit:]

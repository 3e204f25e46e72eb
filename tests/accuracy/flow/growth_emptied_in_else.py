"""The else of a loop runs once, after its last iteration; finally in the body runs each time."""


def record(stream, sink):
    done, tried = [], []
    for value in stream:
        try:
            tried.append(value)  #? growth of tried is cleared
            sink(value)
        finally:
            tried.clear()
        done.append(value)  #? growth of done is grows
    else:
        done.clear()

"""A list that is emptied now and then during the loop does not grow for ever."""


def collect(batches, writer):
    pending, marks = [], []
    for number, batch in enumerate(batches):
        pending.append(batch)  #? growth of pending is cleared
        marks.append(number)  #? growth of marks is grows
        if number % 100 == 99:
            writer.write(len(pending))
            pending.clear()

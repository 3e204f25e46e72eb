"""What an inner function prints, its outer one prints when it calls it, else not."""


def loud(rows):  #? effects is prints
    def note(row):
        print(row)

    for row in rows:
        note(row)


def quiet(rows):  #? effects is none; returns is function
    def note(row):  #? effects is prints
        print(row)

    return note

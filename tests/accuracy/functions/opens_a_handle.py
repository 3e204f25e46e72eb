"""A helper opens the file, the one who calls it closes it or does not."""


def journal(folder):  #? returns is open handle
    return open(f"{folder}/journal.txt", "a")


def good(folder):
    target = journal(folder)  #? target is open handle; owner of target is closed
    target.write("start")
    target.close()


def bad(folder):
    target = journal(folder)  #? owner of target is nobody
    target.write("start")

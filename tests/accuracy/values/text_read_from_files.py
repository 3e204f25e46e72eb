"""An opened file is a handle, what is read from it is text; read_text opens nothing for long."""

from pathlib import Path

folder = Path("data")
names = (folder / "classes.txt").read_text()
with open(folder / "notes.txt") as notes:
    text = notes.read()  #? notes is open handle; text is string
log = (folder / "run.log").open("a")
print(names, log)  #? names is string; log is open handle
print(text, file=log)
log.close()

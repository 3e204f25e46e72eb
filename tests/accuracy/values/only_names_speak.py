"""Nothing but names and single calls tell what the arguments are."""


def advance(optimizer, loss):
    optimizer.zero_grad()  #? optimizer is optimizer; assumed optimizer is yes
    loss.backward()  #? loss is graph tensor; assumed loss is yes
    optimizer.step()

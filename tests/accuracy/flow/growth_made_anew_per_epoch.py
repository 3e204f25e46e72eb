"""The list of an epoch starts over with the next epoch, the list of the run goes on."""


def fit(loader, epochs):
    run = []
    for epoch in range(epochs):
        this_epoch = []
        for batch in loader:
            this_epoch.append(batch.sum().item())  #? growth of this_epoch is starts over
            run.append(epoch)  #? growth of run is grows
        print(sum(this_epoch) / len(this_epoch))
    return run

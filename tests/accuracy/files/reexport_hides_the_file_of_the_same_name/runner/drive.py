"""One step of learning."""


def drive(cost, rule):  #? effects is trains
    rule.zero_grad()
    cost.backward()
    rule.step()

"""Two steps: one learns, the other one only sounds like it."""


def train_step(cost):  #? effects is prints
    print(f"training on {float(cost):.3f}")


def tick(cost, rule):
    cost.backward()
    rule.step()
    rule.zero_grad()

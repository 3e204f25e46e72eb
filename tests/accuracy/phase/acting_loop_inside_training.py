"""REINFORCE: the inner loop acts, the outer one goes backward."""

import gymnasium as gym
import torch
from torch import nn
from torch.distributions import Categorical

policy = nn.Linear(4, 2)
rule = torch.optim.Adam(policy.parameters())
env = gym.make("CartPole-v1")

for episode in range(100):
    state, _ = env.reset()  #? phase is training
    traces, rewards, done = [], [], False
    while not done:
        choice = Categorical(logits=policy(torch.as_tensor(state)))
        action = choice.sample()
        state, reward, ended, cut, _ = env.step(action.item())  #? phase is acting
        traces.append(choice.log_prob(action))
        rewards.append(reward)
        done = ended or cut
    (-sum(rewards) * torch.stack(traces).sum()).backward()
    rule.step()

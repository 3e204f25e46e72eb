"""A policy plays in an environment; named evaluate, it compares nothing with targets."""

import gymnasium as gym
import torch
from torch import nn

policy = nn.Linear(4, 2)


def evaluate(env_name):
    env = gym.make(env_name)
    state, _ = env.reset()
    score, done = 0.0, False
    while not done:
        action = policy(torch.as_tensor(state)).argmax().item()  #? phase is acting
        state, reward, ended, cut, _ = env.step(action)
        score += reward
        done = ended or cut
    return score


evaluate("CartPole-v1")

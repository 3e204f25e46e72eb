"""The forward pass hides behind agent.act of another file; the loop steps an environment."""

import gymnasium as gym

from agents import Agent

agent = Agent()
env = gym.make("CartPole-v1")
seen, _ = env.reset()
over = False
while not over:
    move = agent.act(seen)  #? phase is acting; move is number; grad is on
    seen, gain, over, _, _ = env.step(move)

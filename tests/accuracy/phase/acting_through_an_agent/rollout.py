"""The loop runs the model only through the agent's method."""

import gymnasium as gym
from agent import Agent

agent = Agent()
envs = gym.make_vec("CartPole-v1", num_envs=4)
states, _ = envs.reset()
memory = []
for _ in range(128):
    actions = agent.act(states)  #? phase is acting
    following, rewards, _, _, _ = envs.step(actions)
    memory.append((states, actions, rewards))
    states = following

"""Random actions fill a memory before training: no model runs, so there is no phase."""

import gymnasium as gym

env = gym.make("CartPole-v1")
state, _ = env.reset()
model_inputs = []
for _ in range(1000):
    following, reward, ended, cut, _ = env.step(env.action_space.sample())  #? phase is unknown
    model_inputs.append((state, reward, following))
    state = env.reset()[0] if ended or cut else following

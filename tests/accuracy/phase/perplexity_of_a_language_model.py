"""Given labels, a transformers model compares by itself and gives a loss."""

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("gpt2")
writer = AutoModelForCausalLM.from_pretrained("gpt2")

costs = []
for text in ["one two", "three four"]:
    ids = tokenizer(text, return_tensors="pt").input_ids
    costs.append(writer(ids, labels=ids).loss.item())  #? phase is evaluation
print(torch.tensor(costs).mean().exp())
for text in ["one two", "three four"]:
    ids = tokenizer(text, return_tensors="pt").input_ids
    print(tokenizer.decode(writer.generate(ids)[0]))  #? phase is inference

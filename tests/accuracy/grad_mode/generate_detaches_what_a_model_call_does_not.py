"""Generating text gives tensors without a graph although the line itself tracks."""

from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("gpt2")
writer = AutoModelForCausalLM.from_pretrained("gpt2")

prompt = tokenizer("Once", return_tensors="pt")
story = writer.generate(**prompt)  #? grad is on; story is detached tensor
logits = writer(**prompt).logits  #? logits is graph tensor

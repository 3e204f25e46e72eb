"""Trainers of libraries train, evaluate and predict behind one call each."""

import lightning as L
from transformers import Trainer


def study(module: L.LightningModule, loader):
    return L.Trainer(max_epochs=3).fit(module, loader)  #? phase is training


def exam(module: L.LightningModule, loader):
    return L.Trainer().test(module, loader)  #? phase is evaluation


def answer(module: L.LightningModule, loader):
    return L.Trainer().predict(module, loader)  #? phase is inference


def finetune(trainer: Trainer):
    trainer.train(resume_from_checkpoint=True)  #? phase is training

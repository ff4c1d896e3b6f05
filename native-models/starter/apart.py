"""More of a stage's questions, answered by a process of their own on a second core.

Both processes hold the same weights in shared memory. The other one answers questions over and over and hands its gradients
across; whoever steps adds what is there and never waits. What is handed over was computed a step or two before, so a run
with `--apart` is not repeatable to the bit.
"""

from collections.abc import Callable

import torch
import torch.multiprocessing as processes
from torch import Tensor, nn

Gathering = Callable[[int], float]  # gathers the gradients of questions number n; returns their loss


class Apart:
    """A process that gathers gradients of `named` weights, one set at a time."""

    def __init__(self, named: list[tuple[str, nn.Parameter]], target: Callable, args: tuple):
        context = processes.get_context("spawn")
        self.weights = [weight for _, weight in named]
        self.handed = [torch.zeros_like(weight).share_memory_() for weight in self.weights]
        self.loss = torch.zeros(()).share_memory_()
        self.full, self.empty = context.Semaphore(0), context.Semaphore(1)
        names = [name for name, _ in named]
        self.process = context.Process(target=target, args=(*args, names, self.handed, self.loss, self.full, self.empty), daemon=True)
        self.process.start()

    def take(self) -> float | None:
        """Adds the gradients that are ready to the weights'; their loss, or none if there were none."""
        if not self.process.is_alive():
            raise RuntimeError("The process that answers questions has ended. Its last words are above.")
        if not self.full.acquire(block=False):
            return None
        for weight, handed in zip(self.weights, self.handed, strict=True):
            weight.grad = handed.clone() if weight.grad is None else weight.grad.add_(handed)
        loss = float(self.loss)
        self.empty.release()
        return loss

    def end(self) -> None:
        self.process.kill()
        self.process.join()


def hand_over(module: nn.Module, gather: Gathering, names: list[str], handed: list[Tensor], loss: Tensor, full, empty) -> None:
    """The other side: gathers and hands over until it is killed."""
    known = dict(module.named_parameters())
    weights = [known[name] for name in names]
    number = 0
    while True:
        module.zero_grad(set_to_none=True)
        said = gather(number)
        empty.acquire()
        for weight, slot in zip(weights, handed, strict=True):
            slot.zero_() if weight.grad is None else slot.copy_(weight.grad)
        loss.fill_(said)
        full.release()
        number += 1

# PyTorch, for bench/peers/torch.ts. (A file called torch.py would be what `import torch` finds.)
import ctypes
import os
import sys

import torch
from serve import numbers, serve
from torch import nn

ACTIVATIONS = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "relu": nn.ReLU}


def blas():
    """Which BLAS the process has loaded, after a product that needs one."""
    torch.mm(torch.ones(64, 64), torch.ones(64, 64))
    if torch.backends.mkl.is_available():
        return "MKL"
    with open("/proc/self/maps") as maps:
        files = {os.path.realpath(line.split()[-1]) for line in maps if "blas" in line}
    for file in sorted(files):
        if "openblas" in os.path.basename(file):
            corename = ctypes.CDLL(file).openblas_get_corename
            corename.restype = ctypes.c_char_p
            return "OpenBLAS, kernels for " + corename().decode()
    return "reference BLAS (slow; Debian: libopenblas0)" if files else "unknown BLAS"


class Run:
    def __init__(self, sizes, hidden, output, batch, dropout, rate, batches, file):
        view = lambda values: torch.frombuffer(values, dtype=torch.float32)
        shaped = numbers(file, view)
        take = lambda *shape: shaped(*shape).clone()
        squared = output == "sigmoid, squared error"
        modules = []
        for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
            linear = nn.Linear(inputs, outputs)
            linear.weight.data = take(outputs, inputs)
            linear.bias.data = take(outputs)
            modules.append(linear)
            if i < len(sizes) - 2:
                modules.append(ACTIVATIONS[hidden]())
                if dropout:
                    modules.append(nn.Dropout(dropout))
            elif squared:
                modules.append(nn.Sigmoid())
        self.model = nn.Sequential(*modules)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=rate)
        self.batches = [(take(batch, sizes[0]), take(batch, sizes[-1])) for _ in range(batches)]
        if squared:
            total = nn.MSELoss(reduction="sum")
            self.loss = lambda outputs, targets: total(outputs, targets) * (0.5 / batch)
        else:
            self.batches = [(x, y.argmax(1)) for x, y in self.batches]
            self.loss = nn.CrossEntropyLoss()
        self.taken = 0

    def steps(self, count):
        for _ in range(count):
            x, y = self.batches[self.taken % len(self.batches)]
            self.taken += 1
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.loss(self.model(x), y)
            loss.backward()
            self.optimizer.step()
        return loss.item()


threads = int(sys.argv[1])
torch.set_num_threads(threads)  # OpenBLAS keeps its own count: torch.ts sets that in the environment
serve(f"PyTorch {torch.__version__}, {blas()}", Run)

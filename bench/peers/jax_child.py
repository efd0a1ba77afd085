# JAX (XLA on the processor), for bench/peers/jax.ts.
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from serve import numbers, serve

ACTIVATIONS = {"tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu}


class Run:
    def __init__(self, sizes, hidden, output, batch, dropout, rate, batches, file):
        take = numbers(file, lambda values: np.frombuffer(values, np.float32))
        self.layers = [
            (jnp.array(take(outputs, inputs).T), jnp.array(take(outputs))) for inputs, outputs in zip(sizes, sizes[1:])
        ]
        pairs = [(take(batch, sizes[0]), take(batch, sizes[-1])) for _ in range(batches)]
        self.x, self.y = (jnp.array(np.stack(parts)) for parts in zip(*pairs))
        self.key = jax.random.key(1, impl=RANDOM)
        self.taken = 0
        squared = output == "sigmoid, squared error"

        def loss(layers, x, y, key):
            for i, (weights, biases) in enumerate(layers[:-1]):
                x = ACTIVATIONS[hidden](x @ weights + biases)
                if dropout:
                    stays = jax.random.bernoulli(jax.random.fold_in(key, i), 1 - dropout, x.shape)
                    x = jnp.where(stays, x / (1 - dropout), 0)
            weights, biases = layers[-1]
            z = x @ weights + biases
            if squared:
                return 0.5 / batch * jnp.sum(jnp.square(jax.nn.sigmoid(z) - y))
            return -jnp.sum(y * jax.nn.log_softmax(z)) / batch

        # The number of steps is a value of the program, not part of it: any number runs the same compiled loop.
        def run(layers, key, first, count, x, y):
            def step(i, state):
                layers, key, _ = state
                key, own = jax.random.split(key) if dropout else (key, key)
                at = (first + i) % batches
                found, slopes = jax.value_and_grad(loss)(layers, x[at], y[at], own)
                return jax.tree.map(lambda value, slope: value - rate * slope, layers, slopes), key, found

            return lax.fori_loop(0, count, step, (layers, key, jnp.float32(0)))

        self.run = jax.jit(run, donate_argnums=(0, 1))

    def steps(self, count):
        self.layers, self.key, loss = self.run(self.layers, self.key, self.taken, count, self.x, self.y)
        self.taken = (self.taken + count) % len(self.x)
        return float(loss)


RANDOM = "threefry2x32"
serve(f"JAX {jax.__version__}", Run)

"""The baselines of src/trainer/baselines a second time, by numpy and scikit-learn. To run it again, from the repository's root:

    BASELINES_EXAMPLES=examples.json npx vitest run --project slow src/trainer/baselines
    python src/trainer/baselines/testing/independent.py examples.json > src/trainer/baselines/testing/independent.json
    npx prettier --write src/trainer/baselines/testing/independent.json
    npx vitest run --project slow src/trainer/baselines

The first writes the examples and the initial hidden layers of testing/cases.ts; the last compares. Needs numpy and scikit-learn.
"""

import base64
import json
import platform
import sys

import numpy as np
import sklearn
from sklearn.neighbors import KNeighborsClassifier


def raw(part):
    x = np.frombuffer(base64.b64decode(part["x"]), dtype=part["type"])
    return x.reshape(part["count"], part["width"]).astype(np.float64)


def inputs(part):
    """x as the network takes it: rounded to float32."""
    return (raw(part) * part["scale"]).astype(np.float32).astype(np.float64)


def targets(case, labels):
    labels = np.array(labels)
    if case["outputs"] > 1:
        return np.eye(case["outputs"])[labels]
    return (labels if case["loss"] == "squared_error" else 2 * labels - 1).astype(np.float64)[:, None]


def answers(case, o):
    if case["outputs"] > 1:
        return o.argmax(axis=1)
    return (o[:, 0] > (0.5 if case["loss"] == "squared_error" else 0)).astype(int)


def nearest(case):
    fitted = KNeighborsClassifier(n_neighbors=1, algorithm="brute").fit(raw(case["train"]), case["train"]["labels"])
    return [targets(case, fitted.predict(raw(case[part]))) for part in ("train", "test")]


def tangent(a, b, layers):
    """The neural tangent kernel of ReLU layers at infinite width, He scaling, biases 0 at the start and counting 1 each."""
    K, Ka, Kb = a @ b.T / a.shape[1], (a**2).mean(axis=1), (b**2).mean(axis=1)
    theta = np.zeros_like(K)
    for i, layer in enumerate(layers):
        if i > 0:
            size = np.sqrt(np.outer(Ka, Kb))
            cos = np.clip(K / size, -1, 1)
            if a is b:
                np.fill_diagonal(cos, 1)
            angle = np.arccos(cos)
            theta = theta * (np.pi - angle) / (2 * np.pi)
            K = size * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / (2 * np.pi)
            Ka, Kb = Ka / 2, Kb / 2
        K, Ka, Kb = 2 * K, 2 * Ka, 2 * Kb
        theta = 2 * theta + (0 if layer["frozen"] else K + (1 if layer["bias"] else 0))
    return theta


def kernel(case):
    a, b = inputs(case["train"]), inputs(case["test"])
    K = tangent(a, a, case["layers"])
    alpha = np.linalg.solve(K, targets(case, case["train"]["labels"]))
    return [K @ alpha, tangent(b, a, case["layers"]) @ alpha]


def features(case, part):
    h = inputs(case[part])
    for layer in case["layers"][:-1]:
        W = np.frombuffer(base64.b64decode(layer["W"]), dtype=np.float32).reshape(layer["units"], -1)
        h = np.maximum(h @ W.astype(np.float64).T, 0)  # biases begin at 0
    return np.hstack([h, np.ones((len(h), 1))]) if case["layers"][-1]["bias"] else h


def ridgeless(case):
    phi = features(case, "train")
    y = targets(case, case["train"]["labels"])
    w = np.linalg.lstsq(phi, y, rcond=max(phi.shape) * np.finfo(float).eps)[0]
    other = np.linalg.pinv(phi, rcond=max(phi.shape) * np.finfo(float).eps) @ y
    assert np.abs(w - other).max() < 1e-6 * np.abs(w).max()
    return [phi @ w, features(case, "test") @ w]


def judged(case, part, o):
    labels = np.array(case[part]["labels"])
    found = answers(case, o)
    squared = case["loss"] == "squared_error"
    return {
        "accuracy": float((found == labels).mean()),
        "loss": float(((o - targets(case, labels)) ** 2).sum() / (2 * len(o))) if squared else None,
        "answers": "".join(map(str, found)),
        "outputs": o[:3].ravel().tolist(),
    }


with open(sys.argv[1], encoding="utf8") as file:
    cases = json.load(file)
json.dump(
    {
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "cases": {
            case["name"]: {
                name: {part: judged(case, part, o) for part, o in zip(("train", "test"), compute(case))}
                for name, compute in {"nearest": nearest, "kernel": kernel, "ridgeless": ridgeless}.items()
            }
            for case in cases
        },
    },
    sys.stdout,
    indent=2,
)

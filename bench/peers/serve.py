# What every Python child of the bench has in common: reading a network's numbers, and answering requests.
# One JSON object a line on stdin, each answered by one on stdout; the first line out says what runs here.
import json
import math
import sys
from array import array


def numbers(file, view):
    """A function that takes a file's float32 numbers in order, by shape. `view` makes an array of the library's of them."""
    values = array("f")
    with open(file, "rb") as data:
        values.frombytes(data.read())
    values = view(values)
    at = 0

    def take(*shape):
        nonlocal at
        at += math.prod(shape)
        return values[at - math.prod(shape) : at].reshape(shape)

    return take


def serve(about, Run):
    """Opens a Run for each network, takes steps in it, and forgets it, as requests say."""
    runs = {}
    print(json.dumps({"about": about}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        name = request.pop("run")
        answer = {}
        if "steps" in request:
            answer = {"loss": runs[name].steps(request["steps"])}
        elif "file" in request:
            runs[name] = Run(**request)
        else:
            del runs[name]
        print(json.dumps(answer), flush=True)

"""The golden curves, the line of code that each is of, and how they are recorded from the frameworks installed.

    python -m tests.record torch keras optax transformers timm paddle
    python -m tests.record signatures SITE-PACKAGES

Each entry keeps its schedule and parameters; the version and the learning rates are made anew. Signatures are
read from the frameworks' sources, which are not run.
"""

import ast
import importlib.metadata
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
CURVES = sorted(file for file in FOLDER.glob("*.json") if file.stem != "signatures")
ENTRIES = [entry for file in CURVES for entry in json.loads(file.read_text(encoding="utf-8"))]
NEEDS_OPTIMIZER = {"torch", "transformers", "timm"}

Entry = dict[str, Any]


def code(name: str, params: dict[str, Any], *, optimizer: bool) -> str:
    """Return the call that a recorded entry was made with."""
    arguments = ["optimizer"] * optimizer
    for key, value in params.items():
        if key == "schedulers":
            inner = [code(s["name"], {k: v for k, v in s.items() if k != "name"}, optimizer=True) for s in value]
            arguments.append(f"schedulers=[{', '.join(inner)}]")
        elif key == "schedules":
            inner = [code(s["name"], {k: v for k, v in s.items() if k != "name"}, optimizer=False) for s in value]
            arguments.append(f"schedules=[{', '.join(inner)}]")
        elif key == "boundaries_and_scales":
            arguments.append(f"{key}={dict(map(tuple, value))!r}")
        elif isinstance(value, dict) and "name" in value:
            arguments.append(
                f"{key}={code(value['name'], {k: v for k, v in value.items() if k != 'name'}, optimizer=False)}"
            )
        else:
            arguments.append(f"{key}={value!r}")
    return f"{name}({', '.join(arguments)})"


def line_of(entry: dict[str, Any]) -> tuple[str, float | None]:
    """Return an entry's line of code, and the optimizer's learning rate."""
    params = dict(entry["params"])
    peer, name = entry["peer"], entry["schedule"]
    lr = params.pop("lr", None)
    if peer == "transformers":
        specific = {k: params.pop(k) for k in list(params) if k not in ("num_warmup_steps", "num_training_steps")}
        arguments = {**params, **({"scheduler_specific_kwargs": specific} if specific else {})}
        return code("get_scheduler", {"name": name, **arguments}, optimizer=False).replace(
            f"name={name!r}", f"{name!r}, optimizer"
        ), lr
    return code(name, params, optimizer=peer in NEEDS_OPTIMIZER and name != "ChainedScheduler"), lr


def optimizer_of(lr: float) -> Any:
    """Return a PyTorch optimizer that CyclicLR and OneCycleLR accept."""
    import torch

    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr, momentum=0.9)


def torch_rates(entry: Entry, module: str) -> Iterator[float]:
    """Step a scheduler of PyTorch or Transformers."""
    line, lr = line_of(entry)
    optimizer = optimizer_of(entry["params"].get("lr", lr))
    scheduler = eval(line, vars(importlib.import_module(module)) | {"optimizer": optimizer})
    wanted = set(entry["epochs"])
    for epoch in range(max(entry["epochs"]) + 1):
        if epoch in wanted:
            yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        if epoch < max(entry["epochs"]):
            scheduler.step()


def timm_rates(entry: Entry) -> Iterator[float]:
    """Ask a timm scheduler for each epoch, as its training script does; epoch 0 is the constructor's."""
    line, lr = line_of(entry)
    optimizer = optimizer_of(lr or 1.0)
    scheduler = eval(line, vars(importlib.import_module("timm.scheduler")) | {"optimizer": optimizer})
    for epoch in entry["epochs"]:
        if epoch:
            scheduler.step(epoch)
        yield optimizer.param_groups[0]["lr"]


def keras_rates(entry: Entry) -> Iterator[float]:
    """Call a schedule of Keras, in the entry's precision."""
    os.environ["KERAS_BACKEND"] = entry["backend"]
    import keras

    keras.config.set_floatx(entry["precision"])
    schedule = eval(line_of(entry)[0], vars(keras.optimizers.schedules))
    yield from (float(schedule(epoch)) for epoch in entry["epochs"])


def optax_rates(entry: Entry) -> Iterator[float]:
    """Call a schedule of Optax, eagerly and in float64."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    schedule = eval(line_of(entry)[0], vars(optax))
    yield from (float(schedule(epoch)) for epoch in entry["epochs"])


def paddle_rates(entry: Entry) -> Iterator[float]:
    """Step a scheduler of Paddle."""
    scheduler = eval(line_of(entry)[0], vars(importlib.import_module("paddle.optimizer.lr")))
    for _ in entry["epochs"]:
        yield scheduler.get_lr()
        scheduler.step()


RATES: dict[str, Callable[[Entry], Iterator[float]]] = {
    "torch": lambda entry: torch_rates(entry, "torch.optim.lr_scheduler"),
    "keras": keras_rates,
    "optax": optax_rates,
    "transformers": lambda entry: torch_rates(entry, "transformers.optimization"),
    "timm": timm_rates,
    "paddle": paddle_rates,
}


SOURCES = {
    "torch": "torch/optim/lr_scheduler.py",
    "keras": "keras/src/optimizers/schedules/*.py",
    "optax": "optax/schedules/*.py",
    "transformers": "transformers/optimization.py",
    "timm": "timm/scheduler/*.py",
    "paddle": "paddle/optimizer/lr.py",
}


def signatures(site: Path, framework: str) -> dict[str, list[list[object]]]:
    """Return the parameters of a framework's functions and classes: each a name, and its default if it has one."""
    found: dict[str, list[list[object]]] = {}
    for file in sorted(site.glob(SOURCES[framework])):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = _parameters(node.args)
            elif isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, ast.FunctionDef) and part.name == "__init__":
                        found[node.name] = _parameters(part.args)[1:]
    return found


def _parameters(arguments: ast.arguments) -> list[list[object]]:
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    pairs = [*zip(plain, [*defaults, *arguments.defaults], strict=True)]
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [[one.arg, *([_constant(default)] if default else [])] for one, default in pairs]


def _constant(node: ast.expr) -> object:
    """Return a default that is a constant, or arithmetic with constants; another one as it is written."""
    if any(isinstance(part, (ast.Name, ast.Call, ast.Attribute)) for part in ast.walk(node)):
        return ast.unparse(node)
    return eval(ast.unparse(node))


def record_signatures(site: Path) -> None:
    """Record the signatures of all functions that lrcalc reads."""
    from lrcalc.frameworks.calls import table

    recorded = {}
    for framework in SOURCES:
        theirs = signatures(site, framework)
        recorded[framework] = {name: theirs[name] for name in sorted(table(framework)) if name in theirs}
        print(f"{framework}: {len(recorded[framework])} signatures, without {table(framework).keys() - theirs.keys()}")
    lines = [
        f'"{framework}": {{\n' + ",\n".join(f'  "{name}": {json.dumps(own)}' for name, own in found.items()) + "\n}"
        for framework, found in recorded.items()
    ]
    (FOLDER / "signatures.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Record the frameworks that are named, and say how far the rates moved; or their signatures."""
    if sys.argv[1] == "signatures":
        record_signatures(Path(sys.argv[2]))
        return
    warnings.simplefilter("ignore")
    for peer in sys.argv[1:]:
        file = FOLDER / f"{peer}.json"
        entries = json.loads(file.read_text(encoding="utf-8"))
        moved = 0.0
        for entry in entries:
            rates = [*RATES[peer](entry)]
            moved = max(
                moved, *(abs(new - old) / max(entry["lr"]) for new, old in zip(rates, entry["lr"], strict=False))
            )
            entry["version"] = importlib.metadata.version({"paddle": "paddlepaddle"}.get(peer, peer))
            entry["lr"] = rates
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
        file.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        print(f"{peer}: {len(entries)} entries, moved by at most {moved:.1e} of their peak")


if __name__ == "__main__":
    main()

"""Record the logs in tests/logs: short runs of the real tools, each with the schedule named below.

``python -m tests.record_logs trainer|lightning|keras|mmengine FOLDER`` writes one of them; the tool has to be installed.
Everything a tool writes but the log is left out, and paths of the machine are not in it.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any


def trainer(folder: Path) -> None:
    """Run Transformers' Trainer: cosine, lr 3e-4, 200 steps, 20 of warm-up, logged every 10."""
    import torch
    from transformers import Trainer, TrainingArguments

    class Model(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def forward(self, x: Any, labels: Any) -> dict[str, Any]:
            out = self.layer(x)
            return {"loss": ((out - labels) ** 2).mean(), "logits": out}

    data = [{"x": torch.ones(1), "labels": torch.ones(1)} for _ in range(800)]
    with tempfile.TemporaryDirectory() as place:
        arguments = TrainingArguments(
            place,
            max_steps=200,
            per_device_train_batch_size=4,
            learning_rate=3e-4,
            lr_scheduler_type="cosine",
            warmup_steps=20,
            logging_steps=10,
            report_to=[],
            use_cpu=True,
            save_strategy="no",
        )
        run = Trainer(Model(), arguments, train_dataset=data)
        run.train()
        run.state.save_to_json(str(folder / "trainer_state.json"))


def lightning(folder: Path) -> None:
    """Run Lightning's CSVLogger and LearningRateMonitor: two groups, StepLR every 30 steps, 120 steps, logged every 5."""
    import torch
    from lightning.pytorch import LightningModule, Trainer
    from lightning.pytorch.callbacks import LearningRateMonitor
    from lightning.pytorch.loggers import CSVLogger

    class Model(LightningModule):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = torch.nn.Linear(1, 1), torch.nn.Linear(1, 1)

        def training_step(self, batch: Any, _: int) -> Any:
            loss = self.head(self.body(batch)).square().mean()
            self.log("train_loss", loss)
            return loss

        def configure_optimizers(self) -> Any:
            groups = [{"params": self.body.parameters(), "lr": 0.01}, {"params": self.head.parameters(), "lr": 0.1}]
            optimizer = torch.optim.AdamW(groups)
            scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30, 0.5)
            return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}

    data = torch.utils.data.DataLoader(torch.ones(40, 1), batch_size=1)
    with tempfile.TemporaryDirectory() as place:
        logger = CSVLogger(place)
        Trainer(
            max_epochs=3,
            logger=logger,
            callbacks=[LearningRateMonitor("step")],
            log_every_n_steps=5,
            accelerator="cpu",
            enable_checkpointing=False,
            enable_progress_bar=False,
        ).fit(Model(), data)
        shutil.copy(Path(logger.log_dir) / "metrics.csv", folder / "metrics.csv")


def keras(folder: Path) -> None:
    """Run Keras' CSVLogger: a LearningRateScheduler that multiplies 0.01 by 0.9 every epoch, 20 epochs."""
    import keras as k
    import numpy as np

    model = k.Sequential([k.layers.Input((1,)), k.layers.Dense(1)])
    model.compile(optimizer=k.optimizers.SGD(0.01), loss="mse")
    callbacks = [
        k.callbacks.LearningRateScheduler(lambda epoch, _: 0.01 * 0.9**epoch),
        k.callbacks.CSVLogger(str(folder / "keras.csv")),
    ]
    model.fit(np.ones((4, 1)), np.ones((4, 1)), epochs=20, verbose=0, callbacks=callbacks)


def mmengine(folder: Path) -> None:
    """Write MMEngine's scalars: a LinearLR warm-up of 20 iterations, then MultiStepLR at 60 and 90; 120, logged every 2."""
    import torch
    from mmengine.model import BaseModel
    from mmengine.runner import Runner

    class Model(BaseModel):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def forward(self, inputs: Any, mode: str = "loss") -> Any:
            return {"loss": self.layer(inputs).square().mean()} if mode == "loss" else self.layer(inputs)

    def collate(batch: Any) -> Any:
        return {"inputs": torch.stack(batch)}

    data = torch.utils.data.DataLoader(list(torch.ones(40, 1)), batch_size=1, collate_fn=collate)
    with tempfile.TemporaryDirectory() as place:
        Runner(
            Model(),
            work_dir=place,
            train_dataloader=data,
            train_cfg={"by_epoch": False, "max_iters": 120},
            optim_wrapper={"optimizer": {"type": "SGD", "lr": 0.02}},
            param_scheduler=[
                {"type": "LinearLR", "start_factor": 0.001, "by_epoch": False, "begin": 0, "end": 20},
                {"type": "MultiStepLR", "by_epoch": False, "milestones": [60, 90], "gamma": 0.1},
            ],
            default_hooks={"logger": {"type": "LoggerHook", "interval": 2}, "checkpoint": None},
        ).train()
        scalars = next(Path(place).rglob("scalars.json"))
        shutil.copy(scalars, folder / "scalars.json")


if __name__ == "__main__":
    tools = {"trainer": trainer, "lightning": lightning, "keras": keras, "mmengine": mmengine}
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    tools[sys.argv[1]](target.resolve())

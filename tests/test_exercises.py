"""The 92 exercises: what a new user types first for each, and the values that its book or paper has."""

import json
import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest

from tests.program import lrcalc, shell

if TYPE_CHECKING:
    from collections.abc import Callable

# The exercise's number, the first guess, what comes of it, the values, and where they are from; the question is the
# comment above. "right": the rows, or the answer, are the values. "noted": another reading was taken, and a note says
# which, and how to get this one. "refused": an error leads to the right command. "silent": it cannot be known.
# The values are as printed there, or computed in plain Python, to six digits.
EXERCISES: list[tuple[int, str, str, list[float], str]] = [
    # 阶梯衰减: lr0=0.1, rate 0.5, every 10; list the first 30 epochs
    (1, "step --lr 0.1 --decay-rate 0.5 --decay-steps 10 --epochs 30", "right", [0.1, 0.1, 0.1, 0.1], "article (seed)"),
    # Same: lr at epochs 10, 20, 30
    (2, "step --lr 0.1 --rate 0.5 --every 10 --at 10,20,30", "right", [0.05, 0.025, 0.0125], "article (seed)"),
    # 余弦退火: lr_max 0.1, lr_min 0.001, T_max 50; first 10 epochs
    (3, "cosine --lr-max 0.1 --lr-min 0.001 --t-max 50 --epochs 10", "right", [0.1, 0.0999023, 0.0996097, 0.0991232], "article (seed)"),
    # 多项式衰减: 0.1, max_epochs 50, power 2; first 10 epochs
    (4, "polynomial --lr 0.1 --max-epochs 50 --power 2 --epochs 10", "right", [0.1, 0.09604, 0.09216, 0.08836], "article (seed)"),
    # 指数衰减: 0.1, 0.95; first 10 epochs
    (5, "exponential --lr 0.1 --decay-rate 0.95 --epochs 10", "right", [0.1, 0.095, 0.09025, 0.0857375], "article (seed)"),
    # The article's printed step formula has no floor: lr at epoch 5
    (6, "step --lr 0.1 --rate 0.5 --every 10 --at 5", "noted", [0.0707107], "article (seed)"),
    # 前10轮 counted 1…10 (textbook): exponential 0.1·0.95^epoch, epochs 1–10
    (7, "exponential --lr 0.1 --rate 0.95 --start 1 --epochs 10", "right", [0.095, 0.09025, 0.0857375, 0.0814506], "article (seed)"),
    # Textbook reading: epoch 1 uses lr0; label epochs 1..5, exponential
    (8, "exponential --lr 0.1 --rate 0.95 --start 1 -n 5", "noted", [0.1, 0.095, 0.09025, 0.0857375], "article (seed)"),
    # 梯度弥散: 10 sigmoid layers at their steepest; gradient at layer 1
    (9, "gradient --layers 10 --activation sigmoid", "right", [9.53674e-07], "article (seed)"),
    # ReLU with positive inputs: gradient after 10 layers is 1
    (10, "gradient --layers 10 --activation relu", "right", [1], "article (seed)"),
    # Saturated sigmoid (z = 5), 10 layers
    (11, "gradient --layers 10 --activation sigmoid --mean 5", "right", [1.68635e-22], "article (seed)"),
    # Gradient clipping as remedy: exploding factor 1.5, 20 layers, clip at 1
    (12, "gradient --layers 20 --activation linear --weight 1.5 --clip 1", "right", [1], "article (seed)"),
    # Residual connection: sigmoid factor 0.25 → 1.25 per layer, 10 layers
    (13, "gradient --layers 10 --activation sigmoid --residual", "right", [9.31323], "article (seed)"),
    # SquareRootScheduler(lr=1.0): η0 (t+1)^-1/2, t=0..29
    (14, "inverse-sqrt --lr 1 --epochs 30", "right", [1, 0.707107, 0.57735, 0.5], "d2l.ai 12.11 Learning Rate Scheduling"),
    # FactorScheduler(factor=0.9, stop_factor_lr=1e-2, base_lr=2.0), t=0..59: max(0.01, 2·0.9^(t+1))
    (15, "exponential --lr 2 --rate 0.9 --lr-min 0.01 --start 1 --epochs 60", "right", [1.8, 1.62, 1.458, 1.3122], "d2l.ai 12.11 Learning Rate Scheduling"),
    # MultiFactorScheduler(step=[15,30], factor=.5, base=.5): lr at 14,15,30
    (16, "multistep --lr 0.5 --rate 0.5 --milestones 15,30 --at 14,15,30", "right", [0.5, 0.25, 0.125], "d2l.ai 12.11 Learning Rate Scheduling"),
    # CosineScheduler(max_update=20, base_lr=0.5, final_lr=0.01), 30 epochs, pinned after 20
    (17, "cosine --lr 0.5 --lr-min 0.01 --t-max 20 --epochs 30", "right", [0.5, 0.496984, 0.488009, 0.473297], "d2l.ai 12.11 Learning Rate Scheduling"),
    # CosineScheduler(20, warmup_steps=5, base_lr=0.3, final_lr=0.01): lr at 3, 5, 10, 20
    (18, "cosine --lr 0.3 --lr-min 0.01 --t-max 20 --warmup 5 --at 3,5,10,20", "right", [0.18, 0.3, 0.2275, 0.01], "d2l.ai 12.11 Learning Rate Scheduling"),
    # Halve every 5 epochs from 1e-2: lr in epoch 23
    (19, "step --lr 1e-2 --rate 0.5 --every 5 --at 23", "right", [0.000625], "CS231n notes, neural-networks-3"),
    # ×0.1 every 20 epochs from 1e-1: lr after 60 epochs
    (20, "step --lr 0.1 --rate 0.1 --every 20 --at 60", "right", [0.0001], "CS231n notes, neural-networks-3"),
    # Exponential decay α=α0·e^(−kt), α0=0.1, k=0.05, t=20
    (21, "exponential --lr 0.1 --rate 'exp(-0.05)' --at 20", "right", [0.0367879], "CS231n notes, neural-networks-3"),
    # 1/t decay α=α0/(1+kt), α0=0.1, k=0.05, t=20
    (22, "inverse-time --lr 0.1 --rate 0.05 --at 20", "right", [0.05], "CS231n notes, neural-networks-3"),
    # α = α0/(1+decay_rate·epoch), α0=0.2, decay_rate=1; epochs 1–4
    (23, "inverse-time --lr 0.2 --decay-rate 1 --start 1 --epochs 4", "right", [0.1, 0.0666667, 0.05, 0.04], "Andrew Ng, Improving DNNs week 2 “Learning rate decay”"),
    # α = 0.95^epoch·α0, α0=0.2; epochs 1–3
    (24, "exponential --lr 0.2 --rate 0.95 --start 1 -n 3", "right", [0.19, 0.1805, 0.171475], "Andrew Ng, Improving DNNs week 2 “Learning rate decay”"),
    # α = k/√epoch·α0, k=1, α0=0.2; epochs 1–4
    (25, "inverse-sqrt --lr 0.2 --timescale 1 --start 1 -n 4", "noted", [0.2, 0.141421, 0.11547, 0.1], "Andrew Ng, Improving DNNs week 2 “Learning rate decay”"),
    # Quiz: α0=0.2, α(10)=0.05 under 1/(1+d·t). Find decay_rate
    (26, "solve inverse-time --lr 0.2 --epoch 10 --target 0.05", "right", [0.3], "Andrew Ng, Improving DNNs week 2 “Learning rate decay”"),
    # Exponential 0.1·0.95^t: after how many epochs is lr below 1e-4?
    (27, "solve exponential --lr 0.1 --rate 0.95 --target 1e-4", "right", [135], "written from exam-style questions"),
    # Step 0.1, ×0.5 every 10: first epoch below 1e-4
    (28, "solve step --lr 0.1 --rate 0.5 --every 10 --target 1e-4", "right", [100], "written from exam-style questions"),
    # Step 0.1, ×0.1 every 30: first epoch strictly BELOW 1e-3
    (29, "solve step --lr 0.1 --rate 0.1 --every 30 --target 1e-3", "noted", [90], "written from exam-style questions"),
    # What gamma takes lr from 0.1 to 0.001 in 50 epochs?
    (30, "solve exponential --lr 0.1 --epoch 50 --target 0.001", "right", [0.912011], "written from exam-style questions"),
    # StepLR step 30: which gamma gives 1e-4 at epoch 90 from 0.1?
    (31, "solve step --lr 0.1 --every 30 --epoch 90 --target 1e-4", "right", [0.1], "written from exam-style questions"),
    # Which initial lr gives 0.01 at epoch 20 with gamma 0.95?
    (32, "solve exponential --rate 0.95 --epoch 20 --target 0.01", "right", [0.0278951], "written from exam-style questions"),
    # Cosine to 0: lr(30)=0.05 from 0.1. T_max?
    (33, "solve cosine --lr 0.1 --epoch 30 --target 0.05", "right", [60], "written from exam-style questions"),
    # Poly: 0.1, 50 epochs, lr(25)=0.025. Power?
    (34, "solve polynomial --lr 0.1 --max-epochs 50 --epoch 25 --target 0.025 --for power", "right", [2], "written from exam-style questions"),
    # Half-life: whole epochs to halve with gamma 0.95
    (35, "solve exponential --lr 1 --rate 0.95 --target 0.5", "right", [14], "written from exam-style questions"),
    # Step size: ×0.5, want 0.0125 at epoch 60 from 0.1. every?
    (36, "solve step --lr 0.1 --rate 0.5 --epoch 60 --target 0.0125", "right", [20], "written from exam-style questions"),
    # Average lr of the article's cosine over its 50 epochs
    (37, "cosine --lr 0.1 --lr-min 0.001 --t-max 50", "mean", [0.05149], "written from exam-style questions"),
    # Average lr of step 0.1/0.5/10 over 30 epochs
    (38, "step --lr 0.1 --rate 0.5 --every 10 -n 30", "mean", [0.0583333], "written from exam-style questions"),
    # Total steps: 50,000 images, batch 128, 200 epochs; and a 10 % warm-up in steps
    (39, "cosine --lr 0.1 --samples 50000 --batch-size 128 --epochs 200 --warmup 10%", "warmup", [7820], "written from exam-style questions"),
    # 10,000 steps, warm-up 10 %, cosine to 0, peak 3e-4: lr at 500, 1000, 5500, 10000
    (40, "cosine --lr 3e-4 --t-max 10000 --warmup 10% --at 500,1000,5500,10000", "right", [0.00015, 0.0003, 0.00015, 0], "written from exam-style questions"),
    # Steps of HF Trainer: 1047 samples, total batch 80, 300 epochs
    (41, "steps --samples 1047 --batch 80 --epochs 300", "noted", [3900], "mzph.cn/pingmian/73165 (real HF log: 3,900)"),
    # SGDR T0=10, Tmult=2, lr 0.05: lr at 0, 5, 10, 20, 30
    (42, "cosine-restarts --lr 0.05 --t-0 10 --t-mult 2 --at 0,5,10,20,30", "right", [0.05, 0.025, 0.05, 0.025], "SGDR, arXiv:1608.03983 §4.1"),
    # SGDR T0=1, Tmult=2: epochs of restarts up to 63
    (43, "cosine-restarts --lr 0.05 --t-0 1 --t-mult 2 --cycles 6", "peaks", [1, 3, 7, 15], "SGDR, arXiv:1608.03983"),
    # SGDR: length of 4 cycles, T0=10, Tmult=2
    (44, "cosine-restarts --lr 0.05 --t-0 10 --t-mult 2 --cycles 4", "next", [150], "SGDR"),
    # OneCycleLR(max_lr=0.1, total_steps=100): lr at 0, 29, 99
    (45, "one-cycle --lr-max 0.1 --total 100 --at 0,29,99", "right", [0.004, 0.1, 4e-07], "Smith & Topin / PyTorch"),
    # WSD: warm-up 100, stable 800, linear decay 100, 1e-3: lr at 50, 500, 950
    (46, "wsd --lr 1e-3 --warmup 100 --stable 800 --decay 100 --at 50,500,950", "right", [0.0005, 0.001, 0.0005], "MiniCPM, arXiv:2404.06395"),
    # WSD given as total 1000, warm-up 10 %, last 10 % decay
    (47, "wsd --lr 1e-3 --total 1000 --warmup 100 --decay 100 --at 950", "right", [0.0005], "MiniCPM “decay 10 % of tokens”"),
    # Noam base model: peak lr (step 4000)
    (48, "noam --d-model 512 --warmup-steps 4000 --at 4000", "right", [0.000698771], "Vaswani 2017 §5.3"),
    # Noam: at which later step is lr half the peak?
    (49, "solve noam --d-model 512 --warmup-steps 4000 --target 0.00034938562148434", "right", [16000], "Vaswani 2017"),
    # StepLR doc: lr 0.05, step 30, gamma .1: at 29, 30, 60
    (50, 'from torch "StepLR(optimizer, step_size=30, gamma=0.1)" --lr 0.05 --at 29,30,60', "right", [0.05, 0.005, 0.0005], "PyTorch docs"),
    # MultiStepLR doc: [30,80], gamma .1: at 29, 30, 79, 80
    (51, "multistep --lr 0.05 --gamma 0.1 --milestones 30,80 --at 29,30,79,80", "right", [0.05, 0.005, 0.005, 0.0005], "PyTorch docs"),
    # ConstantLR doc: factor .5, 40 iters: at 0, 39, 40
    (52, "constant --lr 0.05 --factor 0.5 --total-iters 40 --at 0,39,40", "right", [0.025, 0.025, 0.05], "PyTorch docs"),
    # LinearLR doc: start_factor .05, 40 iters, lr .05: at 0, 1, 2, 40
    (53, 'from torch "LinearLR(optimizer, start_factor=0.05, total_iters=40)" --lr 0.05 --at 0,1,2,40', "right", [0.0025, 0.0036875, 0.004875, 0.05], "PyTorch docs"),
    # SequentialLR doc: Constant(.1,20) then Exponential(.9) at 20, lr .05: at 0, 19, 20, 21
    (54, 'from torch "SequentialLR(optimizer, schedulers=[ConstantLR(optimizer, factor=0.1, total_iters=20), ExponentialLR(optimizer, gamma=0.9)], milestones=[20])" --lr 0.05 --at 0,19,20,21', "right", [0.005, 0.005, 0.05, 0.045], "PyTorch docs"),
    # ChainedScheduler doc: Constant(.1,20) and Exponential(.9): at 0, 1, 20
    (55, 'product "exponential --lr 0.05 --rate 0.9" "piecewise --values 0.1,1 --boundaries 20" --at 0,1,20', "right", [0.005, 0.0045, 0.00607883], "PyTorch docs"),
    # PolynomialLR doc: total_iters 50, power .9, lr .05: at 0, 1, 49
    (56, "polynomial --lr 0.05 --total-iters 50 --power 0.9 --at 0,1,49", "right", [0.05, 0.0490991, 0.00147876], "PyTorch docs"),
    # Keras ExponentialDecay doc: .1, 100000 steps, .96, staircase: step 250000
    (57, 'from keras "ExponentialDecay(0.1, decay_steps=100000, decay_rate=0.96, staircase=True)" --at 250000', "right", [0.09216], "Keras docs"),
    # Keras ExponentialDecay without staircase: step 50000
    (58, "exponential --lr 0.1 --rate 0.96 --decay-steps 100000 --at 50000", "right", [0.0979796], "Keras docs"),
    # Keras PolynomialDecay doc: .1→.01 in 10000 steps, sqrt: step 5000
    (59, "polynomial --lr 0.1 --lr-end 0.01 --decay-steps 10000 --power 0.5 --at 5000", "right", [0.0736396], "Keras docs"),
    # Keras PiecewiseConstantDecay doc: 1.0 / 0.5 / 0.1 at 100000, 110000: steps 100000, 100001, 110001
    (60, "piecewise --values 1,0.5,0.1 --boundaries 100000,110000 --at 100000,100001,110001", "noted", [1, 0.5, 0.1], "Keras docs"),
    # Keras InverseTimeDecay doc: .1, decay_steps 1.0, rate .5: step 4
    (61, "inverse-time --lr 0.1 --decay-rate 0.5 --decay-steps 1 --at 4", "right", [0.0333333], "Keras docs"),
    # Keras CosineDecay(0.1, 1000, alpha=0.1): step 500
    (62, 'from keras "CosineDecay(0.1, decay_steps=1000, alpha=0.1)" --at 500', "right", [0.055], "Keras docs"),
    # SGD(lr=.1, decay=.001) as printed: 0.1, 0.0999000999, 0.0997006985, …
    (63, "inverse-time --lr 0.1 --rate 0.001 -n 5", "silent", [0.1, 0.0999001, 0.0997007, 0.0994025], "Machine Learning Mastery / Keras SGD(decay)"),
    # step_decay: .1·.5^floor((1+epoch)/10): lr at epochs 8, 9, 19
    (64, "step --lr 0.1 --rate 0.5 --every 10 --at 8,9,19", "noted", [0.1, 0.05, 0.025], "Machine Learning Mastery / Keras SGD(decay)"),
    # Deep-ML 155: CosineAnnealing .1, T=10, min .001: epochs 0,2,5,7,10 (4 digits)
    (65, "cosine --lr 0.1 --t-max 10 --lr-min 0.001 --at 0,2,5,7,10", "right", [0.1, 0.0905463, 0.0505, 0.0214046], "Deep-ML"),
    # GraduateML: decay_lr(1, 0.5, epoch 4)
    (66, "exponential --lr 1 --rate 0.5 --at 4", "right", [0.0625], "graduateml.com"),
    # Warm-up+cosine T=10, W=3, lr 1: the ten values
    (67, "cosine --lr 1 --t-max 10 --warmup 3 -n 10", "right", [0, 0.333333, 0.666667, 1], "onenoughtone.com"),
    # lr_at(3e-4, 3e-5, warmup 100, max 1000): steps 50, 550, 1000, 5000
    (68, "cosine --lr 3e-4 --lr-min 3e-5 --warmup 100 --t-max 1000 --at 50,550,1000,5000", "right", [0.00015, 0.000165, 3e-05, 3e-05], "prof.lexailabs.com"),
    # ImageNet in 1 hour: lr 0.1·8192/256 = 3.2, 5-epoch warm-up from 0.1, ÷10 at 30, 60, 80: epoch 2.5, 30, 60, 85
    (69, "multistep --lr 3.2 --rate 0.1 --milestones 30,60,80 --warmup 5 --warmup-lr 0.1 --at 2.5,30,60,85", "right", [1.65, 0.32, 0.032, 0.0032], "Goyal et al. 2017"),
    # ResNet-110 CIFAR: .1, ÷10 at 32k and 48k: iteration 40000, 64000
    (70, "multistep --lr 0.1 --rate 0.1 --milestones 32000,48000 --at 40000,64000", "right", [0.01, 0.001], "He et al. 2015"),
    # BERT: peak 1e-4, 10k warm-up, linear to 0 at 1M: step 505000
    (71, "linear --lr 1e-4 --total-iters 1000000 --warmup 10000 --at 505000", "right", [5e-05], "Devlin 2018"),
    # DeepLab poly: .007·(1−iter/30000)^0.9 at iter 15000
    (72, "polynomial --lr 0.007 --max-epochs 30000 --power 0.9 --at 15000", "right", [0.00375121], "Chen et al. 2017"),
    # CLR triangular: base .001, max .006, stepsize 2000: iteration 3000
    (73, "cyclic --lr 0.001 --lr-max 0.006 --up 2000 --at 3000", "right", [0.0035], "Smith 2015"),
    # CLR triangular2 at iteration 6000
    (74, "cyclic --lr 0.001 --lr-max 0.006 --up 2000 --mode triangular2 --at 6000", "right", [0.0035], "Smith 2015"),
    # LLaMA: 3e-4, 2000 warm-up, cosine to 10 % of the peak at 250k: step 126000
    (75, "cosine --lr 3e-4 --lr-min 10% --t-max 250000 --warmup 2000 --at 126000", "right", [0.000165], "Touvron 2023"),
    # lr decays 5 % an epoch from 0.01: epoch 30
    (76, "exponential --lr 0.01 --rate 95% --at 30", "right", [0.00214639], "written from exam-style questions"),
    # 391 steps an epoch, step 0.1/0.5/10 epochs: lr at step 12345
    (77, "step --lr 0.1 --rate 0.5 --every 10 --steps-per-epoch 391 --at 12345", "right", [0.0125], "README-like"),
    # 0.25^20 (20 sigmoid layers)
    (78, "gradient --layers 20 --activation sigmoid", "right", [9.09495e-13], "heiqu.com"),
    # 5 sigmoid layers: list from output to input
    (79, "gradient --layers 5 --activation sigmoid", "right", [0.25, 0.0625, 0.015625, 0.00390625], "click4ai 135"),
    # Three nodes a layer: bound (3/4)^8
    (80, "gradient --layers 8 --activation sigmoid --weight 3", "right", [0.100113], "EPFL CS-433 PS8"),
    # 15 layers of factor 0.2
    (81, "gradient --layers 15 --factor 0.2", "right", [3.2768e-11], "openknowledgegraph"),
    # tanh at z=1, 10 layers: 0.41997^10
    (82, "gradient --layers 10 --activation tanh --mean 1", "right", [0.000170698], "vanishing-gradient exercises"),
    # RNN, w=1.5, 50 steps: 1.5^50 explodes
    (83, "gradient --layers 50 --activation linear --weight 1.5", "right", [6.37622e+08], "vanishing-gradient exercises"),
    # σ′(1) = 0.19661
    (84, "gradient --layers 1 --activation sigmoid --mean 1", "right", [0.196612], "graduateml"),
    # How many sigmoid layers until the gradient is below 1e-6?
    (85, "solve gradient --activation sigmoid --target 1e-6", "right", [10], "vanishing-gradient exercises"),
    # ReLU, half the units active (z ~ N(0,1)), 10 layers: 0.5^10
    (86, "gradient --layers 10 --activation relu --std 1", "right", [0.000976562], "vanishing-gradient exercises"),
    # Leaky ReLU, slope 0.01, negative inputs, 3 layers
    (87, "gradient --layers 3 --activation leaky-relu --mean -1", "right", [1e-06], "vanishing-gradient exercises"),
    # Leaky ReLU with slope 0.2 (GAN), negative inputs, 3 layers
    (88, "gradient --layers 3 --activation leaky-relu --slope 0.2 --mean -1", "right", [0.008], "vanishing-gradient exercises"),
    # Weights w=0.8, sigmoid at z=0.5, 6 layers
    (89, "gradient --layers 6 --activation sigmoid --weight 0.8 --mean 0.5", "right", [4.41559e-05], "vanishing-gradient exercises"),
    # Different z per layer: z = 0, 1, 2 (product of three derivatives)
    (90, "gradient --layers 3 --activation sigmoid --mean 0,1,2", "right", [0.00516075], "vanishing-gradient exercises"),
    # Total movement Σ lr over 30 epochs of the article's step
    (91, 'compare "step --lr 0.1 --rate 0.5 --every 10" -n 30', "sum", [1.75], "written from exam-style questions"),
    # Warm-up 5 epochs then step: lr at epoch 4 when the framework counts (epoch+1)/5
    (92, "step --lr 0.1 --rate 0.5 --every 10 --warmup 5 --at 0,4", "noted", [0.02, 0.1], "timm/Goyal style"),

]  # fmt: skip


RIGHT = {"right", "peaks", "next", "sum", "mean", "warmup"}  # and where the answer stands

# What the note or the error says where the guess is not right.
SENTENCES = {
    6: "with smooth it is 0.0707107 at epoch 5",
    8: "where epoch 1 has it, --count-from 1 instead of --start 1",
    25: "where epoch 1 has it, --count-from 1 instead of --start 1",
    29: "it is below it from epoch 90 on",
    41: "with drop_last there are 13 updates an epoch, 3900 in all",
    60: "Keras' steps still have the old one there",
    64: "the rate drops at multiples of every = 10 and stays in between",
    92: "warmup_lr = 0.02 and a warm-up of 4",
}


def answers(document: dict[str, object], kind: str) -> list[float]:
    """Return the numbers that a document answers with."""
    if "curves" in document:
        document = document["curves"][0]  # type: ignore[index]
    for word in ("value", "updates"):
        if word in document:
            return [document[word]]  # type: ignore[list-item]
    rows: list[dict[str, float]] = document["rows"]  # type: ignore[assignment]
    answer: dict[str, Callable[[], list[float]]] = {
        "peaks": lambda: [row["epoch"] for row in rows if row["lr"] == rows[0]["lr"] and row["epoch"]],
        "next": lambda: [document["next"]["epoch"]],  # type: ignore[index]
        "warmup": lambda: [document["parameters"]["warmup"]],  # type: ignore[index]
    }
    return answer.get(kind, lambda: [row.get("lr", row.get("gradient", 0)) for row in rows])()


@pytest.mark.parametrize(
    ("number", "guess", "kind", "values", "_source"), EXERCISES, ids=[str(row[0]) for row in EXERCISES]
)
def test_first_guess(number: int, guess: str, kind: str, values: list[float], _source: str) -> None:
    """The first guess is right; or it is refused, or noted, with a sentence that leads to the right command."""
    result = lrcalc(guess, "--json")
    if number in SENTENCES:
        assert SENTENCES[number] in result.stderr
    if kind == "refused":
        assert (result.exit_code, result.stdout) == (2, "")
        return
    assert result.exit_code == 0
    if kind in ("sum", "mean"):  # words that people read, on a terminal
        terminal = shell(f"lrcalc {guess}", FORCE_COLOR="1").stdout
        (number_there,) = re.findall(rf"\b{kind}\W+([\d.]+)", click.unstyle(terminal))
        found = [float(number_there)]
    else:
        found = answers(json.loads(result.stdout), kind)
    if "gradient" in shlex.split(guess)[:1] and len(values) == 1:
        found = found[-1:]
    if kind in RIGHT:
        assert found[: len(values)] == pytest.approx(values, rel=2e-5, abs=1e-12)
    else:
        assert found[: len(values)] != pytest.approx(values, rel=2e-5)


def test_how_many_are_right() -> None:
    """At least 82 first guesses are right, and at most three are wrong without a word."""
    kinds = [row[2] for row in EXERCISES]
    assert len(EXERCISES) == 92
    assert sum(kind in RIGHT for kind in kinds) >= 82
    assert kinds.count("silent") <= 3


@pytest.mark.parametrize(
    ("command", "values"),
    [
        ("step --lr 0.1 --rate 0.5 --every 10 --smooth --at 5", [0.0707107]),
        ("exponential --lr 0.1 --rate 0.95 --count-from 1 -n 5", [0.1, 0.095, 0.09025, 0.0857375]),
        ("inverse-sqrt --lr 0.2 --count-from 1 -n 4", [0.2, 0.141421, 0.11547, 0.1]),
        ("solve step --lr 0.1 --rate 0.1 --every 30 --below 1e-3", [90]),
        ("step --lr 0.1 --rate 0.5 --every 10 --warmup 4 --warmup-lr 0.02 --at 0,4", [0.02, 0.1]),
    ],
)
def test_the_other_reading(command: str, values: list[float]) -> None:
    """What the notes name gives the values of the other reading."""
    result = lrcalc(f"{command} --json")
    assert answers(json.loads(result.stdout), "right")[: len(values)] == pytest.approx(values, rel=2e-5)


@pytest.mark.parametrize(
    ("command", "word", "value"),
    [
        ("cosine --lr 0.1 --lr-min 0.001 --t-max 50", "mean", 0.05149),
        ("step --lr 0.1 --rate 0.5 --every 10 -n 30", "mean", 0.0583333),
        ("step --lr 0.1 --rate 0.5 --every 10 -n 30", "sum", 1.75),
    ],
)
def test_summaries_of_exercises(command: str, word: str, value: float) -> None:
    """A mean and a sum are asked for with --summary."""
    assert json.loads(lrcalc(f"{command} --summary --json").stdout)["summary"][word] == pytest.approx(value, rel=1e-5)

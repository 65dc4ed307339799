"""RODASP: a stiffly accurate Rosenbrock method of order 4 (error estimate of order 3), 6 stages.

G. Steinebach, "Order reduction of ROW methods for DAEs and method of lines applications", TH
Darmstadt preprint 1741 (1995); in the transformed variables of Hairer & Wanner, "Solving Ordinary
Differential Equations II", section IV.7:

    (1/(gamma h) - J) U_i = f(t + alpha_i h, y + sum_j a_ij U_j) + sum_j (c_ij/h) U_j + h d_i f_t
    y_new = y + sum_j a_6j U_j + U_6,    error = U_6

It keeps its order on parabolic problems, where most Rosenbrock methods fall to order 2 or 3. One
Jacobian and one factorisation serve a whole step, and no Newton iteration is needed.
"""

from __future__ import annotations

import numpy as np

STAGES = 6
GAMMA = 0.25
ALPHA = np.array([0.0, 0.75, 0.21, 0.63, 1.0, 1.0])
D = np.array([0.25, -0.5, -0.023504, -0.0362, 0.0, 0.0])
A = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [3.0, 0.0, 0.0, 0.0, 0.0],
        [1.831036793486759, 0.4955183967433795, 0.0, 0.0, 0.0],
        [2.304376582692669, -0.05249275245743001, -1.176798761832782, 0.0, 0.0],
        [-7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 0.0],
        [-7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 1.0],
    ]
)
C = np.array(
    [
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [-12.0, 0.0, 0.0, 0.0, 0.0],
        [-8.791795173947035, -2.207865586973518, 0.0, 0.0, 0.0],
        [10.81793056857153, 6.780270611428266, 19.53485944642410, 0.0, 0.0],
        [34.19095006749676, 15.49671153725963, 54.74760875964130, 14.16005392148534, 0.0],
        [
            34.62605830930532,
            15.30084976114473,
            56.99955578662667,
            18.40807009793095,
            -5.714285714285717,
        ],
    ]
)

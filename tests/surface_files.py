"""Small exact files in the layouts of surface instruments, written by the tests themselves."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np


def vamas(
    blocks: Sequence[tuple[str, np.ndarray, np.ndarray]],
    *,
    irregular: bool = False,
    technique: str = "XPS",
    label: str = "Kinetic Energy",
    comment: Sequence[str] = (),
    variable: Sequence[float] = (),
) -> str:
    """A VAMAS file of blocks (name, energies in equal steps, counts), line by line."""
    lines = ["VAMAS Surface Chemical Analysis Standard Data Transfer Format 1988 May 4"]
    lines += ["our institution", "our machine", "somebody", "an experiment", "1", "made by a test"]
    lines += ["NORM", "IRREGULAR" if irregular else "REGULAR", "0"]
    lines += ["1", "Etch Time", "s"] if len(variable) else ["0"]
    lines += ["0", "0", "0", "0", str(len(blocks))]
    for i, (name, energy, counts) in enumerate(blocks):
        lines += [name, "a sample", "2026", "3", "14", "15", "9", "26", "0"]
        lines += [str(len(comment)), *comment, technique]
        lines += [str(variable[i])] if len(variable) else []
        lines += ["Al", "1486.6", "1E+37", "1E+37", "1E+37", "54.7", "1E+37", "FAT", "20"]
        lines += ["0.1"] if technique == "AES diff" else []
        lines += ["1", "4.5", "0", "1E+37", "1E+37", "0", "0", "Ag", "3d", "-1"]
        step = float(energy[1] - energy[0])
        if not irregular:
            lines += [label, "eV", repr(float(energy[0])), repr(step)]
        lines += ["2", label, "eV"] if irregular else ["1"]
        lines += ["Intensity", "d", "pulse counting", "0.5", "4", "0", "0", "0", "0", "1"]
        lines += ["a number", "d", "7"]
        width = 2 if irregular else 1
        lines += [str(width * len(counts)), *["0"] * (2 * width)]
        for e, c in zip(energy, counts, strict=True):
            lines += [repr(float(e))] if irregular else []
            lines += [f"{c:g}"]
    return "\n".join([*lines, "end of experiment", ""])


def scienta(energy: np.ndarray, counts: np.ndarray, name: str = "Ag3d") -> str:
    """A Scienta text file with one region; counts (n,) or (n, slices)."""
    columns = np.atleast_2d(counts.T).T
    rows = "\n".join(
        f" {e:.14E}  " + "  ".join(f"{c:.14E}" for c in row)
        for e, row in zip(energy, columns, strict=True)
    )
    scale = " ".join(f"{e:g}" for e in energy)
    return (
        "[Info]\nNumber of Regions=0001\nVersion=1.3.1\n\n[Region 1]\n"
        f"Region Name={name}\nDimension 1 name=Binding Energy [eV]\n"
        f"Dimension 1 size={energy.size}\n"
        f"Dimension 1 scale={scale}\n\n[Info 1]\nRegion Name={name}\nExcitation Energy=520\n"
        f"Pass Energy=50\nInstrument=R3000\nDate=2026-03-14\nTime=15:09:26\n\n[Data 1]\n{rows}\n\n"
    )


def phi_header(points: int, step: float, first: float, last: float, end: str = "\r\n") -> bytes:
    """The text before the values of a .spe file with one region."""
    lines = [
        "SOFH", "InstrumentModel: PHI VersaProbe", "XraySource: Al 1486.6 mono", "NoSpectralReg: 1",
        f"SpectralRegDef: 1 1 Ag3d 47 {points} {step:.4f} {first:.4f} {last:.4f} {first:.4f} "
        f"{last:.4f} 0.2000 55.00 none", "EOFH", "",
    ]  # fmt: skip
    return end.join(lines).encode("latin-1")


def phi_binary(counts: np.ndarray, kind: str = "<f4") -> bytes:
    """Directory and values of one region of a .spe file; counts (scans, points)."""
    scans, points = counts.shape
    data = counts.astype(kind).tobytes()
    words = [0] * 24
    words[8], words[9], words[22], words[23] = points, scans, len(data), 100
    return struct.pack("<I", 1) + struct.pack("<24I", *words) + data


def written(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    """The content in a file of that name."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path

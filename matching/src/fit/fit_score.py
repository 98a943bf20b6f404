#!/usr/bin/env python3
"""Fits the score of the template tier and chooses its thresholds.

Reads the table of signals that `./recurra eval --signals FILE` writes, and writes aligned.json, plain.json and
thresholds.json into matching/src/main/resources/recurra/matching/score. Weights come from the rows of the training
part, thresholds from those of the calibration part; rows of the test part are only counted. Needs scikit-learn and
scipy (see requirements.txt beside this file).

The model is a logistic regression over the standardised signals and their products in pairs, with an L2 penalty. Sets
and labels weigh alike, so that a large set does not drown a small one.

Thresholds follow Learn-then-Test (Angelopoulos et al., arXiv 2110.01052) with fixed-sequence testing: from the
strictest threshold down, the false-positive rate's exact binomial upper bound (Clopper-Pearson) at confidence 1 - DELTA
must stay below the budget of every set; the last threshold that does is taken.
"""
import argparse
import csv
import datetime
import hashlib
import json
import pathlib
import sys

import numpy as np
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

ALIGNMENT = "alignment_"
PENALTY = 0.02
DELTA = 0.05
CATEGORIES = ("same_words", "slotted", "open")
RESOURCES = pathlib.Path(__file__).parents[1] / "main/resources/recurra/matching/score"


class Table:
    def __init__(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        first = list(rows[0])
        self.names = first[first.index("b") + 1 :]
        self.values = np.array([[float(row[name]) for name in self.names] for row in rows])
        self.same = np.array([row["same"] == "true" for row in rows])
        self.part = np.array([row["part"] for row in rows])
        self.set = np.array([row["set"] for row in rows])
        self.slice = np.array([row["slice"] for row in rows])
        self.category = np.array([row["category"] for row in rows])
        self.eligible = np.array([row["eligible"] == "true" for row in rows])
        self.vetoes = [set(filter(None, row["vetoes"].split(","))) for row in rows]
        self.vetoed = np.array([bool(vetoes) for vetoes in self.vetoes])
        self.texts = [(row["a"], row["b"]) for row in rows]


def weights(table, rows, sets):
    """Each set and label as heavy as any other; one on average."""
    result = np.zeros(len(table.same))
    for name in sets:
        for label in (True, False):
            mask = rows & (table.set == name) & (table.same == label)
            if mask.any():
                result[mask] = 1 / mask.sum()
    return result[rows] * rows.sum() / result[rows].sum()


class Model:
    """Standardised signals, their products, one logistic regression."""

    def __init__(self, names):
        self.names = names

    def fit(self, table, rows, sets, penalty=PENALTY):
        columns = [table.names.index(name) for name in self.names]
        self.columns = columns
        values = table.values[:, columns]
        self.mean = values[rows].mean(0)
        self.scale = values[rows].std(0)
        self.scale[self.scale == 0] = 1
        self.products = PolynomialFeatures(2, include_bias=False)
        expanded = self.products.fit_transform((values[rows] - self.mean) / self.scale)
        self.outer = StandardScaler().fit(expanded)
        self.regression = LogisticRegression(C=penalty, max_iter=5000)
        self.regression.fit(self.outer.transform(expanded), table.same[rows], sample_weight=weights(table, rows, sets))
        return self

    def score(self, table):
        values = (table.values[:, self.columns] - self.mean) / self.scale
        logits = self.regression.decision_function(self.outer.transform(self.products.transform(values)))
        return 1 / (1 + np.exp(-logits))

    def json(self, record):
        coefficients = self.regression.coef_[0] / self.outer.scale_
        bias = self.regression.intercept_[0] - (self.regression.coef_[0] * self.outer.mean_ / self.outer.scale_).sum()
        count = len(self.names)
        return {
            "record": record,
            "signals": self.names,
            "means": [round(float(x), 6) for x in self.mean],
            "scales": [round(float(x), 6) for x in self.scale],
            "bias": round(float(bias), 6),
            "linear": [round(float(x), 6) for x in coefficients[:count]],
            "products": [round(float(x), 6) for x in coefficients[count:]],
        }


def upper(errors, trials):
    """One-sided Clopper-Pearson bound."""
    return 1.0 if errors >= trials else float(beta.ppf(1 - DELTA, errors + 1, trials - errors))


def choose(table, score, rows, budgets):
    """The least threshold whose bound keeps every set's budget, from the strictest down."""
    chosen = 1.0
    for threshold in np.arange(0.999, 0.5, -0.001):
        for name, budget in budgets.items():
            negatives = rows & (table.set == name) & ~table.same
            if negatives.sum() < 100:
                continue
            errors = int((score[negatives] >= threshold).sum())
            if upper(errors, int(negatives.sum())) > budget:
                return round(float(chosen), 3)
        chosen = threshold
    return round(float(chosen), 3)


def recall_at(score, same, rate):
    negatives = np.sort(score[~same])[::-1]
    allowed = int(rate * len(negatives))
    limit = negatives[allowed] if allowed < len(negatives) else -1
    return float((score[same] > limit).mean()) if same.any() else float("nan")


def show(label, table, score, part):
    guarded = np.where(table.vetoed, -1, score)
    for name in sorted(set(table.set)):
        rows = (table.set == name) & (table.part == part)
        if not rows.any():
            continue
        figures = " ".join(
            f"{rate:g}: {recall_at(guarded[rows], table.same[rows], rate):.3f}" for rate in (0.1, 0.01, 0.001)
        )
        print(f"{label:24s} {part:12s} {name:12s} recall at FPR {figures}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signals", help="the table of signals")
    parser.add_argument("--train", default="qqp,text2sql", help="sets to fit on, apart by commas")
    parser.add_argument(
        "--budgets", default="qqp=0.006,text2sql=0.001,checklist=0.01", help="the false-positive rate of each set"
    )
    parser.add_argument("--out", type=pathlib.Path, default=RESOURCES)
    options = parser.parse_args()
    table = Table(options.signals)
    sets = options.train.split(",")
    budgets = {name: float(rate) for name, rate in (pair.split("=") for pair in options.budgets.split(","))}
    train = (table.part == "train") & np.isin(table.set, sets) & ~table.vetoed
    record = {
        "date": datetime.date.today().isoformat(),
        "signals_sha256": hashlib.sha256(pathlib.Path(options.signals).read_bytes()).hexdigest(),
        "sets": sets,
        "penalty": PENALTY,
        "train_rows": int(train.sum()),
        "train_same": int(table.same[train].sum()),
    }
    models = {
        "aligned": Model(table.names).fit(table, train, sets),
        "plain": Model([n for n in table.names if not n.startswith(ALIGNMENT)]).fit(table, train, sets),
    }
    for name, model in models.items():
        for part in ("train", "calibration"):
            show(name, table, model.score(table), part)
        write(options.out / f"{name}.json", model.json(record))
    score = np.where(table.vetoed, -1, models["aligned"].score(table))
    calibration = table.part == "calibration"
    thresholds = {"record": record | {"delta": DELTA, "budgets": budgets, "calibration_rows": int(calibration.sum())}}
    for category in CATEGORIES:
        # The error of a set counts against all its negatives, whatever their category.
        rows = calibration & (table.eligible | True)
        inside = np.where(table.category == category, score, -1)
        thresholds[category] = {"threshold": choose(table, inside, rows, {k: v / 2 for k, v in budgets.items()})}
    thresholds["margin"] = 0.02
    write(options.out / "thresholds.json", thresholds)
    print(json.dumps({k: v for k, v in thresholds.items() if k != "record"}), file=sys.stderr)


def write(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Fits the score of the template tier and chooses its thresholds.

Reads the table of signals that recurra.evaluation.fit.WriteSignals writes, and writes aligned.json, plain.json and
thresholds.json into matching/src/main/resources/recurra/matching/score. Trees come from the rows of the training part,
thresholds from those of the calibration part; rows of the test part are not looked at. Needs the packages in
requirements.txt beside this file.

The model is gradient-boosted decision trees with a logistic link over the signals and the guards' objections. Sets and
labels weigh alike, so that a large set does not drown a small one, but qqp, the hardest, weighs more; what a full cache
offers weighs as a set of its own, little where nobody has looked whether two neighbours are the same after all. A second step (Platt) brings the sum of the
trees to the probability on the calibration part, where duplicates are as frequent as other pairs.

Thresholds follow Learn-then-Test (Angelopoulos et al., arXiv 2110.01052) with fixed-sequence testing: from the
strictest threshold down, the exact binomial upper bound (Clopper-Pearson) of the false-positive rate at confidence
1 - DELTA must stay below the budget of every set; the last threshold that does is taken.
"""
import argparse
import csv
import datetime
import hashlib
import json
import pathlib
import sys

import numpy as np
import lightgbm
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression

ALIGNMENT = "alignment_"
TREES = dict(
    n_estimators=400,
    learning_rate=0.05,
    num_leaves=31,
    min_child_samples=100,
    subsample=0.8,
    subsample_freq=1,
    colsample_bytree=0.6,
    reg_lambda=5,
    random_state=1,
    deterministic=True,
    n_jobs=1,
    verbose=-1,
)
DELTA = 0.05
SAME_WORDS_SHARE = 2
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
    """Each set and label as heavy as any other, or as its set's weight says; one on average."""
    result = np.zeros(len(table.same))
    for name, weight in sets.items():
        for label in (True, False):
            mask = rows & (table.set == name) & (table.same == label)
            if mask.any():
                result[mask] = weight / mask.sum()
    return result[rows] * rows.sum() / result[rows].sum()


class Model:
    """Boosted trees and the calibration of their sum."""

    def __init__(self, names):
        self.names = names

    def fit(self, table, rows, sets):
        self.columns = [table.names.index(name) for name in self.names]
        self.trees = lightgbm.LGBMClassifier(**TREES)
        self.trees.fit(table.values[:, self.columns][rows], table.same[rows], sample_weight=weights(table, rows, sets))
        self.slope, self.offset = 1.0, 0.0
        return self

    def calibrate(self, table, rows, sets):
        """Platt's two parameters."""
        sums = self.sums(table)
        fit = LogisticRegression(C=1e6).fit(sums[rows, None], table.same[rows], sample_weight=weights(table, rows, sets))
        self.slope, self.offset = float(fit.coef_[0, 0]), float(fit.intercept_[0])
        return self

    def sums(self, table):
        return self.trees.predict_proba(table.values[:, self.columns], raw_score=True)

    def score(self, table):
        return 1 / (1 + np.exp(-(self.slope * self.sums(table) + self.offset)))

    def json(self, record):
        trees = [tree(t["tree_structure"], self.slope) for t in self.trees.booster_.dump_model()["tree_info"]]
        offset = {"signals": [], "limits": [], "yes": [], "no": [], "leaves": [round(self.offset, 6)]}
        return {"record": record, "signals": self.names, "trees": [offset] + trees}


def tree(root, slope):
    """The tree as arrays; a child is a node's number, or -1 and down for a leaf."""
    result = {"signals": [], "limits": [], "yes": [], "no": [], "leaves": []}

    def place(node):
        if "leaf_value" in node:
            result["leaves"].append(round(node["leaf_value"] * slope, 6))
            return -len(result["leaves"])
        number = len(result["signals"])
        result["signals"].append(node["split_feature"])
        result["limits"].append(float(f"{node['threshold']:.7g}"))
        result["yes"].append(None)
        result["no"].append(None)
        result["yes"][number] = place(node["left_child"])
        result["no"][number] = place(node["right_child"])
        return number

    place(root)
    return result


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
    parser.add_argument(
        "--train",
        default="qqp=1.5,text2sql=1,text2sql (full cache)=1,qqp (full cache)=0.15",
        help="sets to fit on and what each weighs",
    )
    parser.add_argument(
        "--budgets",
        default="qqp=0.0035,text2sql=0.001,checklist=0.005,text2sql (full cache)=0.001,qqp (full cache)=0.003",
        help="the false-positive rate of each set, for each category of pairs",
    )
    parser.add_argument("--out", type=pathlib.Path, default=RESOURCES)
    options = parser.parse_args()
    table = Table(options.signals)
    sets = numbers(options.train)
    budgets = numbers(options.budgets)
    train = (table.part == "train") & np.isin(table.set, list(sets))
    calibration = (table.part == "calibration") & np.isin(table.set, list(sets))
    record = {
        "date": datetime.date.today().isoformat(),
        "signals_sha256": hashlib.sha256(pathlib.Path(options.signals).read_bytes()).hexdigest(),
        "sets": sets,
        "trees": TREES,
        "train_rows": int(train.sum()),
        "train_same": int(table.same[train].sum()),
    }
    models = {
        "aligned": Model(table.names),
        "plain": Model([name for name in table.names if not name.startswith(ALIGNMENT)]),
    }
    for name, model in models.items():
        model.fit(table, train, sets).calibrate(table, calibration, sets)
        for part in ("train", "calibration"):
            show(name, table, model.score(table), part)
        write(options.out / f"{name}.json", model.json(record))
    score = np.where(table.vetoed, -1, models["aligned"].score(table))
    # Slices are in one part as a whole, so those of the calibration part are too few to choose by alone.
    rows = table.part != "test"
    rows &= (table.part == "calibration") | ~np.isin(table.set, list(sets))
    thresholds = {"record": record | {"delta": DELTA, "budgets": budgets, "rows": int(rows.sum())}}
    for category in CATEGORIES:
        # Some categories have too few pairs to judge among themselves, so the errors of each count among all pairs.
        # What is labelled an error among pairs of the same words is mostly none, and has a wider budget.
        wider = SAME_WORDS_SHARE if category == "same_words" else 1
        shares = {name: budget * wider for name, budget in budgets.items()}
        inside = np.where(table.category == category, score, -1)
        thresholds[category] = {"threshold": choose(table, inside, rows, shares)}
    thresholds["margin"] = 0.02
    write(options.out / "thresholds.json", thresholds)
    print(json.dumps({k: v for k, v in thresholds.items() if k != "record"}), file=sys.stderr)
    limits = np.array([thresholds[category]["threshold"] for category in table.category])
    for name in sorted(set(table.set)):
        rows = (table.set == name) & (table.part == "calibration")
        hits = score[rows] >= limits[rows]
        same = table.same[rows]
        recall = hits[same].mean() if same.any() else float("nan")
        print(f"{name:24s} as shipped: recall {recall:.4f}, false-positive rate {hits[~same].mean():.5f}", file=sys.stderr)


def numbers(text):
    """Numbers by name, as in "a=1,b=2"."""
    return {name: float(number) for name, number in (pair.split("=") for pair in text.split(","))}


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = json.dumps(value, separators=(",", ":")).replace('{"signals":[', '\n{"signals":[').replace(',"trees"', ',\n"trees"')
    path.write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

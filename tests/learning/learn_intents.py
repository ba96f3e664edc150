"""Learn the words of the second opinion again: `python tests/learning/learn_intents.py [rights|leave] [SET...]`, some minutes.

Reads every labelled set but those that only measure and those named (to see how it does on mail of others), in pure Python:
logistic regression with a square penalty, each meaning against the rest, by L-BFGS. The same sets give the same file.
"""

import json
import math
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from connectors.mail.body import read_body
from connectors.mail.intents import everyday, learned, learned_rights
from connectors.mail.intents.read import Context, asks_for_leave
from connectors.mail.intents.requests import WORDS, read_requests
from connectors.mail.intents.spoken import Spoken
from connectors.mail.kind import forward_subject
from connectors.mail.line_words import LINE_WORDS
from connectors.mail.mime import parse_message
from connectors.mail.words import WordFinder
from connectors.mail.zones.split import split_zones
from models.vocabulary import Zone

DATA = Path(__file__).parents[1] / "data"
MEASURING = ("extraction_answers_4", "extraction_answers_5/frozen", "extraction_fields_3")
"""Sets that nothing is learned from: their figures tell how the reader does on mail it has not met."""
UNREAD_THIRD = 3
"""Of the lists in `answers/requests` every third line only measures, too."""
RIGHTS = ("access", "erasure", "rectification", "restriction", "objection", "portability")
LEAVE = ("given", "withdrawn")
_PENALTY = 0.1
_ROUNDS = 60
_MEMORY = 8
_KEPT = 4_000
_ANCHORS = 300
_ANCHOR = 5
_TELLING = 0.5
_SAID = WordFinder(WORDS | everyday.WORDS)


@dataclass(frozen=True)
class Example:
    """What somebody wrote, whether leave was asked for, and what it means by its label."""

    sentences: tuple[str, ...]
    asked: bool
    rights: frozenset[str]
    leave: str | None
    ruled: bool


def examples(left_out: Sequence[str]) -> list[Example]:
    """Give every labelled message and case, but those of sets whose path begins with a name left out."""
    found: list[Example] = []
    for labels in sorted(DATA.glob("extraction*/**/labels.jsonl")):
        name = str(labels.parent.relative_to(DATA))
        if not name.startswith(tuple(left_out)):
            found += _of_set(labels)
    cases = json.loads((DATA / "intents" / "cases.json").read_text(encoding="utf-8"))
    found += [
        _example(case["text"], Context(case["quoted"], case.get("subject", "")), case["requests"], case["consent"])
        for case in cases
    ]
    lists = [] if "answers/requests" in left_out else ["rights", "scores"]
    return found + [example for name in lists for example in _of_list(DATA / "answers" / "requests" / f"{name}.jsonl")]


def _of_list(path: Path) -> Iterator[Example]:
    """Give texts that are no whole mails, labelled with rights alone."""
    letters = json.loads((path.parent / "letters.json").read_text(encoding="utf-8"))
    for index, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if index % UNREAD_THIRD:
            told = json.loads(line)
            letter = letters.get(told["answers"], {"text": "", "subject": ""})
            yield _example(told["text"], Context(letter["text"], letter["subject"]), told.get("dsar", ()), None)


def _of_set(labels: Path) -> Iterator[Example]:
    folder = labels.parent
    # The labels of sets on fields say nothing of leave.
    of_fields = "extraction_fields" in str(folder)
    for line in labels.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        rights = {*(label.get("dsar") or ()), *(label.get("rights_beside") or ()), *(label.get("beside") or ())}
        if label.get("portability"):
            rights.add("portability")
        text, context = _said((folder / label["file"]).read_bytes())
        yield _example(text, context, rights, None if of_fields else label.get("consent") or "none")


def _said(raw: bytes) -> tuple[str, Context]:
    """Give the own text of a message and what it answers."""
    message = parse_message(raw)
    subject = message.headers.text("subject")
    zones = split_zones(read_body(message), LINE_WORDS, (), forward_subject=forward_subject(subject))
    quoted = [line.text for line in zones.lines if line.block == 1 and line.zone is not Zone.QUOTE_HEADER]
    return zones.own_text, Context("\n".join(quoted), subject)


def _example(text: str, context: Context, rights: Iterable[str], leave: str | None) -> Example:
    spoken = Spoken(text, _SAID).standard
    ruled = bool(read_requests(spoken))
    return Example(spoken.sentences, asks_for_leave(context), frozenset(rights) & set(RIGHTS), leave, ruled)


def choose_anchors(found: Sequence[Example]) -> dict[str, float]:
    """Give beginnings of words with how much likelier they are in the sentences of a request: a rough first look."""
    asking, others = Counter[str](), Counter[str]()
    for example in found:
        for sentence in example.sentences:
            (asking if example.rights else others).update({f" {token[:_ANCHOR]}" for token in learned.tokens(sentence)})
    sizes = [sum(len(example.sentences) for example in found if bool(example.rights) is asks) for asks in (True, False)]
    told = {
        stem: math.log((count + 0.5) / sizes[0]) - math.log((others[stem] + 2) / sizes[1])
        for stem, count in asking.items()
        if count > 2 and len(stem) > 3
    }
    best = sorted(told, key=lambda stem: (-asking[stem] * told[stem], stem))[:_ANCHORS]
    return {stem: round(told[stem], 2) for stem in sorted(best) if told[stem] > _TELLING}


def learn(
    name: str, meanings: Sequence[str], texts: Sequence[set[str]], meant: Callable[[int, str], bool]
) -> list[str]:
    """Give a model's part of the file: learned with every feature met twice, then again with those that weigh most."""
    met = Counter(feature for text in texts for feature in text)
    known = sorted(feature for feature, count in met.items() if count > 1)
    for _ in range(2):
        columns = [_fit(known, texts, [meant(index, meaning) for index in range(len(texts))]) for meaning in meanings]
        rows = {feature: [column[index] for column in columns] for index, feature in enumerate([*known, learned.BIAS])}
        heaviest = sorted(known, key=lambda feature: (-max(map(abs, rows[feature])), feature))
        if len(known) <= _KEPT:
            break
        known = sorted(heaviest[:_KEPT])
    lines = ["\t".join((name, *meanings))]
    return lines + [
        "\t".join((feature, *[str(round(weight * 100)) for weight in rows[feature]]))
        for feature in (learned.BIAS, *known)
    ]


def _fit(known: Sequence[str], texts: Sequence[set[str]], meant: Sequence[bool]) -> list[float]:
    """Give the weights of these features, the bias last. Both sides of the question weigh alike, however few texts mean it."""
    places = {feature: place for place, feature in enumerate(known)}
    bias = len(known)
    rows = [sorted(places[feature] for feature in text if feature in places) for text in texts]
    sizes = [1 / math.sqrt(len(row) or 1) for row in rows]
    share = sum(meant) / len(meant)
    worth = [0.5 / share if means else 0.5 / (1 - share) for means in meant]
    signs = [1.0 if means else -1.0 for means in meant]

    def loss(weights: list[float]) -> tuple[float, list[float]]:
        total = _PENALTY * sum(weight * weight for weight in weights) / 2
        slope = [_PENALTY * weight for weight in weights]
        for row, size, sign, heavy in zip(rows, sizes, signs, worth, strict=True):
            margin = sign * (weights[bias] + size * sum([weights[place] for place in row]))
            # log(1 + e^-m) without an overflow.
            total += heavy * (math.log1p(math.exp(-abs(margin))) + max(-margin, 0.0))
            push = -sign * heavy / (1 + math.exp(min(margin, 500.0)))
            slope[bias] += push
            for place in row:
                slope[place] += push * size
        return total, slope

    return _minimum(loss, [0.0] * (bias + 1))


def _minimum(loss: Callable[[list[float]], tuple[float, list[float]]], start: list[float]) -> list[float]:
    """Find the least of a convex function by L-BFGS (Nocedal and Wright, algorithm 7.4)."""
    here, (value, slope) = start, loss(start)
    past: deque[tuple[list[float], list[float], float]] = deque(maxlen=_MEMORY)
    for _ in range(_ROUNDS):
        way = [-step for step in _newton(slope, past)]
        downhill = _dot(way, slope)
        length = 1.0 if past else 1 / math.sqrt(_dot(slope, slope) or 1.0)
        while True:
            there = [at + length * step for at, step in zip(here, way, strict=True)]
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * length * downhill or length < 1e-6:
                break
            length /= 2
        moved = [new - old for new, old in zip(there, here, strict=True)]
        turned = [new - old for new, old in zip(new_slope, slope, strict=True)]
        if _dot(moved, turned) > 1e-12:
            past.append((moved, turned, 1 / _dot(moved, turned)))
        done = value - new_value < 1e-5 * abs(value)
        here, value, slope = there, new_value, new_slope
        if done:
            break
    return here


def _newton(slope: list[float], past: deque[tuple[list[float], list[float], float]]) -> list[float]:
    """Give the slope bent by the curvature that the last steps showed."""
    bent = slope
    shares = []
    for moved, turned, inverse in reversed(past):
        share = inverse * _dot(moved, bent)
        shares.append(share)
        bent = [one - share * two for one, two in zip(bent, turned, strict=True)]
    if past:
        moved, turned, _ = past[-1]
        scale = _dot(moved, turned) / _dot(turned, turned)
        bent = [scale * one for one in bent]
    for (moved, turned, inverse), share in zip(past, reversed(shares), strict=True):
        back = share - inverse * _dot(turned, bent)
        bent = [one + back * two for one, two in zip(bent, moved, strict=True)]
    return bent


def _dot(left: list[float], right: list[float]) -> float:
    return sum([one * two for one, two in zip(left, right, strict=True)])


def learn_rights(found: Sequence[Example]) -> None:
    """Write the file on rights. Only what the reader would weigh is learned from: elsewhere the rules judge alone."""
    first = choose_anchors(found)
    head = "\t".join(f"{stem}={round(100 * weight)}" for stem, weight in first.items())
    learned_rights.FILE.write_text(f"{head}\n", encoding="utf-8")
    near = [(each, learned_rights.weighed(each.sentences, ruled=each.ruled)) for each in found]
    told = [(each, learned_rights.features(sentences)) for each, sentences in near if sentences]
    part = learn("rights", RIGHTS, [words for _, words in told], lambda index, right: right in told[index][0].rights)
    with learned_rights.FILE.open("a", encoding="utf-8") as stream:
        stream.write("\n" + "\n".join(part) + "\n")
    print(f"rights: {len(told)} of {len(found)} examples, {len(first)} anchors, {len(part)} features")


def learn_leave(found: Sequence[Example]) -> None:
    """Write the file on leave."""
    told = [each for each in found if each.leave is not None]
    texts = [learned.leave_features(each.sentences, asked=each.asked) for each in told]
    part = learn("leave", LEAVE, texts, lambda index, word: told[index].leave == word)
    learned.FILE.write_text("\n".join(part) + "\n", encoding="utf-8")
    print(f"leave: {len(told)} examples, {len(part)} features")


def main(asked: Sequence[str]) -> None:
    """Learn what is named, or both, from every set but those that are named, too."""
    parts = {"rights": learn_rights, "leave": learn_leave}
    chosen = [name for name in asked if name in parts] or list(parts)
    found = examples([*MEASURING, *[name for name in asked if name not in parts]])
    for name in chosen:
        parts[name](found)


if __name__ == "__main__":
    main(sys.argv[1:])

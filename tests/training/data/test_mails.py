"""Clean articles as mails."""

from __future__ import annotations

import numpy as np

from cleaner.training.data.flatten import BODY, CHROME, UNKNOWN, TextDocument
from cleaner.training.data.mails import send

TEXTS = [
    "The ferry to the island left the harbour at noon, and nobody on the quay waved to Ann Lee.",
    "Its captain John Smith had watched the tide all morning and said that the wind would turn.",
    "Two hours later the first of the lamps along the harbour wall was lit by hand, as ever since.",
    "The goat on board had a ticket and no opinion, and it ate the ticket before anybody asked.",
]
ARTICLE = TextDocument(
    "p", "gold", "quay.example", "en", "article", TEXTS, np.full(4, BODY, np.int8), title="Noon"
)
MAILS = send([ARTICLE], 60, seed=0)


def labels_of(start: str) -> set[int]:
    return {
        int(label)
        for mail in MAILS
        for text, label in zip(mail.texts, mail.labels)
        if text.startswith(start)
    }


def test_the_article_is_body() -> None:
    for mail in MAILS:
        body = " ".join(t for t, label in zip(mail.texts, mail.labels) if label == BODY)
        assert " ".join(body.split()) == " ".join(TEXTS)


def test_headers_signatures_and_footers_are_chrome() -> None:
    for start in ("From:", "Von:", "Objet:", "Тема:", "____", "To unsubscribe", "Sent from"):
        assert labels_of(start) == {CHROME}


def test_what_is_quoted_of_another_mail_has_no_label() -> None:
    assert labels_of(">") == {UNKNOWN}


def test_the_same_seed_gives_the_same_mails() -> None:
    assert [m.texts for m in send([ARTICLE], 9, seed=0)] == [m.texts for m in MAILS[:9]]
    assert [m.texts for m in send([ARTICLE], 9, seed=1)] != [m.texts for m in MAILS[:9]]

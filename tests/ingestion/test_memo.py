"""Remembered results: the same as computed ones, and never more than so many."""

import pickle

from ingestion.forms.labels import Labels
from ingestion.memo import remembered


def test_a_text_is_computed_once_and_a_long_one_each_time() -> None:
    computed: list[str] = []

    @remembered(longest=3)
    def count(text: str) -> int:
        computed.append(text)
        return len(text)

    assert [count(text) for text in ("abc", "abc", "abcd", "abcd")] == [3, 3, 4, 4]
    assert computed == ["abc", "abcd", "abcd"]


def test_no_more_than_so_many_texts_are_kept() -> None:
    computed: list[str] = []

    @remembered(longest=3, most=2)
    def keep(text: str) -> str:
        computed.append(text)
        return text

    assert [keep(text) for text in "abca"] == list("abca")
    assert computed == list("abca"), "the third text made the first two forgotten"


def test_labels_are_sent_to_a_worker_without_what_was_remembered() -> None:
    labels = Labels({"项目名称": "project_name"})
    assert (labels.find("项 目 名 称："), labels.have("项目")) == ("project_name", False)
    sent = pickle.loads(pickle.dumps(labels))
    assert (sent, sent.find("项目名称"), list(vars(sent))) == (labels, "project_name", ["find"])

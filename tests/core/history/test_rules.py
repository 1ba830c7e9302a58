"""What changed between two versions of a text."""

from __future__ import annotations

from ilo_dc.core.history.rules import Piece, word_differences


def test_what_is_the_same_is_said_once_and_the_rest_word_by_word():
    pieces = list(word_differences("Two hundred people found work.", "Two hundred women found decent work."))
    assert pieces == [
        Piece(same="Two hundred "),
        Piece(taken="people", added="women"),
        Piece(same=" found "),
        Piece(added="decent "),
        Piece(same="work."),
    ]
    assert "".join(piece.same + piece.taken for piece in pieces) == "Two hundred people found work."


def test_another_text_is_not_cut_into_words():
    pieces = list(word_differences("The committee has not met.", "Two hundred women found decent work."))
    assert pieces == [Piece(taken="The committee has not met.", added="Two hundred women found decent work.")]


def test_the_same_text_has_no_difference():
    assert [piece for piece in word_differences("A\n\nB", "A\n\nB") if piece.taken or piece.added] == []
    assert list(word_differences("", "")) == []

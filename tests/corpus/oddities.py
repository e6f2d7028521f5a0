"""All oddities."""

from tests.corpus.odd_header import HEAD
from tests.corpus.odd_marks import MARKS
from tests.corpus.odd_money import MONEY
from tests.corpus.odd_sheet import SHEET
from tests.corpus.odd_table import TABLE
from tests.corpus.odd_title import TITLE
from tests.corpus.odd_values import VALUES

ODDITIES = (*MONEY, *HEAD, *TITLE, *TABLE, *MARKS, *SHEET, *VALUES)

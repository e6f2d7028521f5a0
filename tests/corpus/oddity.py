"""An oddity: a change that an official makes to a form, and the forms in which it is possible."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from tests.corpus.draft import Draft

SHANGHAI, NATIONAL, SICHUAN, HUBEI = "shanghai_2019", "mof_2020", "sichuan_0013zp", "hubei_20_80"
YINCHUAN = "yinchuan_2021"
ALL = (SHANGHAI, NATIONAL, SICHUAN, HUBEI, YINCHUAN)
WITH_BLOCK = (NATIONAL, SICHUAN, HUBEI, YINCHUAN)
ANY_FAMILY = ("text", "csv", "html", "docx", "xlsx", "xls", "pdf")


class Oddity(NamedTuple):
    """A kind of irregularity. Oddities of one `group` are incompatible and never combined in a form."""

    name: str
    group: str
    apply: Callable[[Random, Draft], None]
    schemes: tuple[str, ...] = ALL
    families: tuple[str, ...] = ANY_FAMILY
    needs_single: bool = False  # only in a document of one form
    uncertain: tuple[str, ...] = ()  # families in which its meaning is uncertain

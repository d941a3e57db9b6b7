"""Read what is printed beside a number and belongs to it: its scale, its currency, its unit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from swf_facts.quantities import context, lexicon
from swf_facts.quantities.dates import cue_before
from swf_facts.quantities.mention import EXACT, Kind
from swf_facts.quantities.pattern import BLANK, SPACE, alternation
from swf_facts.quantities.search import name_at

if TYPE_CHECKING:
    from swf_facts.quantities.lexicon import Currency, Scale
    from swf_facts.quantities.search import Found

_ONE = Decimal(1)
_APART = [code for code, currency in lexicon.CODES_AFTER.items() if currency.guard != "touching"]
_SECOND_CODE = re.compile(rf"{BLANK}?(?P<code>{alternation(_APART)})\b(?!{BLANK}?[0-9])")
_DIGIT_FOLLOWS = re.compile(rf"{BLANK}?[0-9]")
_ANY_SPACE = re.compile(SPACE)
_OF = re.compile(rf"{SPACE}of\b")
_CONTRACTED = re.compile("['’]t")
"""What makes a verb of a word that is money too: "5,000 won't"."""
_QUALIFIERS = frozenset(form.split(" ")[-2] for form in lexicon.NAMES_AFTER if " " in form)
_LEAST_MONEY = 1000
"""A word that is money and something else ("won") is money after a scale word or at least this number."""
NO_UNIT: tuple[Kind, str | None, Currency | None, int] = ("count", None, None, 0)
_SCALE_GROUPS = {
    group: (f"plus_{group}", f"plus_after_{group}", f"scale_{group}", f"abbreviation_{group}", f"letter_{group}")
    for group in ("money", "digits")
}


def is_no_money(match: re.Match[str]) -> bool:
    """Return whether a word before a number is not its currency: "the New Zealand dollar 5 times", "Won 5 medals"."""
    if match["money_name"]:
        return cue_before(match.string, match.start("money_name")) in _QUALIFIERS
    if match["money"] not in lexicon.SCALED_SIGNS:
        return False
    scaled = match["scale_money"] or match["abbreviation_money"] or match["letter_money"] == "m"
    return not scaled or match.end("money") != match.start("money_digits")


def money_before(match: re.Match[str]) -> tuple[int, Kind, Currency]:
    """Return where the currency before a number starts, and the currency."""
    if match["money_name"]:
        return match.start("money_name"), "currency", lexicon.NAMES_BEFORE[as_spelled(match["money_name"])]
    form, start = match["money"], match.start("money")
    if form.startswith("us") and form[2:] == " $" and match.start("money_digits") == match.end("money"):
        form, start = "$", match.end("money") - 1  # "gave us $5": the pronoun; only tokenised text prints "us $ 5"
    form = as_spelled(form)
    return start, "currency", lexicon.SIGNS_BEFORE.get(form) or lexicon.CODES_BEFORE[form]


def second_currency(text: str, end: int, sign: str | None, currency: Currency) -> tuple[Currency, int]:
    """Return the currency of "$5 million CAD" or "$5 million dollars" and where it ends: a second print may make a "$" precise."""
    if second := _SECOND_CODE.match(text, end):
        entry, second_end, precise = lexicon.CODES_AFTER[second["code"]], second.end(), sign == "$"
    elif (
        _ANY_SPACE.match(text, end)
        and (name := name_at(text, end + 1))
        and not _CONTRACTED.match(text, end + 1 + len(name))
    ):
        entry, second_end = lexicon.NAMES_AFTER[name], end + 1 + len(name)
        precise = sign == "$" and name.lower().rstrip("s").endswith("dollar")
    else:
        return currency, end
    return (entry, second_end) if precise or entry.unit == currency.unit else (currency, end)


def scale_after(match: re.Match[str], group: str, digits_end: int) -> tuple[Decimal, Decimal, int, bool]:
    """Return scale, the part of it that coarsens the printed precision, where it ends, and whether it is but a letter that may be a unit."""
    if match.end() == digits_end:
        return _ONE, _ONE, digits_end, False  # as after most numbers
    plus, plus_after, scale_words, abbreviated, letters = _SCALE_GROUPS[group]
    end = max(digits_end, match.end(plus), match.end(plus_after))
    scale = coarse = _ONE
    words, abbreviation, letter = match.group(scale_words, abbreviated, letters)
    if words:
        for word in words.split():
            factor = lexicon.SCALE_WORDS[word].factor
            scale = EXACT.multiply(scale, factor)
            coarse = EXACT.multiply(coarse, factor) if factor != 100 else coarse
        end = max(end, match.end(scale_words))
        if match.string[end : end + 1] == "s":
            end += 1
        return scale, coarse, end, False
    entry: Scale | None = None
    if letter and (len(letter.strip()) == len(letter) or context.ends_word(match.string, match.end(letters))):
        entry = lexicon.SCALE_LETTERS[letter.strip()]
        end = max(end, match.end(letters))
    elif abbreviation:
        entry = lexicon.SCALE_ABBREVIATIONS[abbreviation]
        end = max(end, match.end(abbreviated))
    if entry is None:
        return _ONE, _ONE, end, False
    counts = entry.may_count and group != "money" and context.is_counted(match.string, end)
    return entry.factor, entry.factor, end, group != "money" and entry.needs_money and not counts


def unit_after(found: Found, number: Decimal, scale: Decimal) -> tuple[Kind, str | None, Currency | None, int]:
    """Return kind, unit, currency and end of the unit after a number; the unit of the next number is not taken."""
    match = found.core
    text = match.string
    percent, percent_word, sign, code = match.group("percent", "percent_word", "sign", "code")
    if percent := percent or percent_word:
        if percent in lexicon.PERCENTS_OF_DECIMALS and not number % 1:
            return NO_UNIT
        end = max(match.end("percent"), match.end("percent_word"))
        return "percent", lexicon.PERCENTS[as_spelled(percent)], None, end
    if found.name:
        currency = lexicon.NAMES_AFTER[found.name]
    elif sign:
        currency = lexicon.SIGNS_AFTER[as_spelled(sign)]
    elif code and _may_follow(text, code, match.start("code")):
        currency = lexicon.CODES_AFTER[code]
    else:
        return NO_UNIT
    if not found.name and _DIGIT_FOLLOWS.match(text, found.end):
        return NO_UNIT
    small = scale == 1 and abs(number) < _LEAST_MONEY
    verb = currency.guard == "money" and (small or _CONTRACTED.match(text, found.end))
    weight = currency.guard == "not weight" and scale == 1 and _OF.match(text, found.end)
    if verb or weight:
        return NO_UNIT
    return "currency", currency.unit, currency, found.end


def _may_follow(text: str, code: str, start: int) -> bool:
    """Return whether a code after a number belongs to it: "45p" does, "45 p" and "5p.m." do not."""
    touching = lexicon.CODES_AFTER[code].guard == "touching"
    return not touching or (text[start - 1].isdigit() and not context.is_clock(text, start))


def as_spelled(printed: str) -> str:
    """Return a printed form as the lexicon spells it: any white space is one space."""
    return _ANY_SPACE.sub(" ", printed)

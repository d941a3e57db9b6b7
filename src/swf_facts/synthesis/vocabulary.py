"""The properties and units that synthetic facts use."""

from __future__ import annotations

__all__ = ["PROPERTIES", "UNITS"]

# id, label, definition, type of value, dimension
PROPERTIES: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("assets-held", "assets held", "The value of everything that the subject, a fund, owns.", "quantity", "currency"),
    ("acquisition-price", "acquisition price", "What the subject, a fund, paid for the stake of which the sentence tells.", "quantity", "currency"),
    ("annual-return", "annual return", "By how much the value of the subject, a fund, grew in the period that the quote names.", "quantity", "ratio"),
    ("appoints", "appoints", "The value is the person to whom the subject, a fund, gives an office.", "entity", None),
    ("asked-about", "asked about", "A question that the text raises about the subject, in the words of the article.", "text", None),
    ("based-in", "based in", "The value is the country where the subject, a company, has its seat.", "entity", None),
    ("bond-spread", "bond spread", "By how much the yield of the bonds of the subject, a fund, exceeds the reference.", "quantity", "ratio"),
    ("cash-held", "cash held", "How much of its wealth the subject, a fund, holds in cash.", "quantity", "currency"),
    ("chair-of", "chair of", "The value is the fund that the subject, a person, leads as chair.", "entity", None),
    ("considers-bid-for", "considers a bid for", "The value is the company that the subject, a fund, thinks of buying.", "entity", None),
    ("contributes-to", "contributes to", "The value is the fund into which the subject, a country, pays.", "entity", None),
    ("described-as", "described as", "A quality that the text ascribes to the subject, in the words of the article.", "text", None),
    ("employees", "employees", "How many people work for the subject.", "quantity", "count"),
    ("exit-from", "exit from", "The value is the field from which the subject, a fund, withdraws.", "entity", None),
    ("expected-size", "expected size", "The size that the subject, a fund, is going to have.", "quantity", "currency"),
    ("founded-on", "founded on", "The day on which the subject was founded.", "date", None),
    ("goal", "goal", "What the subject wants to bring about, in the words of the article.", "text", None),
    ("invests-in", "invests in", "The value is a field or a country into which the subject, a fund, puts money.", "entity", None),
    ("lends-to", "lends to", "The value is a company to which the subject, a fund, lends money.", "entity", None),
    ("motto", "motto", "The words that the subject has chosen to be known by.", "text", None),
    ("offices", "offices", "How many offices the subject keeps.", "quantity", "count"),
    ("orders-review-by", "orders a review by", "The value is the person whom the subject charges with a review.", "entity", None),
    ("owner-of", "owner of", "The value is the company of which the subject, a fund, owns a part.", "entity", None),
    ("partner-of", "partner of", "The value is the company with which the subject, a fund, has an agreement.", "entity", None),
    ("payout", "payout", "What the subject, a fund, pays to the state.", "quantity", "currency"),
    ("plans-for", "plans for", "The value is a field for which the subject sets money aside.", "entity", None),
    ("report-date", "date of the report", "The day on which the subject, a fund, reports.", "date", None),
    ("reported-by", "reported by", "The value is the publication that reported first what the article tells of the subject.", "entity", None),
    ("rivals", "rivals", "The value is a fund with which the subject, a fund, competes.", "entity", None),
    ("running-costs", "running costs", "What the subject, a fund, spends on its own administration.", "quantity", "currency"),
    ("set-aside", "sum set aside", "A sum that the subject wants to spend on the field that the sentence names.", "quantity", "currency"),
    ("share-price", "share price", "The price of a share of the subject, a company.", "quantity", "currency"),
    ("stake-share", "share of the stake", "Which part of the company that the sentence names the subject, a fund, owns.", "quantity", "ratio"),
    ("trading-volume", "trading volume", "The worth of the shares of the subject, a company, that change hands in the period that the quote names.", "quantity", "currency"),
    ("valued-at", "valued at", "The worth that others give the subject, a fund.", "quantity", "currency"),
    ("value-change", "change of value", "By how much the value of the subject changed, with the direction that the words say.", "quantity", "ratio"),
    ("vote-share", "share of votes", "The part of the votes that the subject has in the company that the sentence names.", "quantity", "ratio"),
    ("war-chest", "war chest", "The sum that a headline ascribes to the subject, a fund.", "quantity", "currency"),
    ("would-buy", "would buy", "The value is the company that the subject, a fund, buys under the condition that the text names.", "entity", None),
    ("would-cost", "would cost", "What the subject, a fund, spends under the condition that the text names.", "quantity", "currency"),
)  # fmt: skip

# id, label, dimension, symbol, code system, code, factor
UNITS: tuple[tuple[str, str, str, str | None, str, str, str | None], ...] = (
    ("AUD", "Australian dollar", "currency", "A$", "iso4217", "AUD", None),
    ("CAD", "Canadian dollar", "currency", "C$", "iso4217", "CAD", None),
    ("CHF", "Swiss franc", "currency", "CHF", "iso4217", "CHF", None),
    ("CNY", "yuan", "currency", "¥", "iso4217", "CNY", None),
    ("EUR", "euro", "currency", "€", "iso4217", "EUR", None),
    ("GBP", "pound sterling", "currency", "£", "iso4217", "GBP", None),
    ("HKD", "Hong Kong dollar", "currency", "HK$", "iso4217", "HKD", None),
    ("INR", "Indian rupee", "currency", "₹", "iso4217", "INR", None),
    ("JPY", "yen", "currency", "¥", "iso4217", "JPY", None),
    ("KRW", "won", "currency", "₩", "iso4217", "KRW", None),
    ("NOK", "Norwegian krone", "currency", "kr", "iso4217", "NOK", None),
    ("USD", "US dollar", "currency", "$", "iso4217", "USD", None),
    ("basis-point", "basis point", "ratio", "bps", "ucum", "10*-4", "0.0001"),
    ("percent", "percent", "ratio", "%", "ucum", "%", "0.01"),
    ("percentage-point", "percentage point", "ratio", None, "ucum", "%{difference}", "0.01"),
)

"""The words that stand for numbers, scales and units in English and Chinese text; tables only, no parsing."""

from __future__ import annotations

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
_ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first",
]  # fmt: skip

NUMBER_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
}
"""Words that add up: `seventy` and `two` make 72."""

ORDINALS: dict[str, int] = {word: value for value, word in enumerate(_ORDINALS, start=1)}
"""Ordinal words up to the twelfth."""

DENOMINATORS: dict[str, int] = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100,
}  # fmt: skip
"""What a fraction divides by; plurals are looked up without their s."""

SCALES: dict[str, float] = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12,
    "mn": 1e6, "bn": 1e9, "tn": 1e12, "m": 1e6, "k": 1e3, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "億": 1e8, "十亿": 1e9, "万亿": 1e12, "萬億": 1e12,
}  # fmt: skip
"""What a scale word multiplies by. `m` and `k` count only behind a currency sign."""

CURRENCY_SIGNS: dict[str, str] = {
    "US$": "usd", "HK$": "hkd", "A$": "aud", "C$": "cad", "$": "usd", "€": "eur", "£": "gbp", "¥": "yuan", "￥": "yuan",
    "₩": "krw", "RMB": "yuan", "CNY": "yuan", "USD": "usd", "EUR": "eur", "GBP": "gbp", "JPY": "jpy",
}  # fmt: skip
"""Signs before a number. `¥` is read as yuan, the currency of the texts it stands in here."""

_DAY = 1.0
_YEAR = 365.25
_MU = 10_000 / 15

# (pattern, canonical unit, factor to it); the first that matches wins, so longer names come first.
UNITS: tuple[tuple[str, str, float], ...] = (
    (
        r"percentage[\s-]points?|per\s?cent(?:age)?[\s-]points?|pp\b|个百分点|個百分點|points\b(?!\s+out)",
        "percentage point",
        1,
    ),
    (r"%|％|per\s?cent\b|pct\b", "percent", 1),
    (r"(?:U\.?S\.?|American)[\s-]dollars?|dollars?\b|美元|USD\b", "usd", 1),
    (r"Hong\s?Kong\s?dollars?|港元", "hkd", 1),
    (r"(?:renminbi|yuan|RMB|CNY)\b|人民币|元(?!月)", "yuan", 1),
    (r"euros?\b|EUR\b|欧元", "eur", 1),
    (r"(?:British\s)?pounds?(?:\s?sterling)?\b|GBP\b|英镑", "gbp", 1),
    (r"yen\b|日元", "jpy", 1),
    (r"won\b(?!\s+(?:the|a|an|in|by|its|his|best)\b)|韩元", "krw", 1),
    (r"rou?bles?\b|卢布", "rub", 1),
    (r"cents?\b", "cent", 1),
    (r"square[\s-]kilomet(?:er|re)s?\b|sq\.?\s?km\b|km²|km2\b|平方公里|平方千米", "m2", 1e6),
    (r"square[\s-]met(?:er|re)s?\b|sq\.?\s?m\b|m²|m2\b|平方米|平米", "m2", 1),
    (r"square[\s-]miles?\b", "m2", 2_589_988.0),
    (r"square[\s-]feet\b", "m2", 0.092903),
    (r"hectares?\b|ha\b|公顷", "m2", 1e4),
    (r"acres?\b", "m2", 4_046.86),
    (r"mu\b|亩", "m2", _MU),
    (r"cubic[\s-]met(?:er|re)s?\b|m³|m3\b|立方米", "m3", 1),
    (r"kilomet(?:er|re)s?\b|km\b|公里|千米", "m", 1e3),
    (r"miles?\b", "m", 1_609.34),
    (r"centimet(?:er|re)s?\b|cm\b|厘米", "m", 1e-2),
    (r"millimet(?:er|re)s?\b|mm\b|毫米", "m", 1e-3),
    (r"met(?:er|re)s?\b|m\b|米", "m", 1),
    (r"feet\b|foot\b", "m", 0.3048),
    (r"tonnes?\b|(?:metric\s)?tons?\b|吨|噸", "kg", 1e3),
    (r"kilograms?\b|kg\b|公斤|千克", "kg", 1),
    (r"kilowatt[\s-]hours?\b|kwh\b|千瓦时", "watt-hour", 1e3),
    (r"gigawatts?\b|GW\b|吉瓦", "watt", 1e9),
    (r"megawatts?\b|MW\b|兆瓦", "watt", 1e6),
    (r"kilowatts?\b|kW\b|千瓦", "watt", 1e3),
    (r"barrels?\b", "barrel", 1),
    (r"°\s?C\b|degrees?\b(?:\s?Celsius)?|℃", "°C", 1),
    (r"minutes?\b|分钟", "day", _DAY / 1440),
    (r"hours?\b|小时", "day", _DAY / 24),
    (r"days?\b|天", "day", _DAY),
    (r"weeks?\b|周", "day", 7 * _DAY),
    (r"months?\b|个月", "day", _YEAR / 12),
    (r"years?(?:[\s-]olds?)?\b|岁", "day", _YEAR),
    (r"decades?\b", "day", 10 * _YEAR),
    (r"times\b(?!\s+(?:of|Square|magazine))|-?fold\b|倍", "times", 1),
)
"""Every unit that is told from the thing counted: lengths in metres, areas in m², masses in kg, durations in days."""

PER: tuple[tuple[str, str], ...] = (
    (r"square[\s-]met(?:er|re)|sq\.?\s?m|m²|m2|平方米", "m2"),
    (r"square[\s-]kilomet(?:er|re)|km²|平方公里", "km2"),
    (r"month|月", "month"),
    (r"week|周", "week"),
    (r"year|annum|年", "year"),
    (r"day|天", "day"),
    (r"hour|小时", "hour"),
    (r"head|person|capita|inhabitant|人", "head"),
    (r"tonne|ton|吨", "tonne"),
    (r"household|family|户", "household"),
)
"""What a rate is per."""

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
"""English month names and their short forms."""

# Words before a number that loosen it, and how: `about` either way, `over` from below, `under` from above.
HEDGES: dict[str, tuple[str, ...]] = {
    "about": (
        "approximately", "an estimated", "estimated", "in the order of", "roughly", "around", "about", "some", "circa",
        "c.", "ca.", "approx.", "close to", "near", "~", "≈", "大约", "约", "大概",
    ),
    "over": (
        "more than", "over", "above", "at least", "no fewer than", "no less than", "upwards of", "exceeding",
        "exceeds", "exceed", "exceeded", "surpassing", "surpassed", "passed", "beyond", "not less than", "just over",
        "well over", ">", "≥", "超过", "逾", "至少", "超",
    ),
    "nearly": ("nearly", "almost", "just under", "not quite", "将近", "近", "接近"),
    "under": (
        "less than", "fewer than", "under", "below", "up to", "as much as", "as many as", "at most", "no more than",
        "not more than", "a maximum of", "<", "≤", "不到", "最多", "至多", "不足",
    ),
}  # fmt: skip
"""The four kinds of hedge; the longest phrase that ends where the number begins is taken."""

HEDGES_AFTER: dict[str, str] = {
    "or more": "over", "or older": "over", "and older": "over", "or higher": "over", "or longer": "over",
    "or larger": "over", "or over": "over", "or above": "over", "and over": "over", "and above": "over", "plus": "over",
    "or so": "about", "or less": "under", "or fewer": "under", "or under": "under", "or below": "under",
    "at most": "under", "at least": "over",
}  # fmt: skip
"""Hedges that follow the number and its unit."""

COUNTED = [
    "people", "persons", "inhabitants", "residents", "citizens", "workers", "miners", "employees", "jobs", "homes",
    "houses", "flats", "apartments", "households", "families", "firms", "companies", "enterprises", "students",
    "visitors", "tourists", "deaths", "villages", "towns", "cities", "places", "mines",
]  # fmt: skip
"""Nouns behind a bare four-digit number that make it a count and not a year."""

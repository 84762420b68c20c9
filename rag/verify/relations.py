"""Words that mean nearly the same, words that contradict each other, and words that strengthen or weaken a statement."""

from __future__ import annotations

from rag.verify.tokens import stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


_SAME = tuple(
    _stems(line)
    for line in (
        "close shut cease end stop finish halt", "begin start launch open", "buy purchase acquire", "home house flat apartment dwelling",
        "worker employee staff labourer workforce", "firm company enterprise business", "jobless unemployed redundant", "job work post employment position",
        "city town municipality", "country nation nationwide national", "area region territory land", "show reveal demonstrate indicate",
        "say state tell report claim write note declare", "think believe regard consider judge view see", "make create produce build", "produce output yield",
        "dear expensive costly", "cheap inexpensive affordable low", "price cost", "big large huge great major", "chief main principal most central key",
        "hire recruit employ recruitment engage", "dismiss sack fire layoff", "inhabitant resident person population live citizen", "child pupil",
        "film movie picture shoot", "annual year yearly annually", "former ex old earlier previous past", "get receive obtain gain", "give provide offer grant pay available",
        "need require demand", "help aid support assist", "use employ apply", "found establish create set", "name call dub nickname term", "choose select pick elect",
        "move relocate shift transfer", "leave depart quit go", "arrive come reach", "visit tourism visitor trip", "destroy ruin raze", "demolish pull raze clear",
        "rebuild reconstruct restore renovate", "clean tidy", "disease illness sickness", "doctor physician hospital", "rail train railway", "road highway",
        "kill die dead", "hurt injure wound", "explode explosion blast", "find discover", "discover find", "look seek search", "agree accept consent",
        "deny dispute reject contradict", "forbid ban prohibit bar", "allow permit let admit", "force compel compulsory oblige", "plan scheme programme project", "rule regulation law",
        "money fund fiscal finance", "debt liability owe", "tax levy duty", "revenue income earn", "spend expenditure outlay", "bankrupt insolvent bankruptcy insolvency",
        "crisis trouble slump", "increase rise grow climb up gain jump surge swell add expand more high", "decrease fall decline drop shrink down lose reduce cut less contract low few slump dwindle",
        "average mean", "share proportion part fraction rate", "half fifty", "whole entire total full", "almost nearly", "enough sufficient", "want wish desire hope",
        "expect anticipate forecast predict", "estimate calculation reckon", "reason cause why", "result effect outcome consequence impact", "important significant", "different other various",
        "common frequent widespread", "rare uncommon unusual", "hard difficult tough", "easy simple", "fast quick rapid", "slow gradual", "new recent fresh modern", "second-hand resale existing used",
        "vacant empty unoccupied", "rent let lease", "abandon desert leave", "poor poverty deprive", "rich wealthy prosperous", "young youth youngster", "old elderly aged pensioner", "woman female", "man male",
        "pollute pollution contaminate dirty", "forest timber wood logging", "fell log", "pit mine colliery", "miner collier pitman", "coal lignite", "first initial original", "last final", "only sole solely alone",
        "begin launch introduce", "inspire prompt", "suspend stop pause", "conceal hide", "admit acknowledge concede confess", "scold rebuke criticise", "list roll register", "join enter", "win take award receive",
        "downgrade demote", "reduce lower", "several many", "sign symptom signal", "agency office bureau department", "picture image", "shortage lack scarcity want", "reuse reuse recycle repurpose convert",
        "gamble casino bet", "dig mine excavate extract", "shop store", "park garden", "boss manager head chief director", "deputy vice", "mistake error slip", "hot warm", "cold chilly", "dry arid", "sunk sunken subside subsidence sink",
    )
)  # fmt: skip

_OPPOSITE = tuple(
    (_stems(left), _stems(right))
    for line in (
        "open|close shut", "allow permit accept admit|forbid ban prohibit refuse reject deny exclude", "succeed success win|fail failure lose", "agree confirm|disagree dispute deny",
        "largest biggest most highest maximum|smallest least lowest minimum fewest", "more|less fewer", "before earlier|after later", "above over exceed|below under", "cheap|expensive dear costly",
        "rich wealthy prosperous|poor", "public state|private", "urban city|rural village", "north|south", "east|west", "import|export", "buy purchase|sell", "hire recruit employ|dismiss sack fire",
        "arrive come enter join|leave depart quit", "build construct|demolish destroy", "support favour approve|oppose", "male man|female woman", "birth born|death die", "young|old", "early|late", "first|last", "begin start|end finish stop",
        "improve better|worsen worse deteriorate", "strengthen|weaken", "include|exclude", "legal lawful|illegal unlawful", "possible|impossible", "likely|unlikely", "positive|negative", "significant|insignificant", "temporary|permanent",
        "always|never", "everyone all every|none nobody", "cause|prevent", "encourage|discourage", "profit surplus gain|loss deficit", "creditor lender|debtor borrower", "employer|employee", "domestic home|foreign abroad overseas", "major|minor", "strong|weak",
        "hot warm|cold", "wet|dry", "remember|forget", "love like|hate dislike", "full|empty", "safe|dangerous", "true|false", "same|different", "husband|wife", "father|mother", "son|daughter", "brother|sister", "raise lift|lower", "peaceful|violent",
        "voluntary|forced compulsory", "successful|unsuccessful", "known|unknown", "happy satisfied|unhappy dissatisfied", "employed|unemployed", "important|unimportant", "honest|dishonest", "mild|severe", "easy|hard difficult", "fast quick|slow", "near close|far distant",
    )
    for left, right in (line.split("|"),)
)  # fmt: skip

RISING = _stems(
    "increase rise grow climb jump surge swell expand up gain double triple quadruple soar raise boost higher upward recover rebound multiply extend dearer"
)
"""Words that say that something became more."""

FALLING = _stems(
    "decrease fall decline drop shrink down lose reduce cut contract slump dwindle halve plunge plummet lower downward collapse shed dip sink slip"
)
"""Words that say that something became less."""

NEGATIONS = frozenset(
    "not no never nor neither without cannot none nobody nothing nowhere hardly scarcely barely absence".split()
)
"""Words that turn the words behind them round (folded, or stems)."""

UNIVERSALS = frozenset(
    "all every everyone everybody everything always never none nobody only solely sole entirely completely totally wholly"
    " exclusively exactly precisely certainly definitely undoubtedly surely proven invariably".split()
)
"""Words that leave no exception or no doubt."""

HEDGES = frozenset(
    "may might could possibly perhaps probably likely apparently seemingly reportedly allegedly supposedly potentially mostly mainly"
    " largely generally usually often sometimes partly most many some suggest suggests seem seems appear appears almost nearly".split()
)
"""Words that leave room for exception or doubt."""

DROPPABLE = frozenset(
    "may might possibly perhaps probably likely allegedly reportedly most partly supposedly potentially".split()
)
"""Hedges whose loss makes another statement of it."""

UNREAL = frozenset(
    "expect expects expected expecting plans planned aims aimed aim hoped hopes intends intended promised promise pledged forecast forecasts"
    " predicted predicts envisaged anticipated meant supposed target targets goal objective would should if".split()
)
"""Words that tell of what is wanted or foreseen and not of what happened."""


def nearby(word: str) -> frozenset[str]:
    """The stem itself and all stems that are near in meaning."""
    return _NEARBY.get(word) or frozenset((word,))


def opposed(left: str, right: str) -> bool:
    """Whether two stems contradict each other."""
    return any((left in a and right in b) or (left in b and right in a) for a, b in _OPPOSITE)


_NEARBY: dict[str, frozenset[str]] = {
    word: frozenset().union(*(group for group in _SAME if word in group)) for group in _SAME for word in group
}

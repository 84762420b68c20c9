"""Closed lists of English words that the verifier's checks rest on; each is general, none knows the corpus."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS = _set(
    "a an and are as at be been being by did do does doing done for from had has have having he her hers him his i if in"
    " into is it its itself me my of on onto or our ours she so such than that the their theirs them themselves then there"
    " these they this those to too us was we were what when where which while who whom whose why with within would you"
    " your also but can could may might must shall should will not no nor n't about above after again against all am any"
    " because before below between both down during each few further here how just more most off once only other out over"
    " own same some through under until up upon very s t re ve ll d m one ones many much several every per via yet still"
    " however therefore thus hence although though since whether either neither never ever even rather well like unlike"
    " according near nearly almost around some roughly approximately"
)
"""Words that carry grammar more than meaning; those that change a meaning are looked at by their own checks."""

PAST_FORMS = _set(
    "rose fell grew shrank lost won began became came went gave took made found built sold bought paid said told saw left held"
    " kept put sank drove wrote spoke thought knew led met spent sent drew chose flew broke shut brought taught caught sought"
    " fought stood meant felt ran laid dug ate forbade cut hit set beat got struck threw"
)
"""Past forms of irregular verbs."""

IRREGULAR: dict[str, str] = {
    form: base
    for base, forms in {
        "rise": "rose risen rising", "fall": "fell fallen falling", "grow": "grew grown growth", "shrink": "shrank shrunk shrinkage",
        "lose": "lost losing loss losses", "win": "won winning", "begin": "began begun", "become": "became", "come": "came",
        "go": "went gone", "give": "gave given", "take": "took taken", "make": "made making", "find": "found findings",
        "build": "built", "sell": "sold sale sales", "buy": "bought buyer buyers", "pay": "paid payment payments",
        "say": "said says", "tell": "told", "see": "saw seen", "leave": "left", "hold": "held", "keep": "kept", "put": "put",
        "sink": "sank sunk sunken", "drive": "drove driven", "write": "wrote written", "speak": "spoke spoken", "think": "thought",
        "know": "knew known", "show": "shown", "lead": "led", "meet": "met", "spend": "spent", "send": "sent", "draw": "drew drawn",
        "choose": "chose chosen", "fly": "flew flown", "break": "broke broken", "shut": "shut", "bring": "brought", "teach": "taught",
        "catch": "caught", "seek": "sought", "fight": "fought", "stand": "stood", "sit": "sat", "mean": "meant", "feel": "felt",
        "run": "ran", "read": "read", "lay": "laid", "lie": "lain", "dig": "dug", "eat": "ate eaten", "forbid": "forbade forbidden",
        "child": "children", "man": "men", "woman": "women", "person": "people persons", "wife": "wives", "life": "lives",
        "die": "death deaths died dead dying", "live": "living lived", "produce": "production produced producing", "close": "closure closures",
        "compare": "comparison", "decide": "decision", "describe": "description", "expand": "expansion", "reduce": "reduction",
        "destroy": "destruction", "analyse": "analysis analyze analyzed", "explode": "explosion", "introduce": "introduction",
        "demolish": "demolition", "resettle": "resettlement", "employ": "employment employed", "invest": "investment investments",
        "china": "chinese", "japan": "japanese", "korea": "korean koreans", "germany": "german germans", "russia": "russian russians",
        "britain": "british", "france": "french", "italy": "italian", "spain": "spanish", "ireland": "irish", "america": "american americans",
        "europe": "european", "poland": "polish", "wales": "welsh", "scotland": "scottish", "vietnam": "vietnamese", "england": "english",
        "sicily": "sicilian", "northeast": "northeastern north-eastern dongbei", "north": "northern", "south": "southern",
        "east": "eastern", "west": "western", "percent": "pct", "centre": "center centers centres central", "metre": "meter meters",
        "kilometre": "kilometer kilometers", "programme": "program programs", "labour": "labor", "colour": "color",
        "two": "2", "half": "halves", "high": "higher highest height", "low": "lower lowest", "large": "larger largest",
        "small": "smaller smallest", "old": "older oldest", "young": "younger youngest", "good": "better best", "bad": "worse worst",
        "cheap": "cheaper cheapest", "poor": "poorer poorest", "rich": "richer richest", "few": "fewer", "big": "bigger biggest",
        "early": "earlier earliest", "late": "later latest", "great": "greater greatest", "long": "longer longest length",
        "north-west": "north-western", "tourism": "tourist tourists", "mine": "mining mined miner miners mines", "succeed": "success successes successful",
        "fail": "failure failures", "marriage": "married marry", "announce": "announcement", "govern": "government governments",
        "designate": "designation", "found": "founded founding founder", "relocate": "relocation", "farm": "farmer farmers farming",
    }.items()
    for form in forms.split()
}  # fmt: skip
"""Irregular and derived forms to a base form, so that "rose" and "rises", "Korean" and "Korea" meet."""

"""Words of a question, its dates, its verbs, and the closed lists of words that follow-ups rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ASKING = _set("what which who whom whose when where why how")
"""Words that open a question."""

HELPING = _set(
    "is are was were be been being am do does did has have had having can could will would shall should may might"
    " must isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't cannot couldn't won't"
    " wouldn't"
)
"""Auxiliary verbs, which put a question's subject behind them."""

BEING = _set("is are was were be been being am isn't aren't wasn't weren't")
"""The auxiliaries behind which a subject and what is said of it stand side by side."""

DOING = _set(
    "do does did don't doesn't didn't can could will would shall should may might must can't couldn't won't wouldn't"
)
"""The auxiliaries behind which a subject and then a verb stand."""

ARTICLES = _set("the a an")
DETERMINERS = ARTICLES | _set(
    "this that these those its their his her my your our some any many much each every all both no several few more"
    " most what which whose such another other certain various"
)
"""Words that begin a noun phrase."""

PREPOSITIONS = _set(
    "of in on at by for with from to into onto about between among amongst against during before after since until"
    " till under over through throughout across around near within without versus vs per via behind beyond despite"
    " toward towards upon besides except like than as inside outside along up down off out because"
)
PLACE_PREPOSITIONS = _set("in at near from to around across outside inside throughout")
GOING = _set(
    "go goes going gone went come comes coming came move moves moving moved migrate migrated migrating travel travelled"
    " traveled travelling return returned returning relocate relocated relocating flock flocked send sent get"
)
"""Verbs after which "there" says where to."""
JOINING = _set("and or but nor so if whether while that when because although though since then")
CLAUSES = _set("and but or because when if while after before since so although until that whether")
"""Words between which and the noun before them a clause ends."""

PRONOUNS = _set(
    "i i'm i've i'd i'll me you we us it he him she they them this that these those there here one ones who what"
    " someone somebody anyone anybody anything something everything nothing everyone himself herself itself"
    " themselves yours theirs"
)
SMALL = _set(
    "not n't ok okay oh yes thanks interesting also still ever never now today again already yet even else instead"
    " often usually typically really just only too very so quite rather then once later ago please exactly actually"
    " currently nowadays mainly mostly maybe together altogether anyway alone well far general sooner"
)
"""Adverbs and particles that belong to no noun phrase."""

FUNCTION = ASKING | HELPING | DETERMINERS | PREPOSITIONS | JOINING | PRONOUNS | SMALL
"""Words that carry grammar and never a subject."""

VERBS = _set(
    "become summarise summarize begin believe belong bring build buy call change choose claim come compare consider"
    " contain cost cause create decide describe develop die differ do earn employ end exist explain fall feel fight"
    " find form get give go grow happen have help hold improve include increase invent involve join keep kill know"
    " last lead learn leave let like live look lose make mean meet mention move name need occur offer open pay plan"
    " play produce promise prove put raise reach read rebuild receive recommend reduce relate release remain replace"
    " report result rise run say see sell send serve set show shrink shut sing speak spend spread stand start stay"
    " stop suffer survive take talk tell think travel treat try turn understand use visit want watch win work write"
    " affect allow announce appear ask base close cover cut deny design direct discover establish expect fail follow"
    " found govern hurt introduce lay list own perform pass publish record recover relocate save score sign sort"
    " support teach train vote approve cancel cure demote elect finish fund host influence inspire marry order"
    " propose protest qualify react retire return ruin settle shoot steal struggle sue worsen add age apply arrive"
    " avoid bear borrow break burn carry catch check clean climb collect combine compete complete concern connect"
    " continue contribute control convert cook copy count cross damage deal defend demand depend destroy disappear"
    " discuss drink drive drop eat enable engage enjoy enter escape evaluate expand experience face fill fit fix"
    " flow fly focus force gain gather guarantee handle hear heal hit hope identify imply impress judge jump kick"
    " link listen load maintain manage match measure melt mine mix monitor notice obtain operate overcome pick point"
    " possess pour prefer prepare press prevent protect provide pull push refer reflect refuse reject rely remember"
    " remove repair require resemble resolve respond rest restore reveal revive ride search seek seem select"
    " separate shape share shift sink sleep slow smoke solve sound split step stick store strike study succeed"
    " suggest supply surround switch taste tend test throw touch tour trade transfer transform trust unite vary wait"
    " wake walk wash wear wonder worry decline"
)
_IRREGULAR = _set(
    "became begun began brought built bought chose chosen came died done earned fell fallen felt fought found got"
    " gotten gave given went gone grew grown had held kept knew known led left lost made meant met paid put ran rose"
    " risen said saw seen sold sent shot shrank sprang strove sought bore borne broke drove driven drunk ate eaten"
    " flew flown sank sunk stuck struck threw thrown wore worn woke shrunk shut sang sung spoke spoken spent stood"
    " taken took told thought understood won wrote written taught broken called stole stolen"
)


def _forms(verb: str) -> set[str]:
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith("y") and verb[-2] not in "aeou":
        return {verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
    return {verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing", f"{stem}{stem[-1]}ed", f"{stem}{stem[-1]}ing"}


VERB_FORMS = frozenset(form for verb in VERBS for form in _forms(verb)) | _IRREGULAR
"""Common verbs in all their forms; many are nouns too, so where a word stands decides."""

SAID_OF = _set(
    "able bad best better big cheap dangerous different difficult easy effective expensive famous good hard harmful"
    " important legal large likely long necessary new old possible popular rare real safe similar small special"
    " strong successful true useful valuable well-known worth wrong young bankrupt contagious treatable red dead"
    " alive"
)
"""Adjectives that stand behind a subject: "is it safe?"."""

RELATIONS = _set(
    "advantage aim alternative answer application contribution argument aspect background benefit budget cause"
    " challenge characteristic component concept con condition consequence consideration cost creation criticism"
    " culture danger death debt definition difference disadvantage downside drawback duration effect element"
    " evidence example explanation extent factor feature figure flaw founding function future goal history idea"
    " impact implication importance ingredient kind lesson level limit limitation main mayor meaning measure"
    " mechanism method model motive name nature number objective option origin outcome owner part percentage"
    " performance population price principle problem pro process progress purpose rate reason reception"
    " recommendation relationship remedy requirement response result reward risk role root rule salary share side-"
    " effect sign significance size solution source stage step strategy strength success symptom target technique"
    " tool treatment trend type use value variety version weakness way effects unemployment"
)
"""Nouns that are somebody's or something's, so that a question which names no owner means the subject of the talk."""

ANY = _set("main major minor other different possible important common typical key usual known current recent new some")
"""Adjectives that say nothing of whose or of what kind something is."""

VAGUE = _set(
    "people person thing way kind sort lot bit information detail fact article question place time year day topic"
)
"""Nouns too wide to be what a conversation is about."""

UNIQUE = _set(
    "world internet past future present time year years state economy law web public media same most least best"
    " worst first second third last next other others largest biggest smallest oldest latest earliest number amount"
    " country"
)
"""Nouns that take "the" without pointing back."""

PLACES = _set(
    "city cities town towns place places village villages region regions area areas country countries province"
    " provinces county counties district districts municipality municipalities state island community settlement"
)
"""Kinds of places; a place that was named before can be meant by one of them."""

PERSONS = _set(
    "man woman person author writer director singer mayor artist scholar journalist president minister founder"
)
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"


_WORD = re.compile(
    r"No\.(?=\s*\d)|(?-i:\b(?:Mrs?|Ms|Dr|St|[A-Z])\.(?=\s*[A-Z]))|\d[\d.,]*\d(?:-[^\W_]+)*|[^\W_]+(?:[-&][^\W_]+|['’](?!s\b)[^\W_]+)*|['’]s\b",
    re.IGNORECASE,
)
_SUBJECTS = frozenset({"i", "he", "she", "it", "they", "we", "you", "who", "that"})
_TAKE_A_VERB = frozenset({"help", "let", "make", "get"})
_POINTING = frozenset({"this", "that", "these", "those"})
_TIME = re.compile(
    r"\b(?:(?:in|since|before|after|until|by|during|from|around|between)\s+)?"
    rf"(?:(?:the\s+)?(?:early|mid|late|end|beginning|start)[\s-]+(?:of\s+)?)?(?:\d{{1,2}}\s+)?(?:(?:{MONTHS})\s+)?(?:the\s+)?"
    r"(?:1[5-9]|20)\d\ds?(?:\s*(?:-|–|to|and)\s*(?:1[5-9]|20)?\d\d)?\b"
    rf"|\b(?:{MONTHS})\s+\d{{1,2}}\b"
    r"|\b(?:today|nowadays|right now|at present|currently|last year|this year|ten years later)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its offsets; `low` in lower case, `glued`: only white space before it, `first`: opens a sentence."""

    text: str
    low: str
    start: int
    end: int
    glued: bool
    first: bool = False

    @property
    def capital(self) -> bool:
        """Whether it looks like a part of a name."""
        return self.text[0].isupper() and not (self.first and self.low in FUNCTION | VERB_FORMS)


def is_plural(word: str) -> bool:
    """Whether a common noun looks like a plural."""
    return (word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in {
        "people",
        "children",
        "men",
        "women",
    }


def singular(word: str) -> str:
    """A plural noun without its ending."""
    if not is_plural(word):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes")) else word[:-1]


@cache
def ordinary_words() -> frozenset[str]:
    """English words that texts hold in lower case (counted by `training/count_words.py`)."""
    lines = resources.files("rag").joinpath("data/words.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.partition("\t")[0] for line in lines)


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[Word, ...]:
    """The words of a text; a possessive 's is a word of its own."""
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        between = text[last : match.start()]
        first = not found or (bool(re.search(r"[.?!:]", between)) and found[-1].low != "no.")
        found.append(Word(match.group(), match.group().lower(), *match.span(), not between.strip(), first))
        last = match.end()
    return tuple(found)


@lru_cache(maxsize=4096)
def times(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the dates and periods, each with its preposition."""
    return tuple(match.span() for match in _TIME.finditer(text) if not _is_attribute(text, match))


def _is_attribute(text: str, match: re.Match[str]) -> bool:
    """Whether a year belongs to the noun behind it ("the 2013 plan")."""
    after = re.match(r" ([a-z]+)", text[match.end() :])
    article = match.group().lower().startswith("the ") or re.search(
        r"\b(?:the|a|an|this|that) $", text[: match.start()]
    )
    return bool(article and after and after[1] not in FUNCTION)


@lru_cache(maxsize=4096)
def verbs(text: str) -> frozenset[int]:
    """The indices of the words that are verbs, or are said of a subject like one ("is it safe")."""
    row = split(text)
    found: set[int] = set()
    waiting, helper, count = False, "", 0
    for i, word in enumerate(row):
        if word.first:
            waiting, count = False, 0
        if word.low in HELPING or word.low in ASKING:
            waiting, helper, count = True, word.low, 0
            continue
        if _is_verb(row, i, waiting, helper, count) and not (helper in DOING and _is_subject(row, i)):
            found.add(i)
            waiting = waiting and row[i - 1].low == "to"
        elif word.low not in (DETERMINERS - _POINTING) | SMALL:
            count += 1
    return frozenset(found | _unknown_verbs(row, found))


def _unknown_verbs(row: Sequence[Word], found: set[int]) -> set[int]:
    """The last word of a subject's run behind "do" or a modal where no word of the clause is a known verb."""
    helper = next((i for i, word in enumerate(row) if word.low in HELPING), len(row))
    if helper == len(row) or row[helper].low not in DOING or found:
        return set()
    start = helper + 1 + (row[helper + 1].low in DETERMINERS if helper + 1 < len(row) else 0)
    end = next((i for i in range(start, len(row)) if row[i].low in FUNCTION or not row[i].glued), len(row))
    return {end - 1} if end - start > 1 and not row[end - 1].capital else set()


def _is_verb(row: Sequence[Word], i: int, waiting: bool, helper: str, count: int) -> bool:
    word, before = row[i], row[i - 1].low if i else ""
    if word.capital:
        return False
    ends = word.low.endswith("ed") or i + 1 == len(row) or not row[i + 1].glued or row[i + 1].low in ARTICLES
    pointing = before in _POINTING and i > 1 and row[i - 2].low in HELPING and ends
    if before == "to" or not i or (before in _SUBJECTS and not pointing):
        return word.low in VERB_FORMS
    if before == "many" and word.low in VERB_FORMS and not is_plural(word.low):
        return True
    if not waiting or (before in DETERMINERS - ASKING and not pointing) or (before in PREPOSITIONS and count):
        return False
    if helper in BEING:
        acts = (word.low in VERB_FORMS - VERBS and not word.low.endswith("s")) or (
            count > 0 and word.low.endswith("ed")
        )
        return (acts or _is_said(word.low)) and (count > 0 or _bare(row, i))
    if helper in HELPING:
        return word.low in VERB_FORMS and (count > 0 or _bare(row, i))
    if word.low.endswith("ing"):
        return False
    opens = not count and helper in {"what", "who", "how"} and not is_followed_by_helper(row, i)
    return (word.low in VERB_FORMS and bool(count or opens)) or (count > 0 and word.low.endswith("ed"))


def _is_subject(row: Sequence[Word], i: int) -> bool:
    """Whether a word that may be a verb is the noun before one, as in "why did the plan fail"."""
    behind = row[i + 1] if i + 1 < len(row) else None
    free = bool(i) and row[i - 1].low not in HELPING and row[i].low in VERBS - _TAKE_A_VERB
    return free and behind is not None and behind.glued and not behind.capital and behind.low in VERB_FORMS


def _is_said(word: str) -> bool:
    return word in SAID_OF or word.endswith(("able", "ible"))


def _bare(row: Sequence[Word], i: int) -> bool:
    """Whether the word stands right behind an auxiliary that has no subject behind it ("who was elected mayor")."""
    return row[i - 1].low in HELPING and i > 1 and row[i - 2].low not in {"when", "where", "why", "how"}


def is_followed_by_helper(row: Sequence[Word], i: int) -> bool:
    """Whether an auxiliary is still to come in the clause, so that the word here is no verb yet."""
    for word in row[i + 1 : i + 5]:
        if not word.glued:
            return False
        if word.low in HELPING:
            return True
    return False

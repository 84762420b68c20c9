"""English word forms for statements made by code: past forms, participles, opposites, words near in meaning."""

from __future__ import annotations

import re
from functools import cache

from rag.verify.tokens import is_common

IRREGULAR = """
be was been; become became become; begin began begun; bind bound bound; bear bore borne; beat beat beaten;
bite bit bitten; blow blew blown; break broke broken; bring brought brought; build built built; buy bought bought;
catch caught caught; choose chose chosen; come came come; cut cut cut; deal dealt dealt; die died died; do did done;
draw drew drawn; drive drove driven; eat ate eaten; fall fell fallen; feed fed fed; feel felt felt; fight fought fought;
find found found; fly flew flown; forbid forbade forbidden; forget forgot forgotten; get got got; give gave given;
go went gone; grow grew grown; hang hung hung; have had had; hear heard heard; hide hid hidden; hit hit hit;
hold held held; hurt hurt hurt; keep kept kept; know knew known; lay laid laid; lead led led; leave left left;
lend lent lent; let let let; lie lay lain; lose lost lost; make made made; mean meant meant; meet met met;
pay paid paid; put put put; read read read; ride rode ridden; ring rang rung; rise rose risen; run ran run;
say said said; see saw seen; seek sought sought; sell sold sold; send sent sent; set set set; shake shook shaken;
shoot shot shot; show showed shown; shrink shrank shrunk; shut shut shut; sing sang sung; sink sank sunk; sit sat sat;
sleep slept slept; speak spoke spoken; spend spent spent; spread spread spread; stand stood stood; steal stole stolen;
strike struck struck; swear swore sworn; swim swam swum; take took taken; teach taught taught; tear tore torn;
tell told told; think thought thought; throw threw thrown; understand understood understood; wear wore worn;
win won won; write wrote written; overthrow overthrew overthrown; undergo underwent undergone;
withdraw withdrew withdrawn
"""
_FORMS = [entry.split() for entry in IRREGULAR.replace("\n", " ").split(";")]
PAST = {base: past for base, past, _ in _FORMS}
PARTICIPLE = {past: participle for _, past, participle in _FORMS} | {
    participle: participle for *_, participle in _FORMS
}
BASE = {past: base for base, past, _ in _FORMS}
AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "can",
        "could",
        "may",
        "might",
        "will",
        "would",
        "must",
        "shall",
        "should",
    ]
)
PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "for",
        "with",
        "to",
        "from",
        "since",
        "after",
        "before",
        "during",
        "by",
        "of",
        "into",
        "over",
        "under",
        "between",
        "among",
        "through",
        "as",
        "until",
        "because",
        "than",
        "while",
        "when",
        "where",
        "which",
        "who",
        "that",
        "and",
        "or",
        "but",
        "if",
        "although",
        "within",
        "without",
        "near",
        "against",
    ]
)
DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "its",
        "their",
        "his",
        "her",
        "this",
        "these",
        "those",
        "some",
        "many",
        "several",
        "both",
        "no",
        "each",
        "our",
    ]
)

OPPOSITES = """
rose fell; rise fall; rising falling; increased decreased; increase decrease; increasing decreasing; grew shrank;
growth decline; grow shrink; higher lower; highest lowest; high low; more fewer; more less; most least; up down;
above below; before after; earlier later; first last; largest smallest; larger smaller; large small; big small;
gained lost; gain loss; won lost; bought sold; buy sell; opened closed; open closed; began ended; start end;
started stopped; expanded contracted; raised lowered; raised cut; improved worsened; better worse; best worst;
north south; northern southern; east west; eastern western; northeastern southwestern; northwest southeast; rich poor;
old new; older younger; young old; urban rural; public private; male female; men women; strong weak; stronger weaker;
early late; long short; longer shorter; hot cold; warm cold; cheap expensive; cheaper dearer; cheapest dearest;
arrived left; accepted rejected; accept reject; supported opposed; support oppose; allowed banned; allow forbid;
success failure; succeeded failed; successful unsuccessful; possible impossible; legal illegal; common rare;
majority minority; inside outside; internal external; import export; imports exports; surplus shortage;
positive negative; encouraged discouraged; included excluded; including excluding; built demolished;
created destroyed; appeared disappeared; united divided; richer poorer; wider narrower; faster slower;
quickly slowly; rapidly slowly; often rarely; always never; usually rarely; with without; left right; upper lower;
maximum minimum; victory defeat; attacked defended; borrowed lent; hired dismissed; surged plunged; jumped dropped;
deepest shallowest; advantage disadvantage; full empty; vacant occupied; wet dry; modern ancient; permanent temporary
"""
STRONGER = """
some all; many all; most all; several all; often always; sometimes always; usually always; may will; might will;
could will; may did; mostly only; mainly only; largely entirely; partly wholly; partly entirely; nearly fully;
almost all|all; suggests proves; suggested proved; about exactly; around exactly; roughly exactly; few no; few all;
likely certain; probably certainly; possibly certainly; generally without exception; one of the|the only;
some of|all of; at least|exactly; up to|exactly; expected to|certain to; is thought to|is known to; can must; many few
"""
NEAR = """
began started; start begin; purchased bought; approximately about; about around; roughly about; residents inhabitants;
firms companies; company firm; obtained got; received got; large big; however but; because of|owing to; in order to|to;
more than|over; fewer than|under; less than|under; also as well; died passed away; located situated; often frequently;
many numerous; several a number of; usually normally; primarily mainly; mostly mainly; main chief; assist help;
assisted helped; required needed; require need; shows demonstrates; showed demonstrated; built constructed;
constructed built; created made; founded established; established set up; ended finished; completed finished;
chosen selected; selected chosen; stated said; claimed said; reported said; noted remarked; area region; regions areas;
film movie; movie film; job post; jobs posts; employees workers; workers employees; cities towns; children kids;
nearly almost; almost nearly; entire whole; whole entire; rapidly quickly; quickly fast; near close to; called named;
named called; known as|called; consists of|is made up of; contains includes; includes contains; uses employs;
used employed;
such as|like; due to|because of; as a result of|because of; although though; currently now; initially at first;
eventually in the end; annually every year; every each; throughout all over; permitted allowed; prohibited banned;
rose climbed; rose went up; fell dropped; fell went down; increased grew; increased went up; decreased fell;
declined fell; remained stayed; demolished pulled down; destroyed ruined; wealthy rich; poor needy;
difficult hard; important significant;
significant important; famous well-known; attempt try; attempted tried; took place|happened; occurred happened;
per cent|percent; mines pits; mine pit; homes houses; flats apartments; flat apartment; money funds; led headed
"""


def past(base: str) -> str:
    """The past form of a verb's base form."""
    if base in PAST:
        return PAST[base]
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    doubled = base + base[-1] + "ed"
    return doubled if re.search(r"[^aeiou][aeiou][bdglmnprt]$", base) and is_common(doubled) else base + "ed"


def base(past_form: str) -> str | None:
    """The base form of a past form, None where no known word comes of it."""
    if past_form in BASE:
        return BASE[past_form]
    if not past_form.endswith("ed"):
        return None
    stem = past_form[:-2]
    tries = (past_form[:-1], stem, stem[:-1] if stem[-1:] == stem[-2:-1] else stem, stem[:-1] + "y")
    return next((word for word in tries if past(word) == past_form and is_common(word)), None)


def is_past(word: str) -> bool:
    """Whether a word looks like a past form or a participle."""
    return word in PARTICIPLE or (len(word) > 4 and word.endswith("ed"))


def participle(past_form: str) -> str:
    """The participle that belongs to a past form."""
    return PARTICIPLE.get(past_form, past_form)


def be(phrase: str, form: str = "was") -> str:
    """`was` or `were` for a subject, guessed by its last word and "and"."""
    plural = re.search(r"(?<![su])s$", phrase) or " and " in phrase
    return {"was": "were", "is": "are"}[form] if plural and not re.search(r"[A-Z]\w*s$", phrase) else form


@cache
def pairs(listed: str) -> tuple[tuple[str, str], ...]:
    """The pairs of one of the lists above; phrases of several words are parted by a stroke."""
    found = []
    for entry in listed.replace("\n", " ").split(";"):
        left, _, right = entry.strip().partition("|" if "|" in entry else " ")
        found.append((left, right.strip()))
    return tuple(found)


def both_ways(listed: str) -> tuple[tuple[str, str], ...]:
    """The pairs and their reversals."""
    return pairs(listed) + tuple((right, left) for left, right in pairs(listed))


def replace_word(text: str, old: str, new: str) -> str | None:
    """The text with the first occurrence of a word or phrase replaced, its capital kept; None where it has none."""
    match = re.search(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text, re.IGNORECASE)
    if not match or (match[0] != match[0].lower() and match.start() > 0):
        return None
    told = new[:1].upper() + new[1:] if match.start() == 0 and match[0][:1].isupper() else new
    return text[: match.start()] + told + text[match.end() :]

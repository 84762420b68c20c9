"""Closed lists of English words that the rules for follow-ups rest on; each is general, none knows the corpus."""

from __future__ import annotations


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

"""Greetings, thanks, praise, blame, and questions about the program: they get a reply of their own, not a search."""

from __future__ import annotations

import re
from collections.abc import Sequence

_KINDS = "app|bot|tool|chatbot|program|assistant|site"
_YOU = rf"(?:you|u|this(?: (?:{_KINDS}))?|aftermine|the (?:app|bot|chatbot|assistant))"
_ARE_YOU = rf"(?:are|is) {_YOU}"
_POLITE = r"(?:(?:hi|hello|hey|thanks|thank you|please|ok(?:ay)?|great|well|so|and|there|aftermine|sorry|hm+)\W+)*"
_TAIL = r"(?:\W+(?:with|about|here|please|today|now|then|for me|exactly|again|anyway|really))*"
_ABILITIES = (
    rf"(?:what|how much) (?:can|do|could) {_YOU} (?:do|know|answer|offer|cover)|what else can {_YOU} do"
    r"|what (?:can|could|should|may) i ask(?: (?:you|here))?|what (?:kind|sort)s? of questions (?:can|do|could) .{0,30}"
    rf"|how (?:do|does|can) {_YOU} (?:work|help)|how (?:do|can|should) i (?:use {_YOU}|ask|start|begin)"
    rf"|what (?:are|is) {_YOU}|what(?: i|')s {_YOU}|help(?: me)?|i need help|(?:can|could) you help(?: me)?"
    rf"|introduce yourself|tell me about yourself|what(?: i|')s your (?:name|purpose|job)|who are you"
    rf"|do you (?:speak|understand) \w+|where do you get your (?:\w+ )?(?:answers|information|data|facts) from"
)
_MAKERS = (
    rf"who (?:made|built|wrote|created|programmed|developed|owns|runs|is behind|programs) {_YOU}"
    rf"|{_ARE_YOU} (?:an? )?(?:\w+ )?(?:bot|robot|human|person|ai|machine|program|computer|chatgpt|gpt|claude|gemini"
    r"|language model|llm|real|alive)(?: or (?:an? )?\w+)?"
    rf"|(?:what|which) (?:language )?model (?:are you|is this|do you use)(?: using)?|do you use (?:ai|chatgpt|gpt)"
)
_GREETINGS = (
    r"(?:hi+|hello+|hey+|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|morning|greetings|welcome|ni hao|nihao"
    r"|hallo|bonjour|hola|你好|您好|嗨)(?: (?:there|aftermine|all|everyone|everybody|friend|again|bot|you|to you))*"
)
_HOW = (
    r"how are (?:you|u|things)(?: (?:doing|feeling|today))*|how(?: i|')s (?:it going|life|everything|your day)"
    r"|how do you do|what(?: i|')?s up|how have you been|(?:nice|good|pleased) to (?:meet|see) you"
)
_THANKS = r"(?:many |thank(?:s| you)|thx|ty|cheers|much appreciated|i appreciate it|谢谢)(?:thanks)?"
_FOR = (
    r"(?:,? (?:a lot|so much|very much|again|indeed|for (?:your|the|that|this)(?: \w+){0,2}|for (?:helping|everything)"
    r"|that (?:helps|helped|was helpful|is all|will do)|bye|aftermine))*"
)
_PRAISE = (
    r"(?:(?:that|this|it|you)(?: (?:is|was|are|were)|'s|'re) )?(?:a |an |so |very |really |quite |just |pretty )*"
    r"(?:great|good|nice|perfect|cool|awesome|amazing|excellent|brilliant|wonderful|helpful|useful|clever|smart"
    r"|fantastic"
    r"|impressive|interesting|wow|well done|not bad)(?: (?:answer|job|work|one|stuff|tool|bot|app|to know))?"
    r"|ok(?:ay)?|got it|i see|understood|alright|sure|yes|no|i (?:like|love) (?:it|this|that|you)|good (?:job|work)"
    r"|(?:well|nicely) done|you rock|makes sense|that helps|fair enough|lol|haha+"
)
_BLAME = (
    r"(?:no,? )?(?:that|this|it|your (?:answer|reply)|the answer|you)(?: (?:is|was|are|were)|'s|'re) (?:\w+ ){0,2}"
    r"(?:wrong|incorrect|false|nonsense|rubbish|not (?:right|true|correct|helpful|what i (?:asked|meant))"
    r"|useless|bad|stupid"
    r"|mistaken|terrible|lying|a lie|unhelpful)"
    r"|wrong(?: answer)?|nonsense|you(?: have|'ve)? (?:got it wrong|misunderstood(?: me)?|made a mistake|lied)"
    r"|(?:that|this)(?: does not|'s not| doesn't| did not| didn't| is not| isn't) (?:answer|help|right|true"
    r"|what i)(?: .{0,30})?"
    r"|i (?:do not|don't) (?:believe|trust) (?:you|that|this|it)|try again|are you sure|really|bad (?:bot|answer)"
    r"|(?:is|was) (?:that|this|it) (?:really )?(?:true|right|correct|real|so)"
    r"|where (?:did|do) you (?:get|find|have) (?:that|this|it)(?: from)?|how do you know(?: (?:that|this|it))?"
    r"|(?:(?:can|could) you )?prove (?:that|this|it)|what(?: i|')s your source(?: (?:for|of) (?:that|this|it))?"
)
_SLY = (
    r"(?:(?:can|could) you )?tell me (?:a |another )?(?:joke|story|something funny)|make me laugh"
    r"|sing(?: me)?(?: a song)?"
    r"|do you (?:love|like|hate) me|are you (?:happy|sad|bored|tired|okay|hungry|there)|how old are you"
    r"|where (?:do you live|are you(?: from)?)|i(?:'m| am) (?:bored|sad|happy|tired|hungry)|i love you"
    r"|test(?:ing)?(?: test)*"
)
_BYE = (
    r"(?:ok(?:ay)? )?(?:good ?bye|bye+|bye[ -]bye|see (?:you|ya)(?: (?:later|soon|tomorrow))?|good ?night"
    r"|farewell|cu|ciao"
    r"|that(?: i|')s all(?: (?:for (?:now|today)|thanks|thank you))?|have a (?:nice|good|great) (?:day|evening"
    r"|weekend|one)"
    r"|再见)"
)
_REPLIES = tuple(
    (re.compile(pattern, re.IGNORECASE), answer)
    for pattern, answer in (
        (rf"{_POLITE}(?:{_MAKERS}){_TAIL}", "makers"),
        (rf"{_POLITE}(?:{_ABILITIES}){_TAIL}", "abilities"),
        (rf"{_POLITE}(?:{_BLAME}){_TAIL}", "blame"),
        (rf"{_POLITE}{_THANKS}{_FOR}", "thanks"),
        (rf"(?:{_BYE})(?:\W+{_THANKS})?{_TAIL}", "farewell"),
        (rf"{_POLITE}(?:{_GREETINGS}(?:\W+(?:{_HOW}))?|{_HOW}){_TAIL}", "greeting"),
        (rf"{_POLITE}(?:{_SLY}){_TAIL}", "playful"),
        (rf"{_POLITE}(?:{_PRAISE})(?:\W+{_THANKS}{_FOR})?{_TAIL}", "glad"),
    )
)
_OF_THE_PROGRAM = frozenset({"makers", "abilities"})
_POINTS_BACK = re.compile(rf"\bthis\b(?! (?:{_KINDS})\b)", re.IGNORECASE)


def small_talk(text: str, before: Sequence[str] = ()) -> str | None:
    """The kind of small talk, as in `rag.answer.wording.SMALL_TALK`; None for a question for the corpus.

    Behind a question for the corpus, among those asked `before`, "this" is what was spoken of, not the program.
    """
    said = re.sub(r"^[\W_]+|[\W_]+$", "", " ".join(text.replace("’", "'").split()))
    answers = (answer for pattern, answer in _REPLIES if pattern.fullmatch(said))
    if _POINTS_BACK.search(said) and any(small_talk(question) is None for question in before):
        answers = (answer for answer in answers if answer not in _OF_THE_PROGRAM)
    return next(answers, None)

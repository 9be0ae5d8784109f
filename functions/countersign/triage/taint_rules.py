"""What attacks on the machine look like. Gaps are bounded and made of whole words, so that no rule takes more than linear time."""

import re

_GAP = r"(?:\w+ ){0,4}"
_RULES = r"(?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies)|directives?|restrictions?|safeguards?|programming|constraints?)"
_MACHINE = r"(?:ai|bots?|assistants?|agents?|models?|llm|chatbot|automation)"
_OFFICE = r"(?:manager|supervisor|director|boss|ceo|compliance|finance|legal|head office|management)"
_APPROVED = r"(?:pre ?)?(?:approved|authori[sz]ed|signed off|cleared)"


def _phrases(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b")


# Phrases are looked for in plain words. A customer may well ask to ignore delivery instructions.
COMMANDS = {
    "override_instructions": _phrases(
        r"(?:ignore|disregard|forget|override|bypass|discard|neglect|overrule) "
        rf"(?:(?!delivery|shipping|care|assembly)\w+ ){{0,4}}{_RULES}",
        r"(?:ignore|forget|disregard) (?:everything|all|anything) (?:above|before|prior|you (?:were|have been) told)",
        rf"new (?:system )?{_RULES} (?:follow|apply|are|for you)",
    ),
    "jailbreak": _phrases(
        r"jailbreak\w*|do anything now|developer mode|god mode|dan mode|stay in character|unfiltered|uncensored",
        r"(?:without|no) (?:any )?(?:ethical |moral |content )?(?:restrictions|filters|limitations|guardrails)",
    ),
    "prompt_extraction": _phrases(
        rf"(?:reveal|show|print|repeat|display|output|tell|what (?:is|are|were)) {_GAP}"
        r"(?:system|hidden|initial|original|secret) (?:\w+ )?(?:prompts?|instructions?|message)",
    ),
    "action_call": _phrases(
        r"(?:refund issue|ticket (?:reply public|note internal|hand over)|call place|sms send|customer update contact)"
        r" (?:amount|order|to|with)",
        rf"(?:call|invoke|execute|run|trigger) the {_GAP}(?:function|tool|api|action|command|workflow)",
    ),
}
HINTS = {
    "role_play": _phrases(
        r"you are (?:now|no longer) (?:a|an|the|in|my|bound|free|going to)",
        r"(?:act|behave|respond) as (?:a|an|my|if you|though)",
        r"pretend (?:to be|that|you)|role ?play|from now on you|you will now|imagine you are",
    ),
    "addressed_to_machine": _phrases(
        rf"(?:dear|note to|attention|(?:message|instructions?) (?:for|to)) (?:the |all |any )?{_MACHINE}",
        rf"as an? (?:ai|language model|llm)|if you are an? (?:language )?{_MACHINE}",
    ),
    "claimed_approval": _phrases(
        rf"(?:already|has been|have been|was|is|been) {_APPROVED} by",
        rf"{_OFFICE} (?:has |have |had )?(?:already )?{_APPROVED}",
        r"pre ?approved|approval (?:code|number|id|token)|no (?:further )?approvals? (?:is |are )?(?:needed|required|necessary)",
    ),
    "claimed_authority": _phrases(
        r"(?:i am|i m|this is|speaking as) (?:the|your|a|an) (?:\w+ )?(?:administrator|admin|supervisor|developer|system|manager|ceo)",
        r"(?:do not|don t|never|without|skip|no need (?:to|for)) (?:(?!my |our )\w+ )?"
        r"(?:escalat\w+|(?:human|manual) (?:review|approval)|approvals?|verification|identity check)",
    ),
}
# Shapes are looked for in the text as it came.
SHAPES = {
    "chat_markup": re.compile(
        r"<\|\w{1,20}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|tool_call|instructions?)>"
        r"|^[#*]{0,6} ?(?:system|assistant|developer)(?: (?:prompt|message|note))?[*]{0,3} ?:",
        re.IGNORECASE | re.MULTILINE,
    ),
    "machine_payload": re.compile(r"\"(?:action|function|tool|arguments|verdict|approved|role)\"\s{0,3}:", re.IGNORECASE),
    "mixed_scripts": re.compile(r"[a-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][a-z]", re.IGNORECASE),
}

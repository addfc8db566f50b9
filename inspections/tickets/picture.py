"""The picture of the workflow, for the README: `python -m inspections.tickets.picture` draws it from `STEPS`. Pure."""

import sys
from collections.abc import Iterator

from inspections.tickets.workflow import ENDED, STATES, STEPS


def mermaid() -> str:
    """The workflow as a Mermaid state diagram: every step that moves a ticket to another state."""
    return "\n".join(_diagram()) + "\n"


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    for state, words in STATES.items():
        yield f"    {state}: {words.zh} {words.en}"
    for step in STEPS:
        for before in step.before if step.after else ():
            yield f"    {before} --> {step.after}: {step.label.zh} {step.action}"
        if not step.before:
            yield f"    [*] --> {step.after}: {step.label.zh} {step.action}"
    for state in STATES:
        if state in ENDED:
            yield f"    {state} --> [*]"


if __name__ == "__main__":
    sys.stdout.write(mermaid())

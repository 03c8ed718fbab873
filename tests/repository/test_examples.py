"""What the guide shows of the building blocks is what they do."""

import doctest
import re
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "make-it-yours.md"


def test_the_building_blocks_do_what_the_guide_shows():
    blocks = re.findall(r"```pycon\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 4
    example = doctest.DocTestParser().get_doctest("".join(blocks), {}, "guide", str(GUIDE), 0)
    said: list[str] = []
    failed, tried = doctest.DocTestRunner().run(example, out=said.append)
    assert tried > 10
    assert failed == 0, "".join(said)

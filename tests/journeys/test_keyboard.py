"""Without a mouse: Tab, Space, Enter and the arrows are enough, and one always sees where one is."""

import pytest

from people.api import Person

from . import make, steps

pytestmark = pytest.mark.browser
# What marks the focus: an outline, a shadow or a ground of its own, on the element or on the label that paints it.
_MARKED = """
() => {
  const here = document.activeElement;
  const label = here.matches("input[type=radio], input[type=checkbox]") && here.nextElementSibling;
  const looks = [getComputedStyle(here), ...(label ? [getComputedStyle(label, "::before")] : [])];
  return looks.some((look) => (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0)
    || look.boxShadow !== "none");
}
"""


class Keyboard:
    """A page that is only ever touched by keys."""

    def __init__(self, page):
        self.page = page

    def to(self, selector, by="Tab"):
        """Tab on (or back, by Shift+Tab) to the first match; every stop on the way must show that it has the focus."""
        wanted = self.page.locator(selector).first
        for _step in range(150):
            if wanted.evaluate("one => one === document.activeElement"):
                return self
            self.page.keyboard.press(by)
            assert self.page.evaluate(_MARKED), self.page.evaluate(
                "() => document.activeElement.outerHTML.slice(0, 200)"
            )
        raise AssertionError(f"Tab does not lead to {selector}")

    def press(self, key):
        self.page.keyboard.press(key)
        return self

    def write(self, text):
        self.page.keyboard.type(text)
        return self

    def leave_by(self, key):
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self

    def choose(self, name, values):
        """Go through a group and choose: Space on a box, arrows among radio buttons."""
        offered = self.page.locator(f"input[name='{name}']")
        if offered.first.get_attribute("type") == "checkbox":
            for value in offered.evaluate_all("boxes => boxes.map((box) => box.value)"):
                if value in values:
                    self.to(f"input[name='{name}'][value='{value}']").press("Space")
            return
        self.to(f"input[name='{name}']").press("Space")
        for _step in range(offered.count()):
            if self.page.locator(f"input[name='{name}'][value='{values[0]}']").is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {values[0]}")


@pytest.fixture
def keys(open_page):
    return Keyboard(open_page(width=1280))


def test_sign_up_needs_no_mouse(keys):
    keys.page.goto("/account/signup/")

    keys.to("[name=username]").write("basau1957").to("[name=password1]").write(steps.PASSWORD)
    keys.to("[name=name]").write("Bà Sáu").to("[name=commune]").write(make.OLD_NAME)
    keys.to("[name=consent_learning]").press("Space").to("main form button").leave_by("Enter")

    assert Person.objects.get(user__username="basau1957").commune.code == make.COMMUNE


def test_lesson_needs_no_mouse(keys):
    keys.page.goto("/")

    keys.to("a.govuk-skip-link").press("Enter").to(".task a").leave_by("Enter")
    keys.to("main form button").leave_by("Enter")
    keys.to("main details summary").press("Enter")
    opened = keys.page.locator("main details[open]").count()
    first = keys.page.url
    keys.to("form[action*='/done/'] button").leave_by("Space")

    assert opened == 1
    assert keys.page.url != first


def test_quiz_needs_no_mouse(keys):
    keys.page.goto(make.lessons()[-1].url)

    keys.to("form[action*='/quiz/'] button").leave_by("Enter")
    attempt = steps.Attempt.objects.get()
    for position, values in steps.right_answers(attempt):
        keys.choose(f"answer-{position}", values)
    keys.to("button[value=submit]").leave_by("Enter")
    passed = keys.page.locator("main h1").inner_text()
    keys.to("main a.govuk-button").leave_by("Enter")

    assert passed == make.words("Congratulations, you have passed")
    assert keys.page.url.endswith(make.course().url)

"""The button that reads a question aloud, in a real browser with a voice that only writes down what it is told."""

import pytest

from tests.assessments import make
from tests.assessments.test_quiz_js import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What is said lasts until `finish`; voices come after the page, as in Chrome.
VOICE = """
(() => {
  const voices = %s.map((lang) => ({ lang, name: lang, localService: true }));
  let known = [];
  const queue = [];
  window.said = [];
  class Utterance { constructor(text) { this.text = text; } }
  const synth = new EventTarget();
  Object.assign(synth, {
    onvoiceschanged: null,
    getVoices: () => known,
    speak: (one) => { queue.push(one); window.said.push([one.text, one.voice.lang, one.rate]); },
    cancel: () => {
      const gone = queue.splice(0);
      window.said.push("stopped");
      gone.forEach((one) => setTimeout(() => one.onerror?.({ error: "canceled" })));
    },
  });
  window.finish = () => queue.splice(0).forEach((one) => one.onend?.({}));
  window.bringVoices = () => { known = voices; synth.onvoiceschanged?.(); };
  Object.defineProperty(window, "speechSynthesis", { value: synth });
  window.SpeechSynthesisUtterance = Utterance;
  addEventListener("load", window.bringVoices);
})();
"""
WITHOUT_VOICE = "Object.defineProperty(window, 'speechSynthesis', { value: undefined });"


@pytest.fixture
def hear(open_page, client, live_server, learner):
    """hear(*items, script, **options) → the page of an open quiz of these items, with such a voice."""

    def open_one(*items, script=VOICE % '["en-US", "vi_VN"]', **options):
        client.force_login(learner.user)
        page = open_page(**options)
        page.add_init_script(script)
        sign_in(page, client, live_server)
        attempt = make.sitting(make.quiz(*(make.item(one) for one in items), shuffle=True), learner)
        page.goto(f"/quiz/{attempt.pk}/", wait_until="load")
        return page

    return open_one


def said(page):
    return page.evaluate("window.said")


def test_the_button_says_the_question_its_choices_in_order_and_how_to_answer(hear):
    page = hear(make.single("Bấm nút nào? Chỉ một nút."))
    choices = page.locator(".govuk-radios__label").all_inner_texts()
    page.evaluate("document.documentElement.lang = 'en'")

    page.get_by_role("button", name="Listen to the question 1").click()

    texts = [text for text, _lang, _rate in said(page)]
    assert texts == ["Bấm nút nào?", "Chỉ một nút.", *choices, "Pick one answer."]
    assert [lang for _text, lang, _rate in said(page)] == ["vi_VN"] * 5 + ["en-US"]
    assert all(0.7 < rate < 1 for _text, _lang, rate in said(page))


def test_a_second_press_stops_and_a_third_begins_anew(hear):
    page = hear(make.single())
    button = page.locator(".listen")

    button.click()
    during = button.inner_text()
    button.click()
    after = said(page)[-1]
    page.wait_for_timeout(50)
    button.click()

    assert during == "Stop reading"
    assert after == "stopped"
    assert said(page)[-1][0] == "Pick one answer."
    assert button.inner_text() == "Stop reading"


def test_when_all_is_said_the_button_offers_to_begin_again(hear):
    page = hear(make.single())
    button = page.locator(".listen")

    button.click()
    page.evaluate("finish()")

    assert button.inner_text().startswith("Listen to the question")


def test_another_question_silences_the_first(hear):
    page = hear(make.single("Câu một"), make.single("Câu hai"))
    first, second = page.locator(".listen").all()

    first.click()
    n = len(said(page))
    second.click()
    page.wait_for_timeout(50)

    assert said(page)[n] == "stopped"
    assert [first.inner_text()[:6], second.inner_text()] == ["Listen", "Stop reading"]


def test_leaving_the_page_silences_it(hear):
    page = hear(make.single())
    page.locator(".listen").click()

    page.evaluate("dispatchEvent(new Event('pagehide'))")

    assert said(page)[-1] == "stopped"


def test_lines_that_were_moved_are_read_as_they_stand(hear):
    page = hear(make.ordering())
    page.locator(".order__line").first.locator("button").last.click()
    now = page.locator(".order__text").all_inner_texts()

    page.locator(".listen").click()

    assert [text for text, *_rest in said(page)][1:-1] == now


@pytest.mark.parametrize("script", [VOICE % '["en-US"]', VOICE % "[]", WITHOUT_VOICE])
def test_without_a_voice_of_the_language_there_is_no_button(hear, script):
    page = hear(make.single(), script=script)
    page.locator("[data-quiz-state]", has_text="Sent").wait_for()

    assert page.locator(".listen").count() == 0
    assert page.locator("[data-listen]").count() == 1


def test_a_question_that_is_replaced_gets_its_button_and_falls_silent(hear):
    page = hear(make.single(), make.single("Câu hai"))
    page.locator(".listen").first.click()

    page.evaluate(
        """() => {
          const old = document.querySelector("[data-listen]");
          const fresh = old.cloneNode(true);
          fresh.querySelector(".listen").remove();
          fresh.dataset.listen = "Câu mới";
          old.replaceWith(fresh);
          fresh.dispatchEvent(new CustomEvent("item:replaced"));
        }"""
    )
    stopped = said(page)[-1]
    page.locator(".listen").first.click()

    assert stopped == "stopped"
    assert page.locator(".listen").count() == 2
    assert "Câu mới" in [one[0] for one in said(page)]


def test_a_question_of_a_placement_is_read_too(open_page, client, live_server):
    make.bank()
    page = open_page()
    page.add_init_script(VOICE % '["vi-VN"]')
    page.goto("/quiz/placement/")
    page.locator("main form button").click()

    page.locator(".listen").click()

    assert [one[0] for one in said(page)] == [
        page.locator("main h1").inner_text(),
        *page.locator(".govuk-radios__label").all_inner_texts(),
        page.locator("[id^=how-]").inner_text(),
    ]
    assert page.evaluate("document.documentElement.scrollWidth") == 360

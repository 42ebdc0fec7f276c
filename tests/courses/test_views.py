from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from assessments.api import Attempt
from courses import api
from courses.models import HelpReply
from people.api import Role, User, current_person, grant
from tests.assessments import make as items

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make.course(lessons=2, quiz=items.quiz())


@pytest.fixture
def lesson(course):
    return api.lessons_of(course).first()


def staff(client, role, **scope):
    user = User.objects.create_user(f"user-{role}", password="ba dong song")
    grant(user, role, by=None, at=timezone.now(), **scope)
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(user)
    return user


def test_a_visitor_becomes_a_guest_and_is_taken_to_the_first_lesson(client, course, lesson):
    response = client.post(reverse("courses:start", args=[course.pk]))

    assert response.url == lesson.url
    assert api.Enrolment.objects.get().person.user is None


def test_reading_a_lesson_writes_nothing_for_a_visitor(client, lesson):
    response = client.get(lesson.url)

    assert response.status_code == 200
    assert not api.Enrolment.objects.exists()
    assert "sessionid" not in response.cookies


def test_the_course_page_continues_where_the_learner_stopped(client, course):
    client.post(reverse("courses:start", args=[course.pk]))
    second = list(api.lessons_of(course))[1]
    client.get(second.url)

    page = client.get(course.url)

    assert page.context["continue_with"] == second


def test_who_has_read_every_lesson_is_led_to_the_quiz_and_not_round_again(client, course):
    client.post(reverse("courses:start", args=[course.pk]))
    *_others, last = lessons = list(api.lessons_of(course))
    for one in lessons:
        client.post(reverse("courses:lesson_done", args=[one.pk]))

    page = client.get(course.url)

    quiz = next(block for block in last.body if block.block_type == "quiz")
    anchor = f"quiz-{last.translation_key.hex}-{quiz.id}"
    assert page.context["quiz_left"].url == f"{last.url}#{anchor}"
    assert f'id="{anchor}"' in client.get(last.url).content.decode()
    assert page.content.decode().count(f'href="{last.url}#{anchor}"') == 2  # the button, and the row in the list


def test_a_passed_quiz_is_not_left_to_do(client, course):
    client.post(reverse("courses:start", args=[course.pk]))
    for one in api.lessons_of(course):
        client.post(reverse("courses:lesson_done", args=[one.pk]))
    enrolment = api.Enrolment.objects.get()
    quiz = enrolment.course.activities.get(kind="quiz")
    passed = api.ActivityResult(source="quiz", ref="1", completed=True, passed=True)
    api.record_activity(enrolment, quiz.key, passed, at=timezone.now())

    page = client.get(course.url)

    assert page.context["quiz_left"] is None
    assert [row.done for lesson in page.context["rows"] for row in lesson.quizzes] == [True]


def test_finishing_a_lesson_leads_to_the_next_and_is_counted(client, course, lesson):
    response = client.post(reverse("courses:lesson_done", args=[lesson.pk]))

    assert response.url == list(api.lessons_of(course))[1].url
    assert api.ResultLog.objects.get().activity.key == lesson.translation_key.hex


def test_pressing_done_twice_counts_once(client, lesson):
    for _click in range(2):
        client.post(reverse("courses:lesson_done", args=[lesson.pk]))

    assert api.ResultLog.objects.count() == 1


def test_starting_the_quiz_shows_its_paper_in_the_same_response(client, course):
    last = list(api.lessons_of(course))[1]
    block = next(block for block in last.body if block.block_type == "quiz")

    response = client.post(reverse("courses:start_quiz", args=[last.pk, block.id]))

    assert response.status_code == 200
    assert b"<fieldset" in response.content


def test_a_quiz_that_left_the_lesson_is_explained(client, lesson):
    response = client.post(reverse("courses:start_quiz", args=[lesson.pk, "nothing"]), follow=True)

    assert response.redirect_chain[-1][0] == lesson.url
    assert list(response.context["messages"])


def test_my_learning_shows_only_my_own(client, course):
    api.enrol(make.person(), course, at=make.MONDAY)

    page = client.get(reverse("courses:mine"))

    assert page.context["courses"] == []


def test_leaving_asks_first(client, course):
    client.post(reverse("courses:start", args=[course.pk]))

    asked = client.post(reverse("courses:leave", args=[course.pk]))
    still_there = api.Enrolment.objects.filter(withdrawn_at=None).exists()
    client.post(reverse("courses:leave", args=[course.pk]), {"confirmed": "yes"})

    assert (asked.status_code, still_there) == (200, True)
    assert not api.Enrolment.objects.filter(withdrawn_at=None).exists()


@pytest.mark.parametrize("name", ["courses:reports", "courses:inbox"])
def test_an_outsider_sees_neither_reports_nor_questions(client, name):
    client.force_login(make.person().user)

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["courses:report", "courses:report_csv"])
def test_an_outsider_cannot_open_a_report_by_its_number(client, course, name):
    assert client.get(reverse(name, args=[course.pk])).status_code == 403


def test_a_trainer_sees_counts_but_no_names(client, course):
    api.enrol(make.person(name="Nguyễn Văn Lúa"), course, at=make.MONDAY)
    staff(client, Role.TRAINER)

    page = client.get(reverse("courses:report", args=[course.pk]))

    assert page.context["report"].n_started == 1
    assert "Nguyễn Văn Lúa" not in page.content.decode()


def test_a_moderator_sees_names(client, course):
    api.enrol(make.person(name="Nguyễn Văn Lúa"), course, at=make.MONDAY)
    staff(client, Role.MODERATOR)

    page = client.get(reverse("courses:report", args=[course.pk]))

    assert "Nguyễn Văn Lúa" in page.content.decode()


def test_the_csv_holds_the_counts(client, course):
    api.enrol(make.person(name="Nguyễn Văn Lúa"), course, at=make.MONDAY)
    staff(client, Role.TRAINER)

    text = client.get(reverse("courses:report_csv", args=[course.pk])).content.decode("utf-8-sig")

    assert course.title in text
    assert "Nguyễn" not in text


def _question(client, lesson, **more):
    url = reverse("courses:ask", args=[lesson.pk])
    return client.post(url, {"topic": "help", "text": "Không thấy nút", "ref": "phieu-1", **more})


def test_a_question_sent_twice_is_one_question(client, lesson):
    for _click in range(2):
        _question(client, lesson)

    assert api.HelpRequest.objects.count() == 1


def test_an_empty_question_comes_back_with_what_is_missing(client, lesson):
    response = _question(client, lesson, text="")

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"text"}


def test_an_answer_reaches_the_learner_under_my_learning(client, client_factory, lesson):
    learner = client_factory()
    learner.post(reverse("courses:lesson_done", args=[lesson.pk]))
    _question(learner, lesson)
    staff(client, Role.TRAINER)

    waiting = learner.get(reverse("courses:mine")).content.decode()
    question = api.HelpRequest.objects.get()
    client.post(reverse("courses:answer", args=[question.pk]), {"action": "answer", "text": "Ở góc phải."})

    assert "Không thấy nút" in waiting and "waiting for an answer" in waiting
    assert "waiting for an answer" not in learner.get(reverse("courses:mine")).content.decode()
    assert "Ở góc phải." in learner.get(reverse("courses:mine")).content.decode()
    assert HelpReply.objects.get().request == question


def test_a_facilitator_sees_questions_of_her_commune_only(client, client_factory, lesson, two_communes):
    here, elsewhere = two_communes
    for place in (here, elsewhere):
        api.HelpRequest.objects.create(
            course=lesson.get_parent().specific,
            lesson_key=lesson.translation_key,
            lesson_title=lesson.title,
            area=place,
            topic="help",
            text=f"Từ {place.name}",
            asked_at=make.MONDAY,
            ref=place.code,
        )
    staff(client, Role.FACILITATOR, area=here)

    inbox = client.get(reverse("courses:inbox")).content.decode()
    other = api.HelpRequest.objects.get(area=elsewhere)

    assert (f"Từ {here.name}" in inbox, f"Từ {elsewhere.name}" in inbox) == (True, False)
    assert client.get(reverse("courses:answer", args=[other.pk])).status_code == 403


def test_a_signed_in_course_page_stays_within_its_query_budget(client, course, django_assert_max_num_queries):
    person = make.person()
    client.force_login(person.user)
    client.post(reverse("courses:start", args=[course.pk]))
    client.get(course.url)

    with django_assert_max_num_queries(12):
        assert client.get(course.url).context["enrolment"].person == person


def test_the_person_of_a_request_is_its_own(rf, client, course):
    client.post(reverse("courses:start", args=[course.pk]))
    request = client.get(reverse("courses:mine")).wsgi_request

    assert current_person(request) == api.Enrolment.objects.get().person


def test_who_works_here_finds_the_way_to_the_work_on_the_page_after_signing_in(client, two_communes):
    staff(client, Role.FACILITATOR, area=two_communes[0])

    page = client.get(reverse("courses:mine")).content.decode()

    assert reverse("courses:inbox") in page
    assert f'href="{reverse("people:list")}"' not in page
    assert "/manage/" not in page


def test_a_learner_is_offered_no_work(client, course):
    client.force_login(make.person().user)

    assert b"my-work" not in client.get(reverse("courses:mine")).content


def test_a_learner_without_a_confirmed_address_is_not_promised_a_reminder(client, course):
    person = make.person()
    client.force_login(person.user)
    client.post(reverse("courses:start", args=[course.pk]))

    offer = reverse("courses:reminder", args=[course.pk])
    page = client.get(reverse("courses:mine")).content.decode()
    client.post(offer, {"wanted": "yes"})

    assert offer not in page
    assert reverse("account_email") in page
    assert not api.Enrolment.objects.get().wants_reminder


def test_a_learner_with_a_confirmed_address_is_reminded_when_asked(client, course):
    person = make.person()
    EmailAddress.objects.create(user=person.user, email="be@example.vn", verified=True, primary=True)
    client.force_login(person.user)
    client.post(reverse("courses:start", args=[course.pk]))

    offer = reverse("courses:reminder", args=[course.pk])
    page = client.get(reverse("courses:mine")).content.decode()
    client.post(offer, {"wanted": "yes"})

    assert offer in page
    assert api.Enrolment.objects.get().wants_reminder


def test_a_course_taken_off_the_site_is_said_to_be_and_not_linked(client, course):
    client.force_login(make.person().user)
    client.post(reverse("courses:start", args=[course.pk]))
    course.unpublish()

    page = client.get(reverse("courses:mine")).content.decode()

    assert course.title in page
    assert course.url not in page


def test_a_signed_in_outsider_sees_no_report_and_no_question(client, course, lesson):
    question = api.HelpRequest.objects.create(
        course=course, lesson_key=lesson.translation_key, lesson_title=lesson.title, topic="help", text="Máy bị đứng",
        contact="0912345678", asked_at=make.MONDAY, ref="x",
    )  # fmt: skip
    client.force_login(make.person().user)
    answer = reverse("courses:answer", args=[question.pk])
    report = reverse("courses:report", args=[course.pk])

    answers = [client.get(answer), client.post(answer, {"action": "answer", "text": "Chào"})]
    answers += [client.post(answer, {"action": "close"}), client.get(report)]
    answers += [client.get(reverse(f"courses:{name}")) for name in ("inbox", "reports")]
    answers.append(client.get(reverse("courses:report_csv", args=[course.pk])))

    question.refresh_from_db()
    assert {one.status_code for one in answers} == {403}
    assert (question.closed_at, HelpReply.objects.count()) == (None, 0)


@pytest.mark.parametrize(("role", "sees"), [(Role.TRAINER, False), (Role.MODERATOR, True)])
def test_a_contact_is_shown_to_who_may_use_it_and_typed_code_stays_text(client, course, lesson, role, sees):
    question = api.HelpRequest.objects.create(
        course=course, lesson_key=lesson.translation_key, lesson_title=lesson.title, topic="help",
        text="<script>alert(1)</script>", contact="0912345678", asked_at=make.MONDAY, ref="x",
    )  # fmt: skip
    staff(client, role)

    response = client.get(reverse("courses:answer", args=[question.pk]))

    page = response.content.decode()
    assert ("0912345678" in page) is sees
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
    assert "no-store" in response.headers["Cache-Control"]


def test_a_lesson_says_when_its_quiz_opens_and_a_visitor_who_starts_it_is_told(client):
    opens_at = timezone.now() + timedelta(days=1)
    course = make.course(lessons=1, quiz=items.quiz(minutes=20, opens_at=opens_at))
    lesson = api.lessons_of(course).first()
    block = next(block for block in lesson.body if block.block_type == "quiz")
    clock = f"{timezone.localtime(opens_at):%H:%M}"

    shown = client.get(lesson.url).content.decode()
    told = client.post(reverse("courses:start_quiz", args=[lesson.pk, block.id]), follow=True)

    assert clock in shown
    assert told.redirect_chain[-1][0] == lesson.url
    assert any(clock in str(message) for message in told.context["messages"])


def test_a_quiz_begun_in_vietnamese_goes_on_and_is_counted_in_english(client):
    """The two languages are one activity: nobody has twice the attempts."""
    vi, en = items.quiz(attempts_allowed=1), items.quiz(attempts_allowed=1, language="en")
    course = make.course(lessons=1, quiz=vi)
    lesson = api.lessons_of(course).first()
    twin = lesson.copy_for_translation(Locale.objects.get_or_create(language_code="en")[0], copy_parents=True)
    block = next(block for block in twin.body if block.block_type == "quiz")
    block.value["quiz"] = en
    twin.save_revision().publish()
    client.force_login(make.person().user)
    urls = [reverse("courses:start_quiz", args=[page.pk, block.id]) for page in (lesson, twin)]

    client.post(urls[0])
    client.post(urls[1])
    begun = Attempt.objects.get()
    client.post(reverse("assessments:paper", args=[begun.pk]), {"action": "submit", "confirmed": "1"})
    client.post(urls[1])

    assert Attempt.objects.get() == begun


def test_an_unpublished_quiz_is_not_begun_but_may_be_finished(client, course):
    last = api.lessons_of(course).last()
    block = next(block for block in last.body if block.block_type == "quiz")
    url = reverse("courses:start_quiz", args=[last.pk, block.id])
    client.post(url)
    block.value["quiz"].unpublish()

    assert client.post(url).status_code == 200
    open_one = Attempt.objects.get()
    client.post(reverse("assessments:paper", args=[open_one.pk]), {"action": "submit", "confirmed": "1"})
    client.post(url)

    open_one.refresh_from_db()
    assert open_one.submitted_at is not None
    assert Attempt.objects.count() == 1

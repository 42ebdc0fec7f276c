import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from django.utils import translation
from PIL import Image
from wagtail.models import Locale, PageViewRestriction

from cms.api import SiteDocument, SiteImage
from cms.templatetags.site import points
from tests.courses import make
from tests.people.make import commune

pytestmark = pytest.mark.django_db
CLEAN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def upload(administrator):
    """Upload a file as a picture in the CMS; the form's complaint about it, or None."""

    def send(content: bytes, name: str):
        file = ContentFile(content, name=name)
        answer = administrator.post(reverse("wagtailimages:add"), {"title": "Hình", "file": file})
        return None if answer.status_code == 302 else answer.context["form"].errors.get("file")

    return send


def png(pixels):
    picture = io.BytesIO()
    Image.effect_noise((pixels, pixels), 90).save(picture, "png")
    return picture.getvalue()


def test_a_harmless_drawing_and_a_picture_are_accepted(upload):
    assert upload(CLEAN.encode(), "hinh.svg") is None
    assert upload(png(20), "anh.png") is None


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)"/>',
        '<image href="https://example.org/x.png"/>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        '<a href="javascript:alert(1)"><path/></a>',
        "<style>@import 'https://example.org/x.css'</style>",
        "<?xml-stylesheet href='https://example.org/x.css'?>",
        '<path style="fill:url(https://example.org/x)"/>',
    ],
)
def test_a_drawing_that_could_run_or_fetch_something_is_refused(upload, inside):
    assert upload(CLEAN.replace("<path", inside + "<path", 1).encode(), "hinh.svg")
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>']
)
def test_a_broken_or_booby_trapped_drawing_is_refused_in_words(upload, text):
    assert upload(text.encode(), "hinh.svg")
    assert not SiteImage.objects.exists()


def test_an_upload_that_only_says_it_is_a_picture_is_refused(upload):
    assert upload(b"not a picture at all", "anh.jpg")
    assert upload(b"MZ", "anh.exe")
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize("pixels", [3500, 5600])
def test_a_picture_of_twelve_or_thirty_megabytes_is_refused(upload, pixels):
    picture = png(pixels)

    assert len(picture) > pixels * pixels * 0.9
    assert upload(picture, "anh.png")
    assert not SiteImage.objects.exists()


@pytest.fixture
def upload_document(administrator):
    """Upload a document in the CMS; the form's complaint about it, or None."""

    def send(content: bytes, name: str):
        file = ContentFile(content, name=name)
        answer = administrator.post(reverse("wagtaildocs:add"), {"title": "Tệp", "file": file})
        return None if answer.status_code == 302 else answer.context["form"].errors.get("file")

    return send


@pytest.mark.parametrize("name", ["to.pdf", "to.docx", "loi.mp3", "phim.mp4", "phim.webm", "loi.vtt", "to.PDF"])
def test_a_document_that_is_something_else_inside_is_refused(upload_document, name):
    assert "is something else inside" in str(upload_document(b"<html><script>alert(1)</script></html>", name))
    assert not SiteDocument.objects.exists()


def test_a_document_of_a_kind_we_do_not_take_or_too_large_is_refused(upload_document, settings):
    assert upload_document(b"MZ", "chay.exe")
    assert upload_document(b"<html></html>", "trang.html")
    assert upload_document(b"%PDF-1.7" + bytes(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE), "to.pdf")
    assert not SiteDocument.objects.exists()


@pytest.mark.parametrize(
    ("head", "name"),
    [(b"%PDF-1.7\n", "to.pdf"), (b"\0\0\0\x20ftypisom", "phim.mp4"), (b"WEBVTT\n", "loi.vtt"), (b"a;b", "so.csv")],
)
def test_a_document_that_is_what_it_says_is_accepted(upload_document, head, name):
    assert upload_document(head + bytes(20), name) is None
    assert SiteDocument.objects.get().title == "Tệp"


def test_an_uploaded_drawing_may_run_nothing_when_opened_by_itself(client, settings):
    image = SiteImage.objects.create(title="Hình", file=ImageFile(ContentFile(CLEAN.encode()), name="hinh.svg"))

    response = client.get(f"{settings.MEDIA_URL}{image.file.name}")
    response.close()

    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["../settings.py", "%2e%2e/manage.py", "nothing.png"])
def test_nothing_outside_the_uploads_is_served(client, settings, path):
    assert client.get(f"{settings.MEDIA_URL}{path}").status_code == 404


@pytest.mark.parametrize("text", ["Điện thoại", "dien thoai", "ĐIỆN  THOẠI"])
def test_search_forgives_missing_accents(client, text):
    course = make.course(title="Điện thoại cho người mới", lessons=1)

    page = client.get(reverse("search"), {"q": text})

    assert course.title in [found.title for found in page.context["pages"]]


@pytest.mark.parametrize("text", ["", "   ", "'\" OR 1=1 --", "%", "x" * 5000, "\x00"])
def test_search_answers_any_text(client, text):
    assert client.get(reverse("search"), {"q": text}).status_code == 200


def test_search_does_not_find_a_draft(client):
    course = make.course(title="Bản nháp", lessons=1)
    course.unpublish()

    page = client.get(reverse("search"), {"q": "bản nháp"})

    assert page.context["pages"].paginator.count == 0


def test_a_page_behind_a_restriction_is_not_served(client):
    course = make.course(lessons=1)
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)

    response = client.get(course.get_children().first().url)

    assert response.status_code == 302
    assert "/account/login/" in response.url


def test_an_unknown_address_gets_a_page_with_a_way_on(client):
    response = client.get("/khong-co/")

    assert response.status_code == 404
    assert reverse("search").encode() in response.content


def test_a_form_from_a_page_open_for_too_long_is_explained(client_with_csrf):
    course = make.course(lessons=1)

    response = client_with_csrf.post(reverse("courses:start", args=[course.pk]))

    assert response.status_code == 403
    assert b"<h1" in response.content


def test_the_public_site_allows_nothing_inline_and_nothing_from_elsewhere(client):
    policy = client.get(make.course(lessons=1).url)["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy


def test_pages_name_their_translation_or_the_other_first_page(client):
    page = client.get(make.course(lessons=1).url).content.decode()

    assert 'href="/en/" lang="en"' in page


def test_the_sitemap_lists_published_pages(client):
    course = make.course(lessons=1)

    assert course.slug.encode() in client.get("/sitemap.xml").content


def test_search_puts_a_page_whose_title_says_it_first(client):
    make.course(title="Thư điện tử", introduction="Lừa đảo qua thư, lừa đảo qua mạng, lừa đảo.", lessons=0)
    make.course(title="Nhận biết lừa đảo", lessons=0)

    pages = client.get(reverse("search"), {"q": "lua dao"}).context["pages"]

    assert [page.title for page in pages] == ["Nhận biết lừa đảo", "Thư điện tử"]


def test_search_finds_a_commune_by_its_old_name_too(client):
    today = commune("28270", "Phường Mỹ Phong")
    commune("28273", "Xã Tân Mỹ Chánh", until=date(2025, 6, 30), into=today)

    page = client.get(reverse("search"), {"q": "xa tan my chanh"}).content.decode()

    assert reverse("analytics:commune", args=["28270"]) in page
    assert "Xã Tân Mỹ Chánh" in page


@pytest.mark.parametrize(
    ("language", "score", "shown"),
    [("vi", "1.5000", "1,5"), ("en", "1.5000", "1.5"), ("vi", "10", "10"), ("vi", "0E-7", "0")],
)
def test_a_score_is_written_without_zeros_that_say_nothing(language, score, shown):
    with translation.override(language):
        assert points(Decimal(score)) == shown


@pytest.fixture
def translated():
    """A published course and its published English translation."""
    course = make.course(lessons=1, title="Gọi điện")
    english, _ = Locale.objects.get_or_create(language_code="en")
    page = course.copy_for_translation(english, copy_parents=True)
    page.save_revision().publish()
    return course, page.specific_class.objects.get(pk=page.pk)


def test_the_sitemap_lists_the_pages_of_every_language(client, translated):
    listed = client.get("/sitemap.xml").content.decode()

    assert all(f"<loc>{page.full_url}</loc>" in listed for page in translated)


def test_a_page_names_its_translations_to_search_engines(client, translated):
    course, english = translated

    pages = [client.get(page.url).content.decode() for page in translated]

    for page in pages:
        assert f'<link rel="alternate" hreflang="vi" href="{course.full_url}">' in page
        assert f'<link rel="alternate" hreflang="en" href="{english.full_url}">' in page
        assert f'<link rel="alternate" hreflang="x-default" href="{course.full_url}">' in page


def test_a_page_in_one_language_names_no_translation(client):
    assert 'rel="alternate"' not in client.get(make.course(lessons=1).url).content.decode()


def test_a_shared_page_shows_its_picture_and_no_drawing(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    photo = SiteImage.objects.create(title="Ảnh", file=ImageFile(io.BytesIO(png(20)), name="anh.png"))
    drawing = SiteImage.objects.create(
        title="Hình", file=ImageFile(io.BytesIO(CLEAN.encode()), name="hinh.svg"), width=9, height=9
    )

    pages = [client.get(make.course(lessons=1, picture=one).url).content.decode() for one in (photo, drawing)]

    assert re.search(r'<meta property="og:image" content="http://[^"]+/media/[^"]+\.jpg">', pages[0])
    assert "og:image" not in pages[1]

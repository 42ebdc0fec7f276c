"""Pictures that come with questions: what is kept, and what is not."""

import io

import pytest
from PIL import Image

from assessments.items import Problem
from assessments.transfer.import_pictures import Picture, look_at, save_picture
from cms.api import SiteImage
from tests.assessments.test_import_items import PNG

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def drawn(kind, size=(30, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".gif"), ("WEBP", ".webp")])
def test_a_picture_is_what_its_bytes_say_whatever_it_is_called(kind, ending):
    assert look_at(drawn(kind), "thư mục/nút.tiff") == Picture(f"nút{ending}", 30, 20)


def test_a_harmless_drawing_is_taken_and_one_that_runs_something_is_not():
    assert look_at(SVG, "a.svg") == Picture("a.svg", 40, 20)

    evil = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
    assert look_at(evil, "a.svg").code == "picture_not_stored"


@pytest.mark.parametrize(
    "data", [b"", b"MZ\x90\x00", PNG[:40], b"\xff\xd8\xff" + b"x" * 100, b"<svg", b"GIF89a", b"RIFF0000WEBP"]
)
def test_what_is_no_picture_or_broken_is_refused(data):
    assert look_at(data, "a.png") == Problem("picture_not_stored", {"name": "a.png"})


def test_too_many_bytes_or_pixels_are_refused(settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1024 * 1024
    assert look_at(PNG + b"0" * 1024 * 1024, "a.png").code == "picture_too_large"

    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 500
    assert look_at(drawn("PNG"), "a.png").code == "picture_too_large"


@pytest.mark.django_db
def test_the_same_picture_is_kept_once():
    first = save_picture(drawn("PNG"), "a.png", "nút xanh", title="Nút")
    again = save_picture(drawn("PNG"), "b.png", "nút xanh lá")
    other = save_picture(drawn("PNG", (31, 20)), "a.png", "")

    assert (first, again.description, first.title) == (again, "nút xanh", "Nút")
    assert SiteImage.objects.count() == 2
    assert (other.width, other.height) == (31, 20)
    with first.file.open("rb") as file:
        assert file.read() == drawn("PNG")


@pytest.mark.django_db
def test_what_is_refused_leaves_nothing_behind(tmp_path):
    assert isinstance(save_picture(b"x", "a.png", ""), Problem)

    assert not SiteImage.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

"""Pages about oneself: my account, my data, the second step."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from places.api import fold

from . import privacy
from .access import lacks_second_factor
from .grants import LastAdministrator
from .models import Person, Purpose
from .persons import correct, current_person, forget_guest, has_consented, known_person, set_consent, take_part
from .profile_forms import JoiningForm, ProfileForm, said_by

# What can be switched on “My data”; taking back “learning” means erasing, which has a page of its own.
_SWITCHES = (Purpose.STATISTICS, Purpose.REMINDERS)


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Where everything about one's own account is reached from."""
    return render(request, "people/account.html", {"section": "account", "person": current_person(request)})


def _mine(request: HttpRequest) -> Person | None:
    """The person whose data these pages show: the own one, never one named in an address."""
    return known_person(request, at=timezone.now()) if request.user.is_authenticated else current_person(request)


@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything we hold, in words; also for a guest."""
    person = _mine(request)
    if person is None:
        return redirect("account_login")
    switches = [(one, one.label, has_consented(person, one)) for one in _SWITCHES]
    context = {
        "section": "account",
        "person": person,
        "sections": privacy.readable(privacy.export(person)),
        "switches": switches,
    }
    return render(request, "people/my_data.html", context)


@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """The same for other programs."""
    person = _mine(request)
    if person is None:
        return redirect("account_login")
    response = JsonResponse(
        privacy.export(person), encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def correct_profile(request: HttpRequest) -> HttpResponse:
    """Change name, year of birth, gender, commune."""
    person = known_person(request, at=timezone.now())
    form = ProfileForm(request.POST or None, initial=said_by(person))
    if request.method == "POST" and form.is_valid():
        correct(person, consents=form.consents(), by=request.user, at=timezone.now(), **form.profile())
        messages.success(request, _("Your details are saved."))
        return redirect("people:me")
    return render(request, "people/correct.html", {"form": form, "section": "account"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask someone whose account others opened what everyone is asked who signs up."""
    person = current_person(request)
    form = JoiningForm(request.POST or None, initial=said_by(person) if person else {})
    if request.method == "POST" and form.is_valid():
        take_part(request.user, consents=form.consents(), at=timezone.now(), **form.profile())
        messages.success(request, _("Thank you. Now you can learn here."))
        wanted = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        return redirect(wanted if is_ours else settings.LOGIN_REDIRECT_URL)
    return render(request, "people/join.html", {"form": form, "section": "account"})


@require_POST
def consents(request: HttpRequest) -> HttpResponse:
    """Switch the optional purposes on or off."""
    person = _mine(request)
    if person is None:
        return redirect("account_login")
    for purpose in _SWITCHES:
        set_consent(person, purpose, purpose in request.POST.getlist("purpose"), at=timezone.now())
    messages.success(request, _("Your choice is saved."))
    return redirect("people:me")


class EraseForm(forms.Form):
    """The password, or for an account without one (and a guest) a word to type."""

    proof = forms.CharField(max_length=128, strip=False)

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.asks_password = request.user.is_authenticated and request.user.has_usable_password()
        field = self.fields["proof"]
        if self.asks_password:
            field.label = gettext_lazy("Your password")
            field.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        else:
            field.label = _("Type the word %(word)s to confirm") % {"word": _("ERASE")}
            field.widget = forms.TextInput(attrs={"autocomplete": "off"})

    def clean_proof(self) -> str:
        typed = self.cleaned_data["proof"]
        if self.asks_password:
            if not self.request.user.check_password(typed):
                raise forms.ValidationError(_("This password is not right."))
        elif fold(typed) != fold(_("ERASE")):
            raise forms.ValidationError(_("Type exactly the word shown."))
        return typed


@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Ask once more, then remove the account and all that names the person."""
    person = _mine(request)
    if person is None:
        return redirect("account_login")
    form = EraseForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            privacy.erase(person, by=request.user if request.user.is_authenticated else None, at=timezone.now())
        except LastAdministrator:
            form.add_error(None, _("You are the only administrator. Give someone else this role first."))
        else:
            forget_guest(request)
            logout(request)
            messages.success(request, _("Your account and your data are erased."))
            return redirect("/")
    return render(request, "people/erase.html", {"form": form, "section": "account"})


@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second step is needed, and the two ways to set one up."""
    if not lacks_second_factor(request.user):
        return redirect("mfa_index")
    return render(request, "people/second_factor.html", {"section": "account"})

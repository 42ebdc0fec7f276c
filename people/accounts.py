"""Sign-up and sign-in, as allauth asks for them."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms


class SignupForm(forms.Form):
    def signup(self, request, user):
        pass


class AccountAdapter(DefaultAccountAdapter):
    def set_phone(self, user, phone, verified):
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def get_phone(self, user):
        return (user.phone, user.phone_verified) if user.phone else None

    def get_user_by_phone(self, phone):
        return None

    def set_phone_verified(self, user, phone):
        pass

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        pass

    def send_unknown_account_sms(self, phone, **kwargs):
        pass

    def send_account_already_exists_sms(self, phone, **kwargs):
        pass

"""Addresses of signing in, of one's own account, of the language choice, and of the pages about this site.

The root of the site includes them at "". allauth looks some of its pages up by name: what we answer ourselves
carries its name as well, and what is not listed here does not exist (no passwords, no self-made accounts).
"""

from allauth.account import views as codes
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from goldenthread.web import about, language
from goldenthread.web.accounts import entrance, mine

urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-in/", entrance.sign_in, name="account_login"),
    path("sign-in/", entrance.sign_in, name="account_inactive"),
    path("sign-in/code/", entrance.ask_for_code, name="account_request_login_code"),
    path("sign-in/code/enter/", codes.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/card/", entrance.sign_in_with_card, name="sign_in_with_card"),
    path("sign-in/link/", entrance.sign_in_link, name="sign_in_link"),
    path("sign-in/look-as/", entrance.look_as, name="look_as"),
    path("sign-in/joining/", entrance.joining, name="joining"),
    path("sign-in/joining/", entrance.joining, name="account_signup"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("sign-out/", entrance.sign_out, name="account_logout"),
    path("sign-out/everywhere/", entrance.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/", mine.my_sign_in, name="my_sign_in"),
    path("account/", mine.my_sign_in, name="mfa_index"),
    path("account/card/", mine.print_my_card, name="print_my_card"),
    path("account/card/end/", mine.end_my_card, name="end_my_card"),
    path("account/passkey/", mine.add_passkey, name="mfa_add_webauthn"),
    path("account/passkey/<int:pk>/end/", mine.remove_passkey, name="mfa_remove_webauthn"),
    path("account/of/<slug:ref>/", mine.ways_in, name="ways_in"),
    path("account/of/<slug:ref>/address/", mine.set_address, name="set_address"),
    path("account/of/<slug:ref>/card/", mine.print_card_for, name="print_card_for"),
    path("account/of/<slug:ref>/card/end/", mine.end_card_of, name="end_card_of"),
    path("language/", language.set_language, name="set_language"),
    path("about/", about.who_runs_this, name="who_runs_this"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("source/", about.source_code, name="source_code"),
    path("source/goldenthread.tar.gz", about.source_archive, name="source_archive"),
]

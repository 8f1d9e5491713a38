"""How people sign in, and how they may be reached. Neither is who they are: that is a Party."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from goldenthread.core.models.base import ReferenceField, one_of

CONTACT_KINDS = ("email", "phone", "address")


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: object) -> "Account":
        account = self.model(email=self.normalize_email(email) if email else None, **fields)
        account.set_unusable_password() if password is None else account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A way to sign in: an e-mailed code, a passkey or a printed card. Points to a party, or to nobody."""

    ref = ReferenceField()
    email = models.EmailField(unique=True, null=True, blank=True)
    party = models.OneToOneField("core.Party", models.PROTECT, null=True, blank=True, related_name="account")
    hosts = models.BooleanField(default=False)  # looks after the installation; no ground to read people
    language = models.CharField(max_length=12, blank=True, default="")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()
    USERNAME_FIELD = "ref"
    EMAIL_FIELD = "email"
    PERSONAL: ClassVar[dict[str, str]] = {"email": "row deleted", "language": "row deleted"}

    def __str__(self) -> str:
        return f"account {self.ref}"


class Card(models.Model):
    """A printed code that signs somebody in at a hub desk: nobody must own a phone or an address."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="cards")
    digest = models.CharField(max_length=64, unique=True)  # keyed; the code itself is only on paper
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey("core.Party", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)


class ContactPoint(models.Model):
    """An address, encrypted. Nobody is contacted unless they said they may be, and how."""

    party = models.ForeignKey("core.Party", models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=8)
    sealed = models.TextField()  # ciphertext
    index = models.CharField(max_length=64)  # keyed digest, to find it again without reading it
    may_contact = models.BooleanField(default=False)
    safe_when = models.CharField(max_length=120, blank=True, default="")
    made_in = models.ForeignKey("core.ChangeSet", models.PROTECT, related_name="+")

    PERSONAL: ClassVar[dict[str, str]] = {
        "sealed": "row deleted", "index": "row deleted", "safe_when": "row deleted",
    }  # fmt: skip

    class Meta:
        constraints = [
            one_of("contact", "kind", CONTACT_KINDS),
            models.UniqueConstraint(fields=["party", "kind", "index"], name="contact_once"),
        ]
        indexes = [models.Index(fields=["index"], name="contact_by_index")]


class Send(models.Model):
    """One ledger of mails and texts, so that nothing goes out twice, or never."""

    key = models.CharField(max_length=120, unique=True)
    party = models.ForeignKey("core.Party", models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=8)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=80, blank=True, default="")  # a code, never the address

    class Meta:
        constraints = [
            one_of("send", "channel", ("email", "sms", "letter")),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(failed_at=None), name="send_sent_xor_failed"),
        ]

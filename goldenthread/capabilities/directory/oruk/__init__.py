"""The directory as Open Referral UK 3.0, for any reader: `/oruk/v3/`.

It answers as it would a stranger, whoever asks: groups, organisations and their standing offers, never a person.
"""

"""The first start: a link, printed where the service was started, that makes the first lead."""

from __future__ import annotations

from tempen.web.office.models import Role, Staff


def first_link() -> str:
    """The link, made anew at each start until somebody can sign in; "" from then on."""
    from tempen.web.office.views.sign_in import make_token

    if Staff.objects.filter(is_active=True).exclude(password="").exists():
        return ""
    first, _ = Staff.objects.get_or_create(email="", defaults={"role": Role.LEAD})
    return make_token(first)

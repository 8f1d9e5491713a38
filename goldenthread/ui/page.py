"""Every page says who may open it, at the top of the function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import urlencode
from jinja2_fragments import render_block

from goldenthread.core import refs, standing
from goldenthread.core.permissions import ANYONE, Actor, AnyPermission


@dataclass(frozen=True, slots=True)
class About:
    """What a page declares about itself; read by the house's tests and by `goldenthread where`."""

    allow: AnyPermission
    see: AnyPermission
    action: Callable[..., Any] | None = None


def page(
    *,
    allow: AnyPermission,
    see: AnyPermission | None = None,
    of: Callable[[], QuerySet[Any]] | None = None,
    action: Callable[..., Any] | None = None,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare who may open a page, and what it is about.

    With `of`, the view gets the one thing its `ref` names, or every thing the actor may see when the
    address has no `ref`. What the actor may not see is not found; what they see but may not do is
    refused with the permission's reason. Without `of`, the permission opens the page itself.
    """
    seen_by = see or allow

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(request: HttpRequest, ref: str | None = None, **rest: Any) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if of is None:
                refused = _refusal(request, allow, allow.opens_for(actor))
                response = refused or view(request, **({"ref": ref} if ref else {}), **rest)
            elif ref is None:
                response = view(request, standing.among(seen_by, actor, of), **rest)
            else:
                thing = _find(seen_by.among(actor, of()), ref)
                refused = None if allow is seen_by else _refusal(request, allow, allow.given(actor, thing))
                response = refused or view(request, thing, **rest)
            patch_vary_headers(response, ["HX-Request", "Cookie", "Accept-Language"])
            if actor.party is not None or actor.hosts:
                patch_cache_control(response, private=True, no_store=True)
            return response

        opened.about = About(allow, seen_by, action)  # type: ignore[attr-defined]
        return opened

    return decorate


def _find(visible: QuerySet[Any], ref: str) -> Any:
    found = visible.filter(ref=refs.read(ref)).first()
    if found is None:
        raise Http404
    return found


def _refusal(request: HttpRequest, allow: AnyPermission, given: bool) -> HttpResponse | None:
    """None when given; else the way to sign in for a stranger, or a reason for somebody who has."""
    if given:
        return None
    if not request.user.is_authenticated and request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}")
    raise PermissionDenied(allow.why_not)


def answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, block: str = "", status: int = 200
) -> HttpResponse:
    """A whole page, or, when HTMX asks for a part of it, the block of the same template with that name."""
    if block and getattr(request, "htmx", False) and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        engine = engines["jinja2"]
        whole = dict(context, request=request, csrf_input=csrf_input_lazy(request), csrf_token=csrf_token_lazy(request))
        for processor in engine.template_context_processors:
            whole.update(processor(request))
        html = render_block(engine.env, template, block, **whole)
        return HttpResponse(html, status=status)
    return TemplateResponse(request, template, dict(context), status=status).render()


def actor_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Work out once who is asking and for whom they may act, at one moment for the whole request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        account = request.user
        known = account.is_authenticated
        request.actor = Actor.of(  # type: ignore[attr-defined]
            account.party_id if known else None, timezone.now(), hosts=known and account.hosts
        )
        return get_response(request)

    return middleware


__all__ = ["ANYONE", "About", "actor_middleware", "answer", "page"]

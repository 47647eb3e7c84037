"""Login by OpenID Connect, for hubs without the package `oauthenticator`.

Authorization code with PKCE, state and nonce; the ID token's signature, issuer, audience, expiry and nonce are
verified. Needs PyJWT with cryptography (Debian: python3-jwt).
"""

import base64
import hashlib
import json
import secrets
from urllib.parse import urlencode

import jwt
from jupyterhub.auth import Authenticator
from jupyterhub.handlers import BaseHandler
from jupyterhub.utils import url_path_join
from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from traitlets import Unicode

COOKIE = "airshower-hub-login"
COOKIE_DAYS = 15 / (24 * 60)
CLOCK_LEEWAY_SEC = 30


class OidcLogin(BaseHandler):
    """Sends the browser to the identity service, and remembers in a signed cookie what must come back."""

    async def get(self):
        provider = await self.authenticator.provider()
        attempt = {
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
            "verifier": secrets.token_urlsafe(48),
            "next": self.get_next_url(default=url_path_join(self.hub.base_url, "home")),
        }
        self.set_secure_cookie(
            COOKIE,
            json.dumps(attempt),
            expires_days=COOKIE_DAYS,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
            path=self.hub.base_url,
        )
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt["verifier"].encode()).digest()).rstrip(b"=")
        query = {
            "response_type": "code",
            "client_id": self.authenticator.client_id,
            "redirect_uri": self.authenticator.oauth_callback_url,
            "scope": "openid profile",
            "state": attempt["state"],
            "nonce": attempt["nonce"],
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        self.redirect(f"{provider['authorization_endpoint']}?{urlencode(query)}")


class OidcCallback(BaseHandler):
    """Where the identity service sends the browser back to."""

    async def get(self):
        attempt = json.loads(self.get_secure_cookie(COOKIE) or b"{}")
        self.clear_cookie(COOKIE, path=self.hub.base_url)
        if self.get_argument("error", ""):
            reason = self.get_argument("error_description", self.get_argument("error"))
            raise web.HTTPError(403, f"The identity service refused the login: {reason}")
        if not attempt or not secrets.compare_digest(attempt["state"], self.get_argument("state", "")):
            raise web.HTTPError(403, "This login was not begun here, or took longer than 15 minutes. Log in again.")
        user = await self.login_user({**attempt, "code": self.get_argument("code", "")})
        if user is None:
            raise web.HTTPError(403, "The identity service's answer could not be verified. Log in again.")
        self.redirect(attempt["next"])


class OidcAuthenticator(Authenticator):
    """Names users by one claim, lower-cased, as the portal does."""

    issuer = Unicode(config=True, help="The issuer, exactly as its discovery document says it.")
    client_id = Unicode(config=True)
    client_secret = Unicode(config=True)
    oauth_callback_url = Unicode(config=True, help="{public address of the hub}/hub/oauth_callback")
    username_claim = Unicode("preferred_username", config=True)
    auto_login = True
    login_service = "the observatory's identity service"

    _provider = None

    def login_url(self, base_url):
        return url_path_join(base_url, "oauth_login")

    def get_handlers(self, app):
        return [("/oauth_login", OidcLogin), ("/oauth_callback", OidcCallback)]

    async def provider(self):
        """The identity service's discovery document."""
        if self._provider is None:
            document = await self._ask(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
            if document.get("issuer") != self.issuer:
                raise web.HTTPError(500, f"OIDC_ISSUER says {self.issuer}, its discovery says {document.get('issuer')}")
            self._provider = document
        return self._provider

    async def authenticate(self, handler, data):
        provider = await self.provider()
        tokens = await self._ask(
            provider["token_endpoint"],
            method="POST",
            auth_username=self.client_id,
            auth_password=self.client_secret,
            body=urlencode(
                {
                    "grant_type": "authorization_code",
                    "code": data["code"],
                    "redirect_uri": self.oauth_callback_url,
                    "code_verifier": data["verifier"],
                }
            ),
        )
        claims = await self._verified_claims(provider, tokens.get("id_token", ""), data["nonce"])
        if claims is None:
            return None
        if self.username_claim not in claims:
            headers = {"Authorization": f"Bearer {tokens['access_token']}"}
            userinfo = await self._ask(provider["userinfo_endpoint"], headers=headers)
            if userinfo.get("sub") != claims["sub"]:
                self.log.error("userinfo speaks of another subject than the ID token")
                return None
            claims.update(userinfo)
        name = claims.get(self.username_claim)
        return {"name": name} if isinstance(name, str) and name else None

    async def _verified_claims(self, provider, id_token, nonce):
        try:
            header = jwt.get_unverified_header(id_token)
            keys = (await self._ask(provider["jwks_uri"]))["keys"]
            key = next(k for k in keys if header.get("kid") in (None, k.get("kid")) and k.get("use", "sig") == "sig")
            claims = jwt.decode(
                id_token,
                jwt.PyJWK.from_dict(key, algorithm=header["alg"]).key,
                algorithms=["RS256", "ES256", "PS256"],
                audience=self.client_id,
                issuer=self.issuer,
                leeway=CLOCK_LEEWAY_SEC,
                options={"require": ["exp", "iat", "sub"]},
            )
        except (jwt.PyJWTError, StopIteration, KeyError) as error:
            self.log.error("ID token not accepted: %s", error or type(error).__name__)
            return None
        if not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
            self.log.error("ID token not accepted: another nonce")
            return None
        return claims

    async def _ask(self, url, **request):
        """JSON of the identity service; what fails is said without the answer's content, which may hold tokens."""
        try:
            answer = await AsyncHTTPClient().fetch(url, request_timeout=20, connect_timeout=10, **request)
            return json.loads(answer.body)
        except HTTPClientError as error:
            self.log.error("%s answered %s", url, error.code)
            if error.code < 500:
                raise web.HTTPError(403, "The identity service did not accept this login. Log in again.") from error
            raise web.HTTPError(503, "The identity service is in trouble. Try again in a minute.") from error
        except (OSError, ValueError) as error:
            self.log.error("%s can not be used: %s", url, error)
            raise web.HTTPError(503, "The identity service does not answer. Try again in a minute.") from error

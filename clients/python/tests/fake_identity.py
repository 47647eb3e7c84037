"""An OpenID provider for tests: logs everybody in at once as `PI-Crab`, checks PKCE and the client's secret. Tests only."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


class FakeIdentity:
    """`claims` are added to each ID token; `signer` may be swapped for a key that the provider does not publish."""

    def __init__(self, client_id="jupyterhub", client_secret="hubsecret"):
        self.client = (client_id, client_secret)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes = {}
        self.behave()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def behave(self):
        """Back to an answer that is right in every way."""
        self.signer = self.key
        self.claims = {"preferred_username": "PI-Crab"}
        self.userinfo = {"sub": "1", "preferred_username": "PI-Crab"}
        self.in_trouble = False

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def discovery(self):
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        endpoints = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in paths.items()}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **endpoints}

    def jwks(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def id_token(self, nonce):
        now = int(time.time())
        standard = {"iss": self.issuer, "aud": self.client[0], "sub": "1", "iat": now, "exp": now + 600, "nonce": nonce}
        return jwt.encode({**standard, **self.claims}, self.signer, algorithm="RS256", headers={"kid": "1"})

    def _handler(identity):
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self, document, status=200):
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                url = urlsplit(self.path)
                if url.path == "/.well-known/openid-configuration":
                    return self.answer(identity.discovery())
                if url.path == "/jwks":
                    return self.answer(identity.jwks())
                if url.path == "/userinfo":
                    return self.answer(identity.userinfo)
                query = {name: values[0] for name, values in parse_qs(url.query).items()}
                code = secrets.token_urlsafe(8)
                identity.codes[code] = query
                self.send_response(302)
                target = query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})
                self.send_header("Location", target)
                self.send_header("Content-Length", "0")
                return self.end_headers()

            def do_POST(self):
                body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                if identity.in_trouble:
                    return self.answer({"error": "server_error"}, 500)
                begun = identity.codes.pop(body["code"][0], None)
                basic = base64.b64encode(":".join(identity.client).encode()).decode()
                if begun is None or self.headers["Authorization"] != f"Basic {basic}":
                    return self.answer({"error": "invalid_grant"}, 400)
                digest = hashlib.sha256(body["code_verifier"][0].encode()).digest()
                if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != begun["code_challenge"]:
                    return self.answer({"error": "invalid_grant"}, 400)
                return self.answer({"access_token": "access", "id_token": identity.id_token(begun["nonce"])})

        return Handler

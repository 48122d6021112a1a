"""A security key made of software: what a browser would send back for a challenge of ours."""

import base64
import json
import secrets
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, ATTESTED = 0x01, 0x40


class Authenticator:
    """One key pair. `counts`: whether it tells how often it was used, as hardware keys do."""

    def __init__(self, origin: str, rp_id: str, *, counts: bool = True) -> None:
        self.origin, self.rp_id = origin, rp_id
        self.id = secrets.token_bytes(32)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._uses, self._counts = 0, counts

    def create(self, options: str) -> str:
        """The answer to a challenge to make a passkey."""
        numbers = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(key)
        data = self._data(PRESENT | ATTESTED) + attested
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._client_data("webauthn.create", options)
        return self._answer(clientDataJSON=said, attestationObject=made)

    def get(self, options: str) -> str:
        """The answer to a challenge to sign in."""
        self._uses += 1
        said, data = self._client_data("webauthn.get", options), self._data(PRESENT)
        signature = self._key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        count = self._uses if self._counts else 0
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + count.to_bytes(4)

    def _client_data(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> str:
        parts = {name: _text(value) for name, value in response.items()}
        name = _text(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")

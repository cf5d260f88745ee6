"""A keep-alive HTTP/1.1 server with canned answers, in a process of its own, so that only the clients are measured.

Prints its port. Counts the connections it has accepted: GET /_connections.
"""

from __future__ import annotations

import asyncio
import json
import time

USER = {
    "id": "5f7ddfe62ba819802422362e",
    "arn": "arn:cn:authing:59f86b4832eb28071bdd9214:user:5f7ddfe62ba819802422362e",
    "status": "Activated",
    "username": "bob",
    "email": "bob@example.com",
    "emailVerified": True,
    "loginsCount": 3,
    "createdAt": "2021-09-24T07:29:51+00:00",
    "updatedAt": "2021-09-24T07:29:51+00:00",
}
ZITADEL_USER = {
    "userId": "293895612938561293",
    "details": {"sequence": "2", "changeDate": "2026-01-02T03:04:05.123456Z", "resourceOwner": "270283750129384756"},
    "state": "USER_STATE_ACTIVE",
    "username": "ada",
    "loginNames": ["ada@example.com"],
    "preferredLoginName": "ada@example.com",
    "human": {
        "profile": {"givenName": "Ada", "familyName": "Lovelace", "preferredLanguage": "en"},
        "email": {"email": "ada@example.com", "isVerified": True},
        "passwordChanged": "2026-01-02T03:04:05.123456Z",
    },
}
LOGTO_USER: dict[str, object] = {
    "id": "v9sqrz5xt3b1",
    "username": "ada",
    "primaryEmail": "ada@example.com",
    "primaryPhone": None,
    "name": "Ada Lovelace",
    "avatar": None,
    "customData": {"plan": "pro"},
    "identities": {"github": {"userId": "583231", "details": {"id": "583231", "name": "ada"}}},
    "lastSignInAt": 1767323045123,
    "createdAt": 1767236645123,
    "updatedAt": 1767323045123,
    "profile": {"givenName": "Ada", "familyName": "Lovelace"},
    "applicationId": None,
    "isSuspended": False,
    "hasPassword": True,
    "ssoIdentities": [],
}
connections = 0


def answer(target: str, body: bytes) -> object:
    if target == "/_connections":
        return connections
    if target.startswith("/zitadel."):
        return {"details": ZITADEL_USER["details"], "user": ZITADEL_USER}
    if target.startswith("/api/users/"):
        return LOGTO_USER
    if target == "/graphql/v2":
        if b"accessToken" in body:
            now = int(time.time())
            return {"data": {"accessToken": {"accessToken": "t" * 300, "iat": now, "exp": now + 7200}}}
        return {"data": {"users": {"totalCount": 10, "list": [USER] * 10}}}
    return {"code": 200, "message": "", "data": {**USER, "token": "t" * 300}}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    global connections
    connections += 1
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            data = json.dumps(answer(lines[0].split(" ")[1].partition("?")[0], body)).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(data), data)
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    finally:
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

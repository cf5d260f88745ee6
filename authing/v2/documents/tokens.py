"""Tokens, of pools and of users."""

from __future__ import annotations

ACCESS_TOKEN = """query accessToken($userPoolId: String!, $secret: String!) {
  accessToken(userPoolId: $userPoolId, secret: $secret) { accessToken exp iat }
}"""

REFRESH_TOKEN = """mutation refreshToken($id: String) {
  refreshToken(id: $id) { token iat exp }
}"""

CHECK_LOGIN_STATUS = """query checkLoginStatus($token: String) {
  checkLoginStatus(token: $token) { code message status exp iat data { id userPoolId arn } }
}"""

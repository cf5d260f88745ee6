"""Registering, logging in, passwords."""

from __future__ import annotations

from .selections import USER_FIELDS

REGISTER_BY_EMAIL = f"""mutation registerByEmail($input: RegisterByEmailInput!) {{
  registerByEmail(input: $input) {{ {USER_FIELDS} }}
}}"""

REGISTER_BY_USERNAME = f"""mutation registerByUsername($input: RegisterByUsernameInput!) {{
  registerByUsername(input: $input) {{ {USER_FIELDS} }}
}}"""

LOGIN_BY_EMAIL = f"""mutation loginByEmail($input: LoginByEmailInput!) {{
  loginByEmail(input: $input) {{ {USER_FIELDS} }}
}}"""

LOGIN_BY_USERNAME = f"""mutation loginByUsername($input: LoginByUsernameInput!) {{
  loginByUsername(input: $input) {{ {USER_FIELDS} }}
}}"""

LOGIN_BY_PHONE_PASSWORD = f"""mutation loginByPhonePassword($input: LoginByPhonePasswordInput!) {{
  loginByPhonePassword(input: $input) {{ {USER_FIELDS} }}
}}"""

LOGIN_BY_SUB_ACCOUNT = f"""mutation loginBySubAccount(
  $account: String!, $password: String!, $captchaCode: String, $clientIp: String
) {{
  loginBySubAccount(account: $account, password: $password, captchaCode: $captchaCode, clientIp: $clientIp) {{
    {USER_FIELDS}
  }}
}}"""

RESET_PASSWORD_BY_FIRST_LOGIN_TOKEN = """mutation resetPasswordByFirstLoginToken($token: String!, $password: String!) {
  resetPasswordByFirstLoginToken(token: $token, password: $password) { code message }
}"""

RESET_PASSWORD_BY_FORCE_RESET_TOKEN = """mutation resetPasswordByForceResetToken(
  $token: String!, $oldPassword: String!, $newPassword: String!
) {
  resetPasswordByForceResetToken(token: $token, oldPassword: $oldPassword, newPassword: $newPassword) { code message }
}"""

UPDATE_PASSWORD = f"""mutation updatePassword($newPassword: String!, $oldPassword: String) {{
  updatePassword(newPassword: $newPassword, oldPassword: $oldPassword) {{ {USER_FIELDS} }}
}}"""

CHECK_PASSWORD_STRENGTH = """query checkPasswordStrength($password: String!) {
  checkPasswordStrength(password: $password) { valid message }
}"""

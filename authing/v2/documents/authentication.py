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

UPDATE_PASSWORD = f"""mutation updatePassword($newPassword: String!, $oldPassword: String) {{
  updatePassword(newPassword: $newPassword, oldPassword: $oldPassword) {{ {USER_FIELDS} }}
}}"""

CHECK_PASSWORD_STRENGTH = """query checkPasswordStrength($password: String!) {
  checkPasswordStrength(password: $password) { valid message }
}"""

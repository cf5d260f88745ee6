"""Codes, and the addresses that they are sent to."""

from __future__ import annotations

from .selections import USER_FIELDS

REGISTER_BY_PHONE_CODE = f"""mutation registerByPhoneCode($input: RegisterByPhoneCodeInput!) {{
  registerByPhoneCode(input: $input) {{ {USER_FIELDS} }}
}}"""

LOGIN_BY_PHONE_CODE = f"""mutation loginByPhoneCode($input: LoginByPhoneCodeInput!) {{
  loginByPhoneCode(input: $input) {{ {USER_FIELDS} }}
}}"""

RESET_PASSWORD = """mutation resetPassword($phone: String, $email: String, $code: String!, $newPassword: String!,
  $phoneCountryCode: String) {
  resetPassword(phone: $phone, email: $email, code: $code, newPassword: $newPassword,
    phoneCountryCode: $phoneCountryCode) { message code }
}"""

UPDATE_PHONE = f"""mutation updatePhone($phone: String!, $phoneCode: String!, $oldPhone: String, $oldPhoneCode: String,
  $phoneCountryCode: String, $oldPhoneCountryCode: String) {{
  updatePhone(phone: $phone, phoneCode: $phoneCode, oldPhone: $oldPhone, oldPhoneCode: $oldPhoneCode,
    phoneCountryCode: $phoneCountryCode, oldPhoneCountryCode: $oldPhoneCountryCode) {{ {USER_FIELDS} }}
}}"""

UPDATE_EMAIL = f"""mutation updateEmail($email: String!, $emailCode: String!, $oldEmail: String, $oldEmailCode: String) {{
  updateEmail(email: $email, emailCode: $emailCode, oldEmail: $oldEmail, oldEmailCode: $oldEmailCode) {{ {USER_FIELDS} }}
}}"""

BIND_PHONE = f"""mutation bindPhone($phone: String!, $phoneCode: String!, $phoneCountryCode: String) {{
  bindPhone(phone: $phone, phoneCode: $phoneCode, phoneCountryCode: $phoneCountryCode) {{ {USER_FIELDS} }}
}}"""

BIND_EMAIL = f"""mutation bindEmail($email: String!, $emailCode: String!) {{
  bindEmail(email: $email, emailCode: $emailCode) {{ {USER_FIELDS} }}
}}"""

UNBIND_PHONE = f"mutation unbindPhone {{ unbindPhone {{ {USER_FIELDS} }} }}"

UNBIND_EMAIL = f"mutation unbindEmail {{ unbindEmail {{ {USER_FIELDS} }} }}"
